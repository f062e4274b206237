import type { Question } from '../methods/method.js';
import { giveBack } from '../proving/give-back.js';
import { add, begin, confirmStep, isElse, shownIn } from './adding.js';
import type { Note, Said, Step } from './ask.js';
import { end } from './ending.js';
import { overviewStep } from './overview.js';
import { isAnsweredOnPage, type Phase } from './session.js';
import { store } from './storing.js';
import { confirming, home } from './transitions.js';
import { type EnrollWorld, enrolling, occasionOf, type Person, personOf, record } from './world.js';

/** The code that is awaited, within what was said. */
export function replyTo({ methods }: EnrollWorld, { method: id, challenge }: Phase<'confirm'>, text: string) {
  const method = methods.get(id);
  if (!isCode(challenge.question)) return undefined;
  return method?.enroll?.read ? method.enroll.read(text) : method?.read(text);
}

const isCode = ({ kind }: Question): boolean => kind === 'scan' || kind === 'code';

/** What was said while a new method waits to be proven. */
export async function confirm(
  world: EnrollWorld,
  session: Phase<'confirm'>,
  person: Person,
  said: Said,
): Promise<Step> {
  const reply = replyTo(world, session, said.text);
  if (reply !== undefined) return settle(world, session, reply);
  if (isElse(said)) return overviewStep(world, home(session), person);
  if (said.wish?.kind === 'send-again' || said.wish?.kind === 'new-link') {
    return begin(world, session, person, session.method, shownIn(world, session).typed);
  }
  if (said.wish?.kind === 'method' && said.wish.method !== session.method) {
    return add(world, session, person, said.wish.method);
  }
  if (isCode(session.challenge.question)) return confirmStep(world, session, { kind: 'not-understood' });
  return settle(world, session, said.text, isAnsweredOnPage(session) ? { kind: 'only-on-page' } : undefined);
}

/**
 * Whether what is done elsewhere (a page, a phone) is done. Where a code is to be typed, the question once more, unless it is
 * known by now that the code did not get there.
 */
export async function confirmed(world: EnrollWorld, session: Phase<'confirm'>): Promise<Step> {
  if (!isCode(session.challenge.question)) return settle(world, session, '');
  const reached = (await enrolling(world, session.method)?.reached?.(session.challenge)) ?? true;
  return reached ? confirmStep(world, session) : unreached(world, session);
}

/** What was sent did not get there: another way. */
export async function unreached(world: EnrollWorld, session: Phase<'confirm'>): Promise<Step> {
  await record(world, session, 'authn_token_created', 'enroll-undeliverable', session.method);
  const person = await personOf(world, session.who.accountId);
  return person
    ? overviewStep(world, home(session), person, { kind: 'undeliverable' })
    : end(world, session, 'refused');
}

/**
 * Compares. A wrong code here is no attack on the account: it comes from whoever has just been let in, about something of
 * their own, so it costs one of this challenge's tries and none of the person's budget.
 */
async function settle(
  world: EnrollWorld,
  session: Phase<'confirm'>,
  reply: string,
  otherwise: Note = { kind: 'pending' },
): Promise<Step> {
  const person = await personOf(world, session.who.accountId);
  const enroll = enrolling(world, session.method);
  if (!person || !enroll) return end(world, session, 'refused');
  const { challenge } = session;
  const isScan = challenge.question.kind === 'scan';
  if (world.clock() >= challenge.expiresAt) {
    return overviewStep(world, home(session), person, { kind: isScan ? 'scan-over' : 'expired' });
  }
  const outcome = await enroll.confirm(occasionOf(session), challenge, reply);
  if (outcome === 'fail') {
    await record(world, session, 'authn_login_fail', 'enroll-wrong', session.method);
    const triesLeft = session.tries - 1;
    if (triesLeft <= 0) return overviewStep(world, home(session), person, { kind: 'tries-over' });
    const next = confirming(session, { ...session, tries: triesLeft });
    return confirmStep(world, next, isScan ? { kind: 'wrong-code', triesLeft } : { kind: 'wrong', triesLeft });
  }
  if (!('next' in outcome)) {
    // What was sent has been answered.
    if (!isScan) giveBack(world, world.budgets.unanswered(session.who.person));
    return store(world, session, outcome);
  }
  const isSame = outcome.next.question.kind === challenge.question.kind && !isScan;
  const { page, ...rest } = session;
  const next = confirming(session, { ...rest, challenge: outcome.next, page: isSame ? page : undefined });
  return confirmStep(world, next, reply === '' ? undefined : isSame ? otherwise : { kind: 'next-code' });
}
