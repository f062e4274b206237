import { z } from 'zod';
import { equal, type Keyring, newCode } from '../crypto.js';
import { MessageRefused, MethodUnavailable } from '../errors.js';
import type { Clock } from '../stores/ports.js';
import { decoyBytes, decoyEnrollment, isDecoy } from './decoy.js';
import { dataOf, memoOf } from './kept.js';
import type { Begun, Challenge, Method, MethodTraits, NewEnrollment, Occasion, Question } from './method.js';
import { codeIn } from './said.js';

/** How long a sent code is worth something (NIST SP 800-63B-4 §3.1.3.2 allows ten minutes). */
export const CODE_MINUTES = 5;

/** Makes, sends and compares a code: here, or at a provider that keeps the code to itself. */
export interface CodeMaker {
  /** How many digits a reply may have; the first is what the person is told. */
  readonly lengths: readonly [number, ...number[]];
  /** `deliver` sends it. `memo` holds no secret in the clear. @throws MethodUnavailable from `deliver` */
  start(occasion: Occasion, to: string): { readonly memo: unknown; readonly deliver: () => Promise<void> };
  /** @throws MethodUnavailable the provider could not be asked */
  matches(occasion: Occasion, memo: unknown, to: string, reply: string): Promise<boolean>;
  /** Nothing is sent: ends as a sending does that reaches nobody. */
  readonly pretend?: (occasion: Occasion, memo: unknown) => void;
  /** False once it is known that the code did not get there. */
  readonly reached?: (memo: unknown) => Promise<boolean>;
}

/** Where a code can be sent. */
export interface Destination {
  readonly what: 'phone' | 'email';
  /** E.164 or one plain address of what somebody with this sign-in name typed, or the reason of its refusal. */
  accept(typed: string, login: string): Promise<{ readonly to: string } | { readonly refused: string }>;
  mask(to: string): string;
  proof(to: string): string;
  /** A destination that looks like one and is nobody's. */
  invent(bytes: Uint8Array): string;
}

/** No code: `read` never gives it. */
const UNREACHED = 'unreached';

const kept = z.strictObject({ to: z.string().min(3) });
const sealedTo = z.strictObject({ code: z.unknown(), to: z.string() });

export interface CodeMethodNeeds {
  readonly traits: MethodTraits;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly maker: CodeMaker;
  readonly destination: Destination;
}

