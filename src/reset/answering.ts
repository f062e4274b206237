import { type Choice, carries, chosen, isElsewhere, withoutPhoneNote } from '../proving/inquiry.js';
import type { Note } from './ask.js';
import { BLOCK_MS } from './budgets.js';
import { type Compared, collect, compare } from './compare.js';
import { onwards } from './onwards.js';
import { choices } from './options.js';
import { put } from './put.js';
import type { Said, Step } from './resets.js';
import { isAnsweredOnPage, type Known, type Phase } from './session.js';
import { chooseStep, show } from './showing.js';
import { endedBy } from './stopping.js';
import { ended, failed, left, leftWithoutPhone, proofs } from './transitions.js';
import { record, type World } from './world.js';

/** The code that is awaited, within what was said. */
export const replyTo = ({ methods }: Pick<World, 'methods'>, { active }: Phase<'challenge'>, text: string) =>
  methods.get(active.method)?.read(text);

/** What is heard while a question stands. */
export async function answer(world: World, session: Phase<'challenge'>, said: Said): Promise<Step> {
  const reply = replyTo(world, session, said.text);
  if (reply === undefined) return instead(world, session, said);
  if (world.clock() >= session.active.challenge.expiresAt) return leave(world, session, 'expired', { kind: 'expired' });
  const compared = await compare(world, session, reply);
  switch (compared.kind) {
    case 'passed':
      return onwards(world, compared.session);
    case 'pending':
      return show(world, session, { kind: 'pending' });
    case 'denied':
      return denied(world, session);
    case 'expired':
      return leave(world, session, 'expired', { kind: 'expired' });
    case 'more':
      return show(world, compared.session, { kind: 'passed' });
    case 'unavailable':
      return chooseStep(world, compared.session, { kind: 'undeliverable' });
    case 'failed': {
      const step = await show(world, compared.session, noteOf(session, { kind: 'wrong', triesLeft: compared.left }));
      return { ...step, after: afterFailing(world, session, compared) };
    }
    case 'refused':
      return refused(world, session, compared);
  }
}

/** Back to the choice: what was asked counts no more. */
async function leave(
  world: World,
  session: Phase<'challenge'>,
  why: 'expired' | 'left',
  note?: Note,
  next = left(session),
): Promise<Step> {
  await record(world, session, 'authn_token_revoked', why, session.active.method);
  return chooseStep(world, next, note);
}

/** No code in it: another way, once more, or one word about what is expected. */
async function instead(world: World, session: Phase<'challenge'>, said: Said): Promise<Step> {
  const found = await choices(world, session);
  switch (said.wish?.kind) {
    case 'another-way':
      return leave(world, session, 'left');
    case 'without-phone':
      return leave(world, session, 'left', withoutPhoneNote(found), leftWithoutPhone(session));
    case 'send-again': {
      const same = found.find(({ method }) => method.traits.id === session.active.method);
      return same ? again(world, session, same) : leave(world, session, 'left');
    }
    case 'method': {
      const choice = chosen(found, said.wish.method);
      if (!choice) return show(world, session, { kind: 'not-understood' });
      const isSame = choice.method.traits.id === session.active.method;
      // A second tap on a notification would change its number under the person's eyes.
      if (isSame && session.active.challenge.question.kind === 'approve') return show(world, session);
      return isSame ? again(world, session, choice) : put(world, session, choice);
    }
    default:
      if (!isElsewhere(session.active.challenge.question)) return show(world, session, { kind: 'not-understood' });
      return awaited(world, session, { kind: isAnsweredOnPage(session) ? 'only-on-page' : 'pending' });
  }
}

