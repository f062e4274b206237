import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MethodId } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { CURRENT_PASSWORD } from '../../src/policy/plan.js';
import type { FrozenPlan, Known, Phase, Proof, ResetSession } from '../../src/reset/session.js';
import { resetSession, SESSION_MS } from '../../src/reset/session.js';
import {
  aged,
  asked,
  begun,
  ended,
  failed,
  granted,
  identified,
  left,
  opened,
  passed,
  proven,
  reopened,
  signedIn,
  signingIn,
  writing,
} from '../../src/reset/transitions.js';
import { attempted, reissued, opened as signInOpened } from '../../src/sign-in/sign-in.js';

const METHODS = ['authenticator-code', 'authenticator-notification', 'sms', 'voice', 'email', 'recovery-code'].map(
  methodId,
);
const PROOFS = ['app', 'phone:+12025550100', 'phone:+12025550199', 'mailbox', 'saved'];

const start = { id: 's', goal: 'reset', conversation: 'w.key', channel: 'webchat', locale: 'en' } as const;

type Move =
  | { readonly kind: 'identify'; readonly real: boolean }
  | { readonly kind: 'open-sign-in' | 'try-sign-in' | 'renew-sign-in' | 'sign-in' }
  | { readonly kind: 'ask'; readonly method: MethodId }
  | { readonly kind: 'fail' | 'leave' | 'open' | 'write' | 'reopen' | 'end' | 'restart' | 'stale-grant' }
  | { readonly kind: 'pass'; readonly proof: string }
  | { readonly kind: 'wait'; readonly ms: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('identify' as const), real: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('open-sign-in', 'try-sign-in', 'renew-sign-in', 'sign-in') }),
  fc.record({ kind: fc.constant('ask' as const), method: fc.constantFrom(...METHODS) }),
  fc.record({ kind: fc.constant('pass' as const), proof: fc.constantFrom(...PROOFS) }),
  fc.record({ kind: fc.constantFrom('fail', 'leave', 'open', 'write', 'reopen', 'end', 'restart', 'stale-grant') }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: SESSION_MS }) }),
);

const plan: fc.Arbitrary<FrozenPlan> = fc.record({
  policy: fc.constant('everyone'),
  policyHash: fc.constant('h'),
  gates: fc.constantFrom(1 as const, 2 as const, 3 as const),
  methods: fc.oneof(
    fc.subarray([...METHODS, CURRENT_PASSWORD], { minLength: 1 }),
    fc.subarray([CURRENT_PASSWORD], { minLength: 1 }),
  ),
  strong: fc.constantFrom([], [methodId('authenticator-code')]),
  contacts: fc.boolean(),
  at: fc.constant(0),
});

interface World {
  session: ResetSession;
  now: number;
  /** What was really proven in this session, kept by the test and not by the machine. */
  given: Proof[];
}

const isKnown = (session: ResetSession): session is Known =>
  session.phase !== 'identify' && session.phase !== 'sign-in' && session.phase !== 'ended';

/** A reset, or a change of a person who may be known already. */
const first: fc.Arbitrary<ResetSession> = fc.constantFrom(
  begun(start, 0),
  signingIn(start, undefined, 'h', 0),
  signingIn(start, { accountId: 'a', login: 'ada', person: 'p' }, 'h', 0),
);

/** The clumsy and the dishonest path alike: any move at any time; what is not legal is not possible and changes nothing. */
function play(world: World, next: Move, frozen: FrozenPlan): void {
  world.session = aged(world.session, world.now);
  const { session } = world;
  switch (next.kind) {
    case 'wait':
      world.now += next.ms;
      return;
    case 'restart':
      // Another process reads what was kept: only what the schema knows survives.
      world.session = resetSession.parse(JSON.parse(JSON.stringify(session)));
      return;
    case 'identify':
      if (session.phase !== 'identify') return;
      world.session = identified(
        session,
        next.real
          ? { accountId: 'a', login: 'ada', person: 'p' }
          : { accountId: '', login: 'nobody', person: 'p', decoy: [...frozen.methods] },
        frozen,
      );
      return;
    case 'open-sign-in':
      if (session.phase === 'sign-in') world.session = signInOpened(session, 'c');
      return;
    case 'try-sign-in':
      if (session.phase === 'sign-in') world.session = attempted(session);
      return;
    case 'renew-sign-in':
      if (session.phase === 'sign-in') world.session = reissued(session, 'h4', world.now);
      return;
    case 'sign-in': {
      if (session.phase !== 'sign-in') return;
      const who = session.who ?? { accountId: 'a', login: 'ada', person: 'p' };
      world.given.push({ method: CURRENT_PASSWORD, enrollmentId: '', proof: 'password' });
      world.session = signedIn(session, who, frozen, 'unreadable');
      return;
    }
    case 'ask':
      if (session.phase !== 'choose' && session.phase !== 'challenge') return;
      world.session = asked(session, {
        method: next.method,
        enrollmentId: 'e',
        asking: 'x',
        tries: 3,
        challenge: { question: { kind: 'code', digits: 6 }, expiresAt: world.now + 1, memo: null },
      });
      return;
    case 'pass': {
      if (session.phase !== 'challenge' || session.who.decoy) return;
      const proof = { method: session.active.method, enrollmentId: 'e', proof: next.proof };
      world.given.push(proof);
      world.session = passed(session, proof);
      if (proven(world.session)) world.session = granted(world.session, { id: 'g', secretHash: 'h' }, world.now);
      return;
    }
    case 'stale-grant':
      if (!isKnown(session)) return;
      try {
        world.session = granted(session, { id: 'g2', secretHash: 'h2' }, world.now);
      } catch {
        // Refused: that is the point.
      }
      return;
    case 'fail':
      if (session.phase === 'challenge') world.session = failed(session);
      return;
    case 'leave':
      if (session.phase === 'challenge' || session.phase === 'choose') world.session = left(session);
      return;
    case 'open':
      if (session.phase === 'password') world.session = opened(session, 'c', world.now);
      return;
    case 'write':
      if (session.phase === 'password') world.session = writing(session, world.now);
      return;
    case 'reopen':
      if (session.phase === 'password') world.session = reopened(session, 'g3');
      return;
    case 'end':
      world.session = ended(session, 'cancelled');
  }
}