/** A method that sends a code and wants it back. `data` of its enrollments is `{ to }`. */
export function codeMethod({ traits, keyring, clock, maker, destination }: CodeMethodNeeds): Method {
  const challengeOf = (question: Question, memo: unknown): Challenge => ({
    question,
    expiresAt: clock() + CODE_MINUTES * 60_000,
    memo,
  });
  const enrolled = (to: string): NewEnrollment => ({
    method: traits.id,
    name: '',
    proof: destination.proof(to),
    data: { to },
  });
  const read = (said: string): string | undefined => codeIn(said, maker.lengths);
  const asked = (to: string): Question => ({ kind: 'code', digits: maker.lengths[0], sentTo: destination.mask(to) });

  return {
    traits,
    read,
    async begin(occasion, enrollment): Promise<Begun> {
      const { to } = dataOf(kept, enrollment);
      const { memo, deliver } = maker.start(occasion, to);
      const challenge = challengeOf(asked(to), memo);
      const withheld = async () => maker.pretend?.(occasion, memo);
      const allowed = async () => {
        await stillTaken(destination, to, occasion, withheld);
        await deliver();
      };
      return { challenge, deliver: isDecoy(enrollment) ? withheld : allowed, withheld };
    },
    ...(maker.reached && {
      arrived: async ({ memo }: Challenge) => ((await reachedBy(maker, memo)) ? undefined : UNREACHED),
    }),
    async check(occasion, challenge, reply, enrollment) {
      if (reply === undefined) return 'pending';
      if (reply === UNREACHED) throw new MethodUnavailable('The code did not get there.');
      const { to } = dataOf(kept, enrollment);
      if (clock() >= challenge.expiresAt) return 'fail';
      const matches = await maker.matches(occasion, challenge.memo, to, reply);
      return matches && !isDecoy(enrollment) ? 'pass' : 'fail';
    },
    decoy(occasion) {
      const to = destination.invent(decoyBytes(keyring, traits.id, occasion));
      return decoyEnrollment(traits.id, occasion, { proof: destination.proof(to), data: { to } });
    },
    sentTo: (enrollment) => dataOf(kept, enrollment).to,
    describe: (enrollment) => destination.mask(dataOf(kept, enrollment).to),
    async onFile({ phone, mail, login }) {
      const filed = destination.what === 'phone' ? phone : mail;
      const accepted = filed === undefined ? undefined : await destination.accept(filed, login);
      return accepted && 'to' in accepted ? enrolled(accepted.to) : undefined;
    },
    enroll: {
      read,
      ...(maker.reached && {
        reached: (challenge: Challenge) => reachedBy(maker, memoOf(sealedTo, challenge.memo).code),
      }),
      async begin(occasion, typed) {
        if (typed === undefined) return { challenge: challengeOf({ kind: 'enter', what: destination.what }, null) };
        const accepted = await destination.accept(typed, occasion.login);
        if ('refused' in accepted) return accepted;
        const { to } = accepted;
        const { memo, deliver } = maker.start(occasion, to);
        const sealed = keyring.seal(to, occasion.sessionId).toString('base64');
        return { challenge: challengeOf(asked(to), { code: memo, to: sealed }), deliver, destination: to };
      },
      async confirm(occasion, challenge, reply) {
        const memo = memoOf(sealedTo, challenge.memo);
        const to = keyring.open(Buffer.from(memo.to, 'base64'), occasion.sessionId);
        if (clock() >= challenge.expiresAt) return 'fail';
        if (!(await maker.matches(occasion, memo.code, to, reply))) return 'fail';
        return enrolled(to);
      },
    },
  };
}

const reachedBy = async (maker: CodeMaker, memo: unknown): Promise<boolean> => (await maker.reached?.(memo)) ?? true;

/** What was registered while more was allowed gets nothing any more, but what is `withheld`. @throws MethodUnavailable */
export async function stillTaken(
  destination: Destination,
  to: string,
  { login }: Occasion,
  withheld: () => Promise<void>,
): Promise<void> {
  const accepted = await destination.accept(to, login);
  if (!('refused' in accepted)) return;
  await withheld();
  throw new MethodUnavailable(`Messages may not go there any more (${accepted.refused}).`);
}

const hashed = z.strictObject({ hash: z.string(), keyId: z.string() });

/** Codes made here, kept only as a keyed hash bound to session, method, purpose, person and destination (ASVS 6.5.2, 6.6.2). */
export function ownCode(needs: {
  readonly method: string;
  readonly keyring: Keyring;
  readonly digits: 6 | 8;
  readonly send: (occasion: Occasion, to: string, code: string) => Promise<void>;
}): CodeMaker {
  const { keyring } = needs;
  const partsOf = (at: Occasion, to: string, code: string): string[] => [
    at.sessionId,
    needs.method,
    at.purpose,
    at.accountId,
    to,
    code,
  ];
  return {
    lengths: [needs.digits],
    start(occasion, to) {
      const code = newCode(needs.digits);
      const hash = keyring.mac('code', partsOf(occasion, to, code)).toString('base64');
      return {
        memo: { hash, keyId: keyring.keyId },
        deliver: () => needs.send(occasion, to, code).catch(unavailable),
      };
    },
    async matches(occasion, memo, to, reply) {
      const { hash, keyId } = memoOf(hashed, memo);
      if (!keyring.holds(keyId)) return false;
      return equal(Buffer.from(hash, 'base64'), keyring.mac('code', partsOf(occasion, to, reply), keyId));
    },
  };
}

/** A refused message means that the method cannot be asked now. */
export function unavailable(error: unknown): never {
  if (error instanceof MessageRefused) throw new MethodUnavailable(error.message, { cause: error.cause });
  throw error;
}
