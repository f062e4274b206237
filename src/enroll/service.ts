import { newId } from '../crypto.js';
import { stopOf } from '../proving/stop.js';
import { subjectOf } from '../proving/subject.js';
import type { Caller } from '../reset/ask.js';
import { newSecret } from '../reset/password-link.js';
import { personKey } from '../reset/person.js';
import { linkAsk, renewed, standingAsk } from '../sign-in/ask.js';
import { confirmStep, enter, enterStep } from './adding.js';
import type { Enrolling, Said, Step } from './ask.js';
import { atHome, atReview } from './at-home.js';
import { patiently } from './away.js';
import { confirm, confirmed, replyTo, unreached } from './confirming.js';
import { end } from './ending.js';
import { atEntry, atName, atRemove, type Move, pickedAgain } from './managing.js';
import { overviewStep } from './overview.js';
import { answer, answerStep, awaited, prove } from './proving.js';
import type { EnrollSession, Inside, Known, Phase } from './session.js';
import { aged, begun, ended, recognised, unasked } from './transitions.js';
import { blockedUntil, type EnrollWorld, leaseKey, type Person, personOf, record } from './world.js';

/** Registration and management, from the first word to the last. */
export function enrollService(world: EnrollWorld): Enrolling {
  return {
    async open(caller, goal) {
      const { conversation, channel, locale, from, ownsTranscript } = caller;
      const start = { id: newId(), goal, conversation, channel, locale, from, ownsTranscript };
      const { identity } = caller;
      if (identity) {
        const nobody = recognised(start, { accountId: '', login: '', person: '' }, world.clock());
        return patiently(world, ended(nobody, 'cancelled'), () => recognise(world, start, identity));
      }
      const secret = newSecret(conversation);
      const session = begun(start, secret.hash, world.clock());
      await record(world, session, 'session_created', goal);
      return { session, ask: linkAsk(world, session, secret.token) };
    },

    async hear(before, said) {
      const session = aged(before, world.clock());
      return patiently(world, session, () => heard(world, session, said));
    },

    isReply: (session, text) =>
      (session.phase === 'challenge' && world.methods.get(session.active.method)?.read(text) !== undefined) ||
      (session.phase === 'confirm' && replyTo(world, session, text) !== undefined),

    async look(before) {
      const session = aged(before, world.clock());
      return patiently(world, session, () => looked(world, session));
    },

    async undeliverable(session, asking) {
      if (session.phase === 'challenge' && session.active.asking === asking) {
        await record(world, session, 'authn_token_created', 'undeliverable', session.active.method);
        return prove(world, unasked(session), undefined, { kind: 'undeliverable' });
      }
      if (session.phase === 'confirm' && session.asking === asking) return unreached(world, session);
      return stands(world, session);
    },

    cancel: async (session) => (session.phase === 'ended' ? stands(world, session) : end(world, session, 'cancelled')),
  };
}

async function heard(world: EnrollWorld, session: EnrollSession, said: Said): Promise<Step> {
  if (session.phase === 'ended') return stands(world, session);
  if (session.phase === 'sign-in') {
    const isForLink = said.wish?.kind === 'new-link' || said.wish?.kind === 'send-again';
    return isForLink ? renewed(world, session) : stands(world, session);
  }
  if (session.phase === 'prove') return prove(world, session, said);
  if (session.phase === 'challenge') return answer(world, session, said);
  const person = await personOf(world, session.who.accountId);
  return person ? settled(world, await within(world, session, person, said)) : end(world, session, 'refused');
}

async function looked(world: EnrollWorld, session: EnrollSession): Promise<Step> {
  if (session.phase === 'challenge') return awaited(world, session);
  const over = 'who' in session ? await stopped(world, session) : undefined;
  if (over) return over;
  return session.phase === 'confirm' ? confirmed(world, session) : stands(world, session);
}

/** The end of a session whose person said "it's not me", in it or elsewhere; undefined while it may go on. */
async function stopped(world: EnrollWorld, session: Known): Promise<Step | undefined> {
  const stop = await stopOf(world, session.id, session.who.person);
  return stop && end(world, session, stop.ending, stop.retryAt);
}

/** The channel says who this is; that is the first proof, and no more. */
async function recognise(
  world: EnrollWorld,
  start: Parameters<typeof recognised>[0],
  identity: NonNullable<Caller['identity']>,
): Promise<Step> {
  const account = await world.recognise(identity);
  const person = personKey(world.keyring, account?.id, identity.userPrincipalName ?? identity.objectId);
  const who = account ? subjectOf(account, person) : { accountId: '', login: '', person };
  const session = recognised(start, who, world.clock());
  await record(world, session, 'session_created', start.goal);
  const known = account && (await personOf(world, account.id));
  if (!known) return end(world, session, 'refused');
  const until = await blockedUntil(world, person);
  if (until !== undefined) return end(world, session, 'blocked', until);
  if (!(await leased(world, session))) return elsewhere(session);
  return prove(world, session);
}

/** One at a time: the time it takes at most, kept for this conversation. */
export const leased = (world: EnrollWorld, session: Phase<'prove'>): Promise<boolean> =>
  world.claims.hold(leaseKey(session.who.person), session.conversation, session.endsAt - world.clock());

function elsewhere(session: Phase<'prove'>): Step {
  const next = ended(session, 'elsewhere');
  return { session: next, ask: { kind: 'ended', ending: 'elsewhere', goal: session.goal } };
}

async function within(world: EnrollWorld, session: Inside, person: Person, said: Said): Promise<Move> {
  switch (session.phase) {
    case 'review':
      return atReview(world, session, person, said);
    case 'overview':
      return atHome(world, session, person, said);
    case 'enter':
      return enter(world, session, person, said);
    case 'confirm':
      return confirm(world, session, person, said);
    case 'entry':
      return atEntry(world, session, person, said);
    case 'name':
      return atName(world, session, person, said);
    case 'remove':
      return atRemove(world, session, person, said);
  }
}

const settled = async (world: EnrollWorld, move: Move): Promise<Step> =>
  'reprove' in move ? prove(world, move.reprove, undefined, { kind: 'prove-again' }) : move;

/** The question that stands, once more. */
async function stands(world: EnrollWorld, session: EnrollSession): Promise<Step> {
  switch (session.phase) {
    case 'sign-in':
      return { session, ask: standingAsk(session) };
    case 'prove':
      return prove(world, session, undefined, session.fresh ? { kind: 'signed-in' } : undefined);
    case 'challenge':
      return answerStep(world, session);
    case 'ended':
      return endedStep(session);
    case 'confirm':
      return confirmStep(world, session);
    case 'enter':
      return enterStep(session);
    case 'review':
    case 'overview':
    case 'entry':
    case 'name':
    case 'remove': {
      const person = await personOf(world, session.who.accountId);
      if (!person) return end(world, session, 'refused');
      return session.phase === 'review' || session.phase === 'overview'
        ? overviewStep(world, session, person)
        : pickedAgain(world, session, person);
    }
  }
}

const endedStep = (session: Phase<'ended'>): Step => {
  const { goal, ending, retryAt } = session;
  return { session, ask: { kind: 'ended', ending, goal, retryAt } };
};
