import { z } from 'zod';
import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Begun, Challenge, MethodId, Question } from '../methods/method.js';
import { TRIES } from '../proving/subject.js';
import { newSecret } from '../reset/password-link.js';
import { issued } from '../sign-in/sign-in.js';
import type { Note, Said, Step } from './ask.js';
import { missed } from './missed.js';
import { isFull, overviewStep } from './overview.js';
import type { Inside, Phase } from './session.js';
import { confirming, entering, home } from './transitions.js';
import { type EnrollWorld, enrolling, occasionOf, type Person, record } from './world.js';

/** What is kept sealed while a method waits to be proven: what is shown, and what was typed. */
const sealed = z.strictObject({ question: z.custom<Question>(), typed: z.string().optional() });

/** Begins to register a method. */
export async function add(world: EnrollWorld, session: Inside, person: Person, method: MethodId): Promise<Step> {
  const note: Note | undefined = !person.standing.offers.some(({ id }) => id === method)
    ? { kind: 'not-offered', method }
    : isFull(person, method)
      ? { kind: 'full', method }
      : undefined;
  if (note) return overviewStep(world, home(session), person, note);
  return begin(world, home(session, 'register'), person, method, undefined);
}

/** Something else instead. */
export const isElse = ({ wish, intent }: Said): boolean =>
  wish?.kind === 'another-way' || wish?.kind === 'without-phone' || intent === 'back';

/** A number or an address was typed. */
export async function enter(world: EnrollWorld, session: Phase<'enter'>, person: Person, said: Said): Promise<Step> {
  const typed = destinationIn(session.challenge.question, said.text);
  if (typed !== undefined) return begin(world, session, person, session.method, typed);
  if (isElse(said)) return overviewStep(world, home(session), person);
  if (said.wish?.kind === 'method') return add(world, session, person, said.wish.method);
  return enterStep(session, missed(said));
}

const NUMBER = /\+?\p{Nd}[\p{Nd}\s()./-]{2,}\p{Nd}(?:\s*[,;]?\s*(?:extension|extn?|x|#)[.=:\s]*\p{Nd}{1,7})?/iu;

/** "my number is +1 202 555 0101" → the number, with its extension; "it's ada@home.example" → the address. */
function destinationIn(question: Question, text: string): string | undefined {
  const isMail = question.kind === 'enter' && question.what === 'email';
  if (!isMail) return NUMBER.exec(text.normalize('NFKC'))?.[0];
  return text.split(/[\s,;<>"]+/u).find((word) => word.includes('@'));
}

export const enterStep = (session: Phase<'enter'>, note?: Note): Step => ({
  session,
  ask: { kind: 'enter', method: session.method, question: session.challenge.question, note },
});

/** Begins, or begins again, with what was typed. */
export async function begin(
  world: EnrollWorld,
  session: Inside,
  person: Person,
  method: MethodId,
  typed: string | undefined,
): Promise<Step> {
  const rules = {
    confirmTwice: person.standing.policy.register.confirmTwoCodes,
    along: person.standing.offers.map(({ id }) => id).filter((id) => !isFull(person, id)),
  };
  const again = session.phase === 'confirm' ? session : undefined;
  const stay = (note: Note): Step | Promise<Step> =>
    again
      ? confirmStep(world, again, note)
      : session.phase === 'enter'
        ? enterStep(session, note)
        : overviewStep(world, home(session), person, note);
  let begun: Begun | { readonly refused: string } | undefined;
  try {
    begun = await enrolling(world, method)?.begin(occasionOf(session), typed, rules);
  } catch (error) {
    if (!(error instanceof MethodUnavailable)) throw error;
  }
  if (!begun) return stay({ kind: 'undeliverable' });
  if ('refused' in begun) return stay({ kind: 'not-taken', reason: begun.refused });
  const { challenge, deliver, destination } = begun;
  if (challenge.question.kind === 'enter') return enterStep(entering(session, method, challenge));
  if (deliver) {
    const spent = await world.throttle.spend(world.budgets.send(session.who.person, destination ?? method));
    if (spent.kind === 'refused') return stay({ kind: 'wait-to-send', retryAt: spent.retryAt });
  }
  await record(world, session, 'authn_token_created', again ? 'enroll-asked-again' : 'enroll-asked', method);
  const kept = world.keyring.seal(JSON.stringify({ question: challenge.question, typed }), session.id);
  const tries = again?.tries ?? TRIES;
  const waiting = { method, challenge: redacted(challenge), kept: kept.toString('base64'), tries, asking: newId() };
  const step = await shownFirst(world, confirming(session, waiting), again ? { kind: 'sent-again' } : undefined);
  return { ...step, after: deliver };
}

/** The key of an authenticator, or the secret that pairs a phone, is in no stored session but sealed. */
function redacted(challenge: Challenge): Challenge {
  const { kind } = challenge.question;
  if (kind === 'scan') return { ...challenge, question: { kind, uri: '', key: '' } };
  return kind === 'pair' ? { ...challenge, question: { kind, uri: '' } } : challenge;
}

const isPairing = ({ challenge }: Phase<'confirm'>): boolean => challenge.question.kind === 'pair';
const isPicture = ({ kind }: Question): boolean => kind === 'scan' || kind === 'pair';

/** What to show of a waiting method. */
export function shownIn(world: EnrollWorld, session: Phase<'confirm'>): z.infer<typeof sealed> {
  return sealed.parse(JSON.parse(world.keyring.open(Buffer.from(session.kept, 'base64'), session.id)));
}

/** A code to scan is shown here only where the conversation is ours to forget; elsewhere it gets a page of its own. */
async function shownFirst(world: EnrollWorld, session: Phase<'confirm'>, note?: Note): Promise<Step> {
  if (!isPicture(session.challenge.question) || session.ownsTranscript) return confirmStep(world, session, note);
  const secret = newSecret(session.conversation);
  const next = confirming(session, { ...session, page: issued(secret.hash, session.endsAt, world.clock()) });
  return {
    session: next,
    ask: { kind: 'scan-page', pairs: isPairing(session), url: `${world.publicUrl}/scan/${secret.token}`, note },
  };
}

export async function confirmStep(world: EnrollWorld, session: Phase<'confirm'>, note?: Note): Promise<Step> {
  const { method } = session;
  const asked = {
    kind: 'confirm',
    method,
    goodUntil: Math.min(session.challenge.expiresAt, session.endsAt),
    note,
  } as const;
  if (!isPicture(session.challenge.question)) {
    const resendable = shownIn(world, session).typed !== undefined;
    return { session, ask: { ...asked, question: session.challenge.question, resendable } };
  }
  if (session.page) return { session, ask: { kind: 'scan-page-waiting', pairs: isPairing(session), note } };
  const { question } = shownIn(world, session);
  if ('uri' in question) world.onScreen?.(question.uri);
  return { session, ask: { ...asked, question, resendable: false } };
}
