import { collect } from '../proving/collect.js';
import { type Compared, compare } from '../proving/compare.js';
import { type Choice, carries, chosen, isElsewhere, withoutPhoneNote } from '../proving/inquiry.js';
import { put } from '../proving/put.js';
import type { Active } from '../proving/subject.js';
import { BLOCK_MS } from '../reset/budgets.js';
import type { EnrollAsk, Note, Said, Step } from './ask.js';
import { patiently } from './away.js';
import { end } from './ending.js';
import { inside } from './inside.js';
import { missed } from './missed.js';
import { secondProofs } from './second-proof.js';
import { isAnsweredOnPage, type Phase, type Proving } from './session.js';
import { admitted, asked, failed, unasked, unaskedWithoutPhone } from './transitions.js';
import { type EnrollWorld, inquiryOf, record } from './world.js';

/** The second proof: asked at once where there is one way, chosen where there are more, waived where there is none. */
export async function prove(world: EnrollWorld, session: Phase<'prove'>, said?: Said, note?: Note): Promise<Step> {
  const choices = await secondProofs(world, session);
  const [only] = choices;
  if (!only) return admit(world, session, 1, note);
  if (session.fresh && choices.length === 1) return ask(world, session, only, undefined, note);
  const choice = said && chosen(choices, said.wish?.kind === 'method' ? said.wish.method : undefined, said.ordinal);
  if (choice) return ask(world, session, choice);
  if (said?.wish?.kind === 'without-phone') return withoutPhone(world, session);
  return { session, ask: chooseAsk(choices, note ?? (said && missed(said))) };
}

/** What needs no phone comes first from now on. */
async function withoutPhone(world: EnrollWorld, session: Proving): Promise<Step> {
  const next = unaskedWithoutPhone(session);
  const choices = await secondProofs(world, next);
  return { session: next, ask: chooseAsk(choices, withoutPhoneNote(choices)) };
}

const chooseAsk = (choices: readonly Choice[], note: Note | undefined): EnrollAsk => ({
  kind: 'prove',
  options: choices.map(({ method, enrollments: [first] }) => {
    const hint = first ? method.describe(first) : '';
    return hint === '' ? { method: method.traits.id } : { method: method.traits.id, hint };
  }),
  note,
});

async function ask(world: EnrollWorld, session: Proving, choice: Choice, again?: Active, note?: Note): Promise<Step> {
  const outcome = await put(world, inquiryOf(session), choice, again);
  switch (outcome.kind) {
    case 'asked': {
      const next = asked(session, outcome.active);
      const step = await answerStep(world, next, again ? { kind: 'sent-again' } : note);
      return { ...step, after: outcome.deliver };
    }
    case 'wait': {
      const wait: Note = { kind: 'wait-to-send', retryAt: outcome.retryAt };
      return again && session.phase === 'challenge'
        ? answerStep(world, session, wait)
        : prove(world, unasked(session), undefined, wait);
    }
    case 'unavailable':
    case 'none':
      return prove(world, unasked(session), undefined, { kind: 'undeliverable' });
  }
}

/** The question that stands. */
export async function answerStep(world: EnrollWorld, session: Phase<'challenge'>, note?: Note): Promise<Step> {
  const { method: id, challenge } = session.active;
  const method = world.methods.get(id);
  const resendable = method !== undefined && carries({ method });
  const others = (await secondProofs(world, session)).length > 1;
  return { session, ask: { kind: 'answer', method: id, question: challenge.question, resendable, others, note } };
}

/** What was said while a proof is awaited. */
export async function answer(world: EnrollWorld, session: Phase<'challenge'>, said: Said): Promise<Step> {
  const { active } = session;
  const choices = await secondProofs(world, session);
  const same = choices.find(({ method }) => method.traits.id === active.method);
  const reply = same?.method.read(said.text);
  if (reply !== undefined) return heard(world, session, same, reply);
  switch (said.wish?.kind) {
    case 'another-way':
      return prove(world, unasked(session));
    case 'without-phone':
      return withoutPhone(world, session);
    case 'send-again':
      return same ? ask(world, session, same, active) : prove(world, unasked(session));
    case 'method': {
      const choice = chosen(choices, said.wish.method);
      return choice ? ask(world, session, choice) : answerStep(world, session, { kind: 'not-understood' });
    }
    case 'new-link':
    case undefined:
      return said.intent === 'back'
        ? prove(world, unasked(session))
        : isElsewhere(session.active.challenge.question)
          ? awaited(world, session, { kind: isAnsweredOnPage(session) ? 'only-on-page' : 'pending' })
          : answerStep(world, session, { kind: 'not-understood' });
  }
}

