import { z } from 'zod';
import { equal, type Keyring } from '../crypto.js';
import type { Clock, Enrollments } from '../stores/ports.js';
import { decoyBytes, decoyEnrollment } from './decoy.js';
import { dataOf, memoOf } from './kept.js';
import type { Challenge, Method } from './method.js';
import { codeIn } from './said.js';
import { traitsOf } from './traits.js';

const DIGITS = 6;
const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
const ANSWER_WITHIN_MS = 5 * 60_000;
const SCAN_WITHIN_MS = 10 * 60_000;

const secret = z.string().regex(/^[A-Z2-7]{26,}$/);
/** `since` is the last time step that was used up while registering. */
const kept = z.strictObject({
  secret,
  since: z.number().int().default(0),
  /** The paired phone that shows these codes, where it is one. */
  device: z.string().optional(),
});
const registering = z.strictObject({ sealed: z.string(), twice: z.boolean(), since: z.number().int().optional() });

export interface AuthenticatorCodeNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly enrollments: Pick<Enrollments, 'advance'>;
  /** Shown in the app beside the account. */
  readonly organisation: string;
  /** Also takes the code of the coming 30 seconds, for phones whose clock runs ahead. Off: RFC 6238 §5.2 allows one step back. */
  readonly futureStep?: boolean | undefined;
  /** Registration asks for two different codes in a row (NIST SP 800-63B-4 §4.2.1.2). */
  readonly confirmTwice?: boolean | undefined;
}

/** Codes of an authenticator app: SHA-1, 6 digits, 30 seconds (RFC 6238), each time step accepted once, ever. */
export function authenticatorCode(needs: AuthenticatorCodeNeeds): Method {
  const { keyring, clock, enrollments } = needs;
  const traits = traitsOf('authenticator-code');
  const offsets = needs.futureStep ? [-1, 0, 1] : [-1, 0];

  /** The time step whose code was given; every candidate is computed and compared, whichever matches (ASVS 11.2.4). */
  async function matchingStep(secret: string, reply: string): Promise<number | undefined> {
    const { generateSync } = await import('otplib');
    const now = Math.floor(clock() / 1000 / STEP_SECONDS);
    const given = Buffer.from(reply);
    return offsets
      .map((offset) => now + offset)
      .map((step) => {
        const epoch = step * STEP_SECONDS;
        const code = generateSync({ secret, epoch, digits: DIGITS, period: STEP_SECONDS, algorithm: 'sha1' });
        return { step, matches: equal(Buffer.from(code), given) };
      })
      .reduce<number | undefined>((found, { step, matches }) => (matches ? step : found), undefined);
  }

  const question = { kind: 'code', digits: DIGITS } as const;

  return {
    traits,
    read: (said) => codeIn(said, [DIGITS]),
    begin: async () => ({ challenge: { question, expiresAt: clock() + ANSWER_WITHIN_MS, memo: null } }),
    async check(_occasion, challenge, reply, enrollment) {
      if (reply === undefined) return 'pending';
      const { secret, since } = dataOf(kept, enrollment);
      const step = await matchingStep(secret, reply);
      if (step === undefined || step <= since || clock() >= challenge.expiresAt) return 'fail';
      return (await enrollments.advance(enrollment.id, step)) ? 'pass' : 'fail';
    },
    decoy: (occasion) =>
      decoyEnrollment(traits.id, occasion, {
        proof: 'app',
        data: { secret: base32(decoyBytes(keyring, traits.id, occasion).subarray(0, SECRET_BYTES)), since: 0 },
      }),
    describe: (enrollment) => enrollment.name,
    deviceOf: (enrollment) => kept.safeParse(enrollment.data).data?.device,
    enroll: {
      async begin(occasion, _typed, rules) {
        const twice = needs.confirmTwice === true || rules?.confirmTwice === true;
        const { generateSecret, generateURI } = await import('otplib');
        const secret = generateSecret({ length: SECRET_BYTES });
        const uri = generateURI({ issuer: label(needs.organisation), label: label(occasion.login), secret });
        const challenge: Challenge = {
          question: { kind: 'scan', uri, key: secret.replace(/(.{4})(?=.)/g, '$1 ') },
          expiresAt: clock() + SCAN_WITHIN_MS,
          memo: { sealed: keyring.seal(secret, occasion.sessionId).toString('base64'), twice },
        };
        return { challenge };
      },
      async confirm(occasion, challenge, reply) {
        const { sealed, twice, since } = memoOf(registering, challenge.memo);
        const secret = keyring.open(Buffer.from(sealed, 'base64'), occasion.sessionId);
        const step = await matchingStep(secret, reply);
        if (step === undefined || step <= (since ?? 0) || clock() >= challenge.expiresAt) return 'fail';
        if (twice && since === undefined) {
          return { next: { question, expiresAt: challenge.expiresAt, memo: { sealed, twice, since: step } } };
        }
        return { method: traits.id, name: '', proof: 'app', data: { secret, since: step } };
      },
    },
  };
}

/** Apps split `issuer:account` at the first colon, and otplib does not escape one. */
const label = (text: string): string => text.replaceAll(':', ' ').trim();

/** RFC 4648 §6 without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)])
    .join('');
}
