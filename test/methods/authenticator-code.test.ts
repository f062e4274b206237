import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authenticatorCode } from '../../src/methods/authenticator-code.js';
import type { Enrollment, Method } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { enrolled, keys, movableClock, occasion, organisation, stepKeeper, totp } from '../support/methods.js';

const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const STEP = 30_000;

const having = (secret: string, since = 0): Enrollment =>
  enrolled({ method: methodId('authenticator-code'), name: '', proof: 'app', data: { secret, since } });

interface At {
  readonly method: Method;
  readonly enrollments: ReturnType<typeof stepKeeper>;
  pass(ms: number): void;
  now(): number;
  type(said: string, enrollment?: Enrollment): Promise<unknown>;
}

function at(time?: number, options: { futureStep?: boolean; confirmTwice?: boolean } = {}): At {
  const { now, pass } = movableClock(time);
  const enrollments = stepKeeper('enrollment-1');
  const method = authenticatorCode({ keyring: keys(), clock: now, enrollments, organisation, ...options });
  const type = async (said: string, enrollment = having(RFC_SECRET)): Promise<unknown> => {
    const { challenge } = await method.begin(occasion(), enrollment);
    const reply = method.read(said);
    return reply === undefined ? 'no try' : method.check(occasion(), challenge, reply, enrollment);
  };
  return { method, enrollments, pass, now, type };
}

describe('authenticator codes', () => {
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('RFC 6238 appendix B: at %i seconds the last six digits of %s pass', async (seconds, code) => {
    expect(await at(seconds * 1000).type(code.slice(-6))).toBe('pass');
  });

  test('they are the codes oathtool makes', async () => {
    const run = promisify(execFile);
    const { stdout } = await run('oathtool', ['--version']).catch(() => ({ stdout: '' }));
    const times = Array.from({ length: 20 }, (_, index) => 1_700_000_000 + index * 7_777_777);
    for (const seconds of times) {
      const day = new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
      const code =
        stdout === ''
          ? totp(RFC_SECRET, seconds * 1000)
          : (await run('oathtool', ['--totp', '-b', '-N', `${day} UTC`, RFC_SECRET])).stdout.trim();
      expect(await at(seconds * 1000).type(code), day).toBe('pass');
    }
  });

  test('this and the step before are accepted, the next only by setting, others never', async () => {
    const now = Date.UTC(2026, 5, 1, 12, 0, 15);
    const verdicts = async (futureStep: boolean): Promise<unknown[]> =>
      Promise.all(
        [-3, -2, -1, 0, 1, 2].map((offset) => at(now, { futureStep }).type(totp(RFC_SECRET, now + offset * STEP))),
      );
    expect(await verdicts(false)).toEqual(['fail', 'fail', 'pass', 'pass', 'fail', 'fail']);
    expect(await verdicts(true)).toEqual(['fail', 'fail', 'pass', 'pass', 'pass', 'fail']);
  });

  const spellings: ReadonlyArray<(code: string) => string> = [
    (code) => code,
    (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
    (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
    (code) => `My code is ${code.slice(0, 2)} ${code.slice(2, 4)} ${code.slice(4)}, thanks!`,
    (code) => [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
    (code) => [...code].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''),
    (code) => [...code].map((digit) => String.fromCodePoint(0x06f0 + Number(digit))).join(''),
    (code) => [...code].join('\u200b'),
    (code) => `\u202e${code}\u00a0`,
  ];

  test('a code in any spelling passes once and in no other spelling again', async () => {
    for (const first of spellings) {
      const phone = at();
      const code = totp(RFC_SECRET, phone.now());
      expect(await phone.type(first(code)), first(code)).toBe('pass');
      for (const again of spellings) expect(await phone.type(again(code)), again(code)).toBe('fail');
    }
  });

  test('accepted steps only ever rise, whatever is typed and when', async () => {
    const moves = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 100_000 }),
        age: fc.integer({ min: -3, max: 3 }),
        spelling: fc.nat({ max: spellings.length - 1 }),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const phone = at(undefined, { futureStep: true });
        const given = new Set<number>();
        for (const { wait, age, spelling } of steps) {
          phone.pass(wait);
          const step = Math.floor(phone.now() / STEP) + age;
          const typed = spellings[spelling]?.(totp(RFC_SECRET, step * STEP)) ?? '';
          const before = phone.enrollments.accepted.length;
          const verdict = await phone.type(typed);
          expect(verdict === 'pass').toBe(phone.enrollments.accepted.length === before + 1);
          if (given.has(step)) expect(verdict).toBe('fail');
          if (verdict === 'pass') given.add(step);
        }
        const accepted = phone.enrollments.accepted;
        expect(accepted).toEqual([...accepted].sort((a, b) => a - b));
        expect(new Set(accepted).size).toBe(accepted.length);
      }),
      { numRuns: 200 },
    );
  });

  test.each(['123', '1234567', 'hello', '', '12345a', '123456 654321', '१२३४५६'])(
    'what is not one code of six digits (%j) costs no try',
    async (said) => {
      expect(await at().type(said)).toBe('no try');
    },
  );

  test('200 parallel answers with one right code pass once', async () => {
    const phone = at();
    const code = totp(RFC_SECRET, phone.now());
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => phone.type(code)));
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(1);
  });
});