const enough = (given: readonly Proof[], frozen: FrozenPlan): boolean => {
  const counted = given.filter(({ method }) => frozen.methods.includes(method));
  const strong = frozen.strong.length === 0 || counted.some(({ method }) => frozen.strong.includes(method));
  return strong && new Set(counted.map(({ proof }) => proof)).size >= frozen.gates;
};

describe('the reset machine', () => {
  it('has no link before the independent proofs of the plan, in whatever order things happen', () => {
    fc.assert(
      fc.property(plan, first, fc.array(move, { maxLength: 60 }), (frozen, session, moves) => {
        const world: World = { session, now: 0, given: [] };
        for (const next of moves) {
          play(world, next, frozen);
          if (world.session.phase !== 'password') continue;
          expect(enough(world.given, frozen)).toBe(true);
          expect(world.session.who.decoy).toBeUndefined();
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('reaches the link when the proofs are given', () => {
    const session = identified(begun(start, 0), { accountId: 'a', login: 'ada', person: 'p' }, twoGates);
    const first = passed(asked(session, asking('authenticator-code')), proof('authenticator-code', 'app'));
    expect(proven(first)).toBe(false);
    const second = passed(asked(first, asking('sms')), proof('sms', 'phone:+1'));
    expect(granted(second, { id: 'g', secretHash: 'h' }, 0).phase).toBe('password');
  });

  it('a sign-in is a proof of the plan that names it, and of no other', () => {
    const who = { accountId: 'a', login: 'ada', person: 'p' };
    const session = signingIn(start, undefined, 'h', 0);
    const enough = signedIn(session, who, { ...twoGates, gates: 1, methods: [CURRENT_PASSWORD] }, 'unreadable');
    expect(granted(enough, { id: 'g', secretHash: 'h' }, 0).phase).toBe('password');
    const more = signedIn(session, who, twoGates, 'unreadable');
    const one = passed(asked(more, asking('authenticator-code')), proof('authenticator-code', 'app'));
    expect(() => granted(one, { id: 'g', secretHash: 'h' }, 0)).toThrow();
    const two = passed(asked(one, asking('sms')), proof('sms', 'phone:+1'));
    expect(granted(two, { id: 'g', secretHash: 'h' }, 0).current).toBe('unreadable');
  });

  it('counts one device once, however often it answers', () => {
    const session = identified(begun(start, 0), { accountId: 'a', login: 'ada', person: 'p' }, twoGates);
    const first = passed(asked(session, asking('authenticator-code')), proof('authenticator-code', 'app'));
    const again = passed(
      asked(first, asking('authenticator-notification')),
      proof('authenticator-notification', 'app'),
    );
    expect(proven(again)).toBe(false);
    expect(() => granted(again, { id: 'g', secretHash: 'h' }, 0)).toThrow();
  });

  it('never lengthens its life: every moment of a link or a page ends with the session', () => {
    fc.assert(
      fc.property(plan, first, fc.array(move, { maxLength: 40 }), (frozen, session, moves) => {
        const world: World = { session, now: 0, given: [] };
        for (const next of moves) {
          play(world, next, frozen);
          expect(world.session.endsAt).toBe(SESSION_MS);
          if (world.session.phase === 'password') expect(world.session.grant.until).toBeLessThanOrEqual(SESSION_MS);
          if (world.session.phase === 'sign-in') expect(world.session.link.until).toBeLessThanOrEqual(SESSION_MS);
        }
      }),
    );
  });

  it('keeps only what its schema knows: a state with anything more is not taken for one', () => {
    const session: Phase<'identify'> = begun(start, 0);
    expect(resetSession.safeParse({ ...session, grant: { id: 'g' } }).success).toBe(false);
    expect(resetSession.safeParse({ ...session, phase: 'password' }).success).toBe(false);
  });
});

const twoGates: FrozenPlan = {
  policy: 'everyone',
  policyHash: 'h',
  gates: 2,
  methods: METHODS,
  contacts: false,
  strong: [],
  at: 0,
};

const proof = (method: string, key: string): Proof => ({ method: methodId(method), enrollmentId: 'e', proof: key });

const asking = (method: string) => ({
  method: methodId(method),
  enrollmentId: 'e',
  asking: 'x',
  tries: 3,
  challenge: { question: { kind: 'code' as const, digits: 6 }, expiresAt: 1, memo: null },
});
