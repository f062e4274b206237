import { newId } from '../crypto.js';
import { chosen, withoutPhoneNote } from '../proving/inquiry.js';
import { renewed } from '../sign-in/ask.js';
import { answer, awaited, replyTo } from './answering.js';
import type { Caller } from './ask.js';
import { finishLater } from './conclude.js';
import { identify, recognised } from './identify.js';
import { choices } from './options.js';
import { readName } from './person.js';
import { put } from './put.js';
import type { Resets, Said, Step } from './resets.js';
import type { Phase, ResetSession } from './session.js';
import { away, chooseStep, show } from './showing.js';
import { beginSignIn } from './sign-in.js';
import { stopped } from './stopping.js';
import { aged, begun, ended, left, leftWithoutPhone, proofs, proven } from './transitions.js';
import { record, type World } from './world.js';

/** The reset, the unlock and the change, from the first word to the last. */
export function resetService(world: World): Resets {
  return {
    async open(caller, goal) {
      const { conversation, channel, locale, from } = caller;
      const session = begun({ id: newId(), goal, conversation, channel, locale, from }, world.clock());
      return begin(world, session, caller).catch((error: unknown) => away(world, ended(session, 'cancelled'), error));
    },

    async hear(before, said) {
      const session = await now(world, before);
      if (session.phase === 'ended') return show(world, session);
      const heard = () => move(world, session, said);
      const step = untold(session) ? steadily(world, heard) : heard();
      return step.catch((error: unknown) => away(world, session, error));
    },

    isReply: (session, text) => session.phase === 'challenge' && replyTo(world, session, text) !== undefined,

    async look(before) {
      const session = await now(world, before);
      if (session.phase === 'challenge')
        return awaited(world, session).catch((error: unknown) => away(world, session, error));
      return ('plan' in session ? await stopped(world, session) : undefined) ?? show(world, session);
    },

    async undeliverable(session, asking) {
      if (session.phase !== 'challenge' || session.active.asking !== asking) return show(world, session);
      await record(world, session, 'authn_token_created', 'undeliverable', session.active.method);
      // Before a first proof it would tell that there is such a person: whoever waits in vain asks for another way.
      if (untold(session)) return show(world, session);
      return chooseStep(world, left(session), { kind: 'undeliverable' });
    },

    async cancel(session) {
      if (session.phase === 'ended') return show(world, session);
      if (session.phase === 'password' && session.grant.stage === 'writing') return show(world, session);
      await record(world, session, 'session_ended', 'cancelled');
      return show(world, ended(session, 'cancelled'));
    },
  };
}

/** The session as time leaves it. That it ran out is recorded. */
async function now(world: World, before: ResetSession): Promise<ResetSession> {
  const session = aged(before, world.clock());
  if (session.phase === 'ended' && before.phase !== 'ended') {
    await record(world, session, 'session_expired', session.ending);
  }
  return session;
}

async function begin(world: World, session: Phase<'identify'>, { identity }: Caller): Promise<Step> {
  const account = identity && (await world.recognise(identity));
  if (identity && !account) {
    // Who they are is known; that nothing can be done here is theirs to know.
    await record(world, session, 'session_ended', 'not-recognised');
    return show(world, ended(session, 'refused'));
  }
  if (session.goal === 'change') return beginSignIn(world, session, account);
  return show(world, account ? await recognised(world, session, account) : session);
}

/** Lets no answer out before its beat, whatever came of it; how long an outage took says nothing of the next look. */
async function steadily(world: World, work: () => Promise<Step>): Promise<Step> {
  const startedAt = Date.now();
  const beatMs = world.beat.ms;
  try {
    const step = await work();
    world.beat.looked(Date.now() - startedAt);
    return step;
  } finally {
    await world.pace(startedAt, beatMs);
  }
}

/** Nothing of the person may show yet. */
const untold = (session: ResetSession): boolean =>
  session.phase === 'identify' ||
  ((session.phase === 'choose' || session.phase === 'challenge') && proofs(session) === 0);

async function move(world: World, session: Exclude<ResetSession, Phase<'ended'>>, said: Said): Promise<Step> {
  switch (session.phase) {
    case 'identify': {
      const login = readName(said.text);
      if (said.isAside) return show(world, session, { kind: 'name-first' });
      if (login === undefined) return show(world, session, { kind: 'not-understood' });
      return chooseStep(world, await identify(world, session, login));
    }
    case 'sign-in':
      return isForLink(said) ? renewed(world, session) : show(world, session);
    case 'choose':
      return choose(world, session, said);
    case 'challenge':
      return answer(world, session, said);
    case 'password':
      return isForLink(said) && session.grant.stage !== 'writing'
        ? finishLater(world, session)
        : ((await stopped(world, session)) ?? show(world, session));
  }
}

/** What was sent where a link waits is the link. */
const isForLink = ({ wish }: Said): boolean => wish?.kind === 'new-link' || wish?.kind === 'send-again';

async function choose(world: World, session: Phase<'choose'>, said: Said): Promise<Step> {
  // All proofs are given; the directory was away, and is asked again.
  if (proven(session)) return finishLater(world, session);
  const found = await choices(world, session);
  const wished = said.wish?.kind === 'method' ? said.wish.method : undefined;
  const choice = chosen(found, wished, said.ordinal);
  if (choice) return put(world, session, choice);
  switch (said.wish?.kind) {
    case 'another-way':
      return chooseStep(world, session, { kind: 'other-ways' });
    case 'without-phone':
      return chooseStep(world, leftWithoutPhone(session), withoutPhoneNote(found));
    case 'send-again':
      return chooseStep(world, session, { kind: 'nothing-sent' });
    default:
      return chooseStep(world, session, session.away ? undefined : { kind: 'not-understood' });
  }
}
