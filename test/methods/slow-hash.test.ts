import { hash, type Options } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Hashed } from '../../src/methods/slow-hash.js';
import { keys } from '../support/methods.js';
import { registeredCodes, registeredQuestions } from '../support/saved.js';

const ACCOUNT = 'account-ada';

/** OWASP password storage cheat sheet: with 19 MiB, two passes and one lane is the least for Argon2id. */
const LEAST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SAID = '$argon2id$v=19$m=19456,t=2,p=1$';
const CHEAPER: readonly Options[] = [
  { ...LEAST, memoryCost: 9_216 },
  { ...LEAST, timeCost: 1 },
];

type About = Omit<Hashed, 'accountId'>;

/** What the library makes of it in its usual encoding, which says the algorithm and the cost. */
function encoded({ use, text }: About, salt: string, options: Options): Promise<string> {
  const key = keys();
  const keyed = key.mac('answer', [use, ACCOUNT, text], key.keyId);
  return hash(keyed, { ...options, salt: Buffer.from(salt, 'base64') });
}

const plain = (base64: string): string => base64.replace(/=+$/, '');

async function judged(stored: { readonly salt: string; readonly hash: string }, about: About): Promise<void> {
  expect(Buffer.from(stored.salt, 'base64').length).toBeGreaterThanOrEqual(16);
  expect(Buffer.from(stored.hash, 'base64')).toHaveLength(32);
  const expected = await encoded(about, stored.salt, LEAST);
  expect(expected).toBe(`${SAID}${plain(stored.salt)}$${plain(stored.hash)}`);
  for (const options of CHEAPER) {
    expect((await encoded(about, stored.salt, options)).endsWith(plain(stored.hash))).toBe(false);
  }
  const other = await encoded({ ...about, text: `${about.text}x` }, stored.salt, LEAST);
  expect(other.endsWith(plain(stored.hash))).toBe(false);
}

describe('what is stored to be compared later', () => {
  it('of recovery codes is Argon2id at its full cost, under a key that is not in the database', async () => {
    const { enrollment, codes, method } = await registeredCodes();
    const { salt, hashes } = z.looseObject({ salt: z.string(), hashes: z.array(z.string()) }).parse(enrollment.data);
    expect(hashes).toHaveLength(10);
    expect(new Set(hashes).size).toBe(10);
    await judged({ salt, hash: hashes[0] ?? '' }, { use: 'recovery-code', text: method.read(codes[0] ?? '') ?? '' });
  });

  it('of security answers likewise, each under a salt of its own', async () => {
    const { enrollment, answers } = await registeredQuestions();
    const one = z.object({ question: z.string(), salt: z.string(), hash: z.string() });
    const kept = z.looseObject({ answers: z.array(one) }).parse(enrollment.data).answers;
    expect(new Set(kept.map(({ salt }) => salt)).size).toBe(5);
    const [first] = kept;
    if (!first) throw new Error('nothing is kept');
    await judged(first, { use: 'security-question', text: answers.get(first.question) ?? '' });
  });
});