/** Whether an answer has come another way; `note` where none has. */
export async function awaited(world: EnrollWorld, session: Phase<'challenge'>, note?: Note): Promise<Step> {
  const { active } = session;
  const choices = await secondProofs(world, session);
  const same = choices.find(({ method }) => method.traits.id === active.method);
  const collected = await collect(world, inquiryOf(session), active, same);
  if (collected.kind === 'stopped') return end(world, session, collected.stop.ending, collected.stop.retryAt);
  return onwards(world, session, same, collected, note);
}

async function heard(
  world: EnrollWorld,
  session: Phase<'challenge'>,
  choice: Choice | undefined,
  reply: string,
): Promise<Step> {
  const { active } = session;
  if (world.clock() >= active.challenge.expiresAt) {
    return prove(world, unasked(session), undefined, { kind: 'expired' });
  }
  const compared = await compare(world, inquiryOf(session), active, choice, reply);
  return onwards(world, session, choice, compared, { kind: 'pending' });
}

async function onwards(
  world: EnrollWorld,
  session: Phase<'challenge'>,
  choice: Choice | undefined,
  compared: Compared,
  pending: Note | undefined,
): Promise<Step> {
  switch (compared.kind) {
    case 'passed': {
      // What somebody could look up adds nothing to a password that somebody could have stolen.
      const proofs = choice?.method.traits.family === 'knowledge' ? 1 : 2;
      return admit(world, session, proofs, { kind: 'passed' });
    }
    case 'pending':
      return answerStep(world, session, pending);
    case 'denied':
      return end(world, session, 'denied', world.clock() + BLOCK_MS);
    case 'more':
      return answerStep(world, asked(session, compared.active), { kind: 'passed' });
    case 'unavailable':
      return prove(world, unasked(session), undefined, { kind: 'undeliverable' });
    case 'expired':
      return prove(world, unasked(session), undefined, { kind: 'expired' });
    case 'failed':
      // What was asked is not registered any more.
      if (!choice) return prove(world, unasked(session), undefined, { kind: 'no-luck' });
      return { ...(await missedProof(world, session, compared)), after: afterFailing(world, session, compared) };
    case 'refused': {
      const { reason, retryAt, after } = compared;
      const isOver = reason === 'used-up';
      const step = await (isOver
        ? end(world, session, 'blocked', retryAt)
        : answerStep(world, session, { kind: 'too-soon', retryAt }));
      return { ...step, after };
    }
  }
}

type Failed = Extract<Compared, { kind: 'failed' }>;

async function missedProof(world: EnrollWorld, session: Phase<'challenge'>, compared: Failed): Promise<Step> {
  if (compared.locked) return end(world, session, 'blocked', world.clock() + BLOCK_MS);
  const isPage = isAnsweredOnPage(session);
  if (!isPage && isElsewhere(session.active.challenge.question)) {
    return prove(world, unasked(session), undefined, { kind: 'no-luck' });
  }
  const next = failed(session);
  const note: Note =
    isPage && next.phase === 'challenge' ? { kind: 'other-questions' } : { kind: 'wrong', triesLeft: compared.left };
  return next.phase === 'challenge' ? answerStep(world, next, note) : prove(world, next, undefined, note);
}

/** What a wrong answer leaves to do. */
function afterFailing(world: EnrollWorld, session: Proving, { locked, after }: Failed): Step['after'] {
  if (!locked && !after) return undefined;
  return async () => {
    const later = await after?.();
    if (locked || later?.locked) await warn(world, session);
  };
}

/** Whoever used up the tries: the person is told, at every address we know. */
export async function warn(world: EnrollWorld, { who, channel }: Pick<Proving, 'who' | 'channel'>): Promise<void> {
  const account = await world.directory.read(who.accountId);
  if (account) await world.announcer.announce('attempts', account, { channel, at: world.clock() });
}

async function admit(world: EnrollWorld, session: Proving, proofs: 1 | 2, note?: Note): Promise<Step> {
  const next = admitted(session, proofs, world.clock());
  await record(world, next, 'authn_login_success', proofs === 2 ? 'two-proofs' : 'one-proof');
  // The proof was given, and its code is used up.
  return patiently(world, next, () => inside(world, next, session.wanted, note));
}