/** Whether an answer has come another way: a key or a number on the phone, a page, the clock. */
export async function awaited(world: World, session: Phase<'challenge'>, note?: Note): Promise<Step> {
  const compared = await collect(world, session);
  switch (compared.kind) {
    case 'stopped':
      return endedBy(world, session, compared.stop);
    case 'passed':
      return onwards(world, compared.session);
    case 'unavailable':
      return chooseStep(world, compared.session, { kind: 'undeliverable' });
    case 'denied':
      return denied(world, session);
    case 'expired':
      return leave(world, session, 'expired', { kind: 'expired' });
    case 'refused':
      return refused(world, session, compared);
    case 'failed':
      return session.active.challenge.question.kind === 'code'
        ? show(world, session)
        : failedElsewhere(world, session, compared);
    case 'pending':
    case 'more':
      return show(world, session, note);
  }
}

/** One answer was all there was: back to the choice. Only a page asks again, while tries are left. */
async function failedElsewhere(
  world: World,
  session: Phase<'challenge'>,
  compared: Extract<Compared, { kind: 'failed' }>,
): Promise<Step> {
  const isPage = isAnsweredOnPage(session);
  const step = await (isPage ? turnedPage(world, compared.session) : show(world, left(session), NO_LUCK));
  return { ...step, after: afterFailing(world, session, compared) };
}

/** What a wrong answer leaves to do. */
function afterFailing(
  world: World,
  session: Phase<'challenge'>,
  { locked, after }: Pick<Extract<Compared, { kind: 'failed' }>, 'locked' | 'after'>,
): Step['after'] {
  if (!locked && !after) return undefined;
  return async () => {
    const later = await after?.();
    if (locked || later?.locked) await warn(world, session);
  };
}

/** The person said on the phone that it was somebody else: the rest was done there and then. */
async function denied(world: World, session: Phase<'challenge'>): Promise<Step> {
  await record(world, session, 'session_ended', 'denied');
  return show(world, ended(session, 'denied', world.clock() + BLOCK_MS));
}

/** The same once more, for whoever tapped twice too: another message or page where there was one, else the question that stands. */
async function again(world: World, session: Phase<'challenge'>, choice: Choice): Promise<Step> {
  const { kind } = session.active.challenge.question;
  const wasSent = carries(choice) || kind === 'approve' || kind === 'page';
  return wasSent ? put(world, session, choice, session.active) : show(world, session);
}

/** The page asks other questions now, unless that was the last try. */
const turnedPage = (world: World, next: Phase<'challenge'> | Phase<'choose'>): Promise<Step> =>
  show(world, next, next.phase === 'challenge' ? { kind: 'other-questions' } : NO_LUCK);

async function refused(
  world: World,
  session: Phase<'challenge'>,
  { after, ...refusal }: Extract<Compared, { kind: 'refused' }>,
): Promise<Step> {
  return { ...(await turnedAway(world, session, refusal)), after };
}

async function turnedAway(
  world: World,
  session: Phase<'challenge'>,
  { reason, retryAt, pauseUntil }: Omit<Extract<Compared, { kind: 'refused' }>, 'after'>,
): Promise<Step> {
  if (reason === 'too-soon') return show(world, session, { kind: 'too-soon', retryAt });
  if (proofs(session) > 0) return show(world, ended(session, 'blocked', retryAt));
  // Who is blocked does not show before a first proof: the same pauses, the same tries, the same sentence as for a wrong answer.
  if (pauseUntil !== undefined) return show(world, session, { kind: 'too-soon', retryAt: pauseUntil });
  if (isAnsweredOnPage(session)) return turnedPage(world, failed(session));
  return show(world, isElsewhere(session.active.challenge.question) ? left(session) : failed(session), NO_LUCK);
}

/** Whoever used up the tries: the person is told, at every address we know. */
async function warn(world: World, session: Known): Promise<void> {
  const account = await world.directory.read(session.who.accountId);
  if (account) await world.announcer.announce('attempts', account, { channel: session.channel, at: world.clock() });
}

const NO_LUCK: Note = { kind: 'no-luck' };

/** What went wrong, in numbers once a first proof was given; before that, one neutral sentence. */
const noteOf = (session: Phase<'challenge'>, note: Note): Note => (proofs(session) === 0 ? NO_LUCK : note);