describe('registering an authenticator', () => {
  test('shows the address to scan and the key in groups, with 160 random bits', async () => {
    const begun = await at().method.enroll?.begin(
      occasion({ purpose: 'register', login: 'a:da@contoso.example' }),
      undefined,
    );
    if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'scan')
      throw new Error('no QR code was shown');
    const uri = new URL(begun.challenge.question.uri);
    const secret = uri.searchParams.get('secret') ?? '';
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri.searchParams.get('issuer')).toBe(organisation);
    expect(decodeURIComponent(uri.pathname)).toBe('/Contoso:a da@contoso.example');
    expect(begun.challenge.question.key.replaceAll(' ', '')).toBe(secret);
    expect(JSON.stringify(begun.challenge.memo)).not.toContain(secret);
  });

  async function scanned(phone: At): Promise<{ secret: string; say(code: string): Promise<unknown> }> {
    const here = occasion({ purpose: 'register' });
    const begun = await phone.method.enroll?.begin(here, undefined);
    if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'scan')
      throw new Error('no QR code was shown');
    let { challenge } = begun;
    const secret = begun.challenge.question.key.replaceAll(' ', '');
    const say = async (code: string): Promise<unknown> => {
      const outcome = await phone.method.enroll?.confirm(here, challenge, code);
      if (typeof outcome === 'object' && 'next' in outcome) challenge = outcome.next;
      return outcome;
    };
    return { secret, say };
  }

  test('the first right code is enough, and is used up by it', async () => {
    const phone = at();
    const { secret, say } = await scanned(phone);
    expect(await say('000000')).toBe('fail');
    const code = totp(secret, phone.now());
    const made = await say(code);
    expect(made).toMatchObject({ method: 'authenticator-code', proof: 'app', data: { secret } });
    if (typeof made !== 'object' || made === null || !('data' in made)) throw new Error('nothing was registered');
    const enrollment = { ...having(secret), data: made.data };
    expect(await phone.type(code, enrollment)).toBe('fail');
    phone.pass(STEP);
    expect(await phone.type(totp(secret, phone.now()), enrollment)).toBe('pass');
  });

  test('two codes are asked for where the setting wants it, and one code given twice is not two', async () => {
    const phone = at(undefined, { confirmTwice: true });
    const { secret, say } = await scanned(phone);
    const first = totp(secret, phone.now());
    expect(await say(first)).toMatchObject({ next: { question: { kind: 'code', digits: 6 } } });
    expect(await say(first)).toBe('fail');
    phone.pass(STEP);
    expect(await say(totp(secret, phone.now()))).toMatchObject({ method: 'authenticator-code' });
  });

  test('a key shown in one session cannot be registered in another', async () => {
    const { method, now } = at();
    const begun = await method.enroll?.begin(occasion({ purpose: 'register' }), undefined);
    if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'scan')
      throw new Error('no QR code was shown');
    const code = totp(begun.challenge.question.key.replaceAll(' ', ''), now());
    const elsewhere = occasion({ purpose: 'register', sessionId: 'session-2' });
    await expect(method.enroll?.confirm(elsewhere, begun.challenge, code)).rejects.toMatchObject({
      code: 'ERR_SEAL_BROKEN',
    });
  });
});
