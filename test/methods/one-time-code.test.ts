import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { newCode } from '../../src/crypto.js';
import { MessageRefused } from '../../src/errors.js';
import { email } from '../../src/methods/email.js';
import { mailAddresses, plainAddress } from '../../src/methods/mail-address.js';
import type { Enrollment, Method } from '../../src/methods/method.js';
import { phoneNumbers } from '../../src/methods/phone-number.js';
import { codeIn } from '../../src/methods/said.js';
import { sms } from '../../src/methods/sms.js';
import { methodId } from '../../src/methods/traits.js';
import type { Verifier } from '../../src/senders/verifier.js';
import { box, claimsInMemory, enrolled, keys, movableClock, occasion, organisation } from '../support/methods.js';

const to = '+12025550100';
const phone = enrolled({ method: methodId('sms'), name: '', proof: `phone:${to}`, data: { to } });

describe('codes made here', () => {
  test('are uniform: χ² over a million stays under the 0.1 % bound in every place', () => {
    const counts = Array.from({ length: 8 }, () => new Array<number>(10).fill(0));
    for (let made = 0; made < 1_000_000; made++) {
      const code = newCode(8);
      for (const [place, row] of counts.entries()) {
        const digit = code.charCodeAt(place) - 48;
        row[digit] = (row[digit] ?? 0) + 1;
      }
    }
    for (const row of counts) {
      const chi2 = row.reduce((sum, count) => sum + (count - 100_000) ** 2 / 100_000, 0);
      // Nine degrees of freedom: p = 0.001 is 27.88; eight places, hence a little more room (p = 0.0001: 33.72).
      expect(chi2).toBeLessThan(33.72);
    }
  });

  test.each([6, 8] as const)('have the %i digits that were asked for', async (digits) => {
    const { now } = movableClock();
    const sender = box(now);
    const method = sms({ ...base(now), through: { sender }, digits });
    const begun = await method.begin(occasion(), phone);
    expect(begun.challenge.question).toEqual({ kind: 'code', digits, sentTo: '•••• 00' });
    expect(await sender.list()).toEqual([]);
    await begun.deliver?.();
    expect((await sender.list(to))[0]?.code).toMatch(new RegExp(`^\\d{${digits}}$`));
  });

  test('that could not be handed over make the method unavailable and keep the carrier’s code', async () => {
    const { now } = movableClock();
    const sender = {
      send: async () => {
        throw new MessageRefused('No.', { cause: { code: '21211', status: 400 } });
      },
    };
    const begun = await sms({ ...base(now), through: { sender }, digits: 8 }).begin(occasion(), phone);
    await expect(begun.deliver?.()).rejects.toMatchObject({ code: 'ERR_METHOD_UNAVAILABLE', cause: { code: '21211' } });
  });

  test('cannot be read any more once their key is gone', async () => {
    const { now } = movableClock();
    const method = sms({ ...base(now), through: { sender: box(now) }, digits: 8 });
    const { challenge } = await method.begin(occasion(), phone);
    const old = { ...challenge, memo: { hash: 'AA==', keyId: '00000000' } };
    expect(await method.check(occasion(), old, '12345678', phone)).toBe('fail');
  });
});

const base = (now: () => number) => ({
  keyring: keys(),
  clock: now,
  claims: claimsInMemory(),
  organisation,
  countries: ['US'],
});

test('a decoy fails even with the very code it was made with', async () => {
  const { now } = movableClock();
  const method = sms({ ...base(now), through: { sender: box(now) }, digits: 8 });
  const verdictOf = async (enrollment: Enrollment): Promise<unknown> => {
    const at = occasion();
    const { challenge } = await method.begin(at, enrollment);
    const number = z.object({ to: z.string() }).parse(enrollment.data).to;
    const parts = [at.sessionId, 'sms', at.purpose, at.accountId, number, '12345678'];
    const memo = { hash: keys().mac('code', parts).toString('base64'), keyId: keys().keyId };
    return method.check(at, { ...challenge, memo }, '12345678', enrollment);
  };
  expect(await verdictOf(phone)).toBe('pass');
  expect(await verdictOf(method.decoy(occasion()))).toBe('fail');
});

describe('codes made by a provider', () => {
  /** Like Twilio Verify: one open verification a number, good for one right check. */
  function provider(): Verifier & { readonly sent: Map<string, string>; readonly open: Map<string, string> } {
    const open = new Map<string, string>();
    const sent = new Map<string, string>();
    let made = 0;
    return {
      digits: 6,
      sent,
      open,
      async start(number) {
        made += 1;
        const name = `VE${made}`;
        const code = String(100_000 + made);
        open.set(name, code);
        sent.set(number, code);
        return name;
      },
      async check(name, code) {
        const right = open.get(name) === code;
        if (right) open.delete(name);
        return right;
      },
      async cancel(name) {
        open.delete(name);
      },
    };
  }

  test('pass once, in the session they were sent for', async () => {
    const { now } = movableClock();
    const verifier = provider();
    const method = sms({ ...base(now), through: { verifier }, digits: 8 });
    const begun = await method.begin(occasion(), phone);
    expect(begun.challenge.question).toMatchObject({ digits: 6 });
    await begun.deliver?.();
    const code = verifier.sent.get(to) ?? '';
    expect(JSON.stringify(begun.challenge)).not.toContain('VE1');
    expect(await method.check(occasion(), begun.challenge, '999999', phone)).toBe('fail');
    expect(await method.check(occasion(), begun.challenge, code, phone)).toBe('pass');
    expect(await method.check(occasion(), begun.challenge, code, phone)).toBe('fail');
  });

  test('end with the next one sent to that number, so that no code serves two sessions', async () => {
    const { now } = movableClock();
    const verifier = provider();
    const method = sms({ ...base(now), through: { verifier }, digits: 8 });
    const first = await method.begin(occasion(), phone);
    await first.deliver?.();
    const early = verifier.sent.get(to) ?? '';
    const elsewhere = occasion({ sessionId: 'session-2' });
    const second = await method.begin(elsewhere, phone);
    await second.deliver?.();
    expect(await method.check(occasion(), first.challenge, early, phone)).toBe('fail');
    expect(await method.check(elsewhere, second.challenge, early, phone)).toBe('fail');
    expect(await method.check(elsewhere, second.challenge, verifier.sent.get(to) ?? '', phone)).toBe('pass');
  });

  test('are not asked for on behalf of nobody', async () => {
    const { now } = movableClock();
    const verifier = provider();
    const method = sms({ ...base(now), through: { verifier }, digits: 8 });
    const begun = await method.begin(occasion(), method.decoy(occasion()));
    await begun.deliver?.();
    expect(verifier.open.size).toBe(0);
  });
});

describe('registering a number or an address', () => {
  const here = occasion({ purpose: 'register' });

  async function registered(method: Method, typed: string, read: () => Promise<string>): Promise<unknown> {
    const first = await method.enroll?.begin(here, undefined);
    if (!first || 'refused' in first) throw new Error('nothing was asked');
    expect(first.challenge.question.kind).toBe('enter');
    const begun = await method.enroll?.begin(here, typed);
    if (!begun || 'refused' in begun) return begun;
    await begun.deliver?.();
    expect(JSON.stringify(begun.challenge.memo)).not.toContain('0199');
    expect(await method.enroll?.confirm(here, begun.challenge, '00000000')).toBe('fail');
    const elsewhere = { ...here, accountId: 'account-eve' };
    expect(await method.enroll?.confirm(elsewhere, begun.challenge, await read())).toBe('fail');
    return method.enroll?.confirm(here, begun.challenge, await read());
  }

  test('a number is proven by the code that was sent to it', async () => {
    const { now } = movableClock();
    const sender = box(now);
    const method = sms({ ...base(now), through: { sender }, digits: 8 });
    const made = await registered(method, '(202) 555-0199', async () => (await sender.list()).at(-1)?.code ?? '');
    expect(made).toEqual({ method: 'sms', name: '', proof: 'phone:+12025550199', data: { to: '+12025550199' } });
  });

  test('an address is proven by the code that was sent to it', async () => {
    const { now } = movableClock();
    const sender = box(now);
    const method = email({ ...base(now), sender, digits: 8, ownDomains: ['contoso.example'] });
    const made = await registered(method, ' Ada@HOME.example ', async () => (await sender.list()).at(-1)?.code ?? '');
    expect(made).toEqual({ method: 'email', name: '', proof: 'mailbox', data: { to: 'Ada@home.example' } });
    expect(await method.enroll?.begin(here, 'ada@mail.contoso.example')).toEqual({ refused: 'own-domain' });
  });
});

describe('what is taken for a phone number', () => {
  test.each([
    ['+1 202 555 0100', { to: '+12025550100' }],
    ['202-555-0101', { to: '+12025550101' }],
    ['+49 176 12345678', { to: '+4917612345678' }],
    ['+33 6 12 34 56 78', { refused: 'country' }],
    ['+1 900 555 1234', { refused: 'premium' }],
    ['+1 800 555 1234', { refused: 'premium' }],
    ['+49 30 901820', { refused: 'no-texts' }],
    ['112', { refused: 'not-a-number' }],
    ['12345', { refused: 'not-a-number' }],
    ['call me at +1 202 555 0100', { refused: 'not-a-number' }],
    ['+1 202 555 0100\r\n+1 900 555 1234', { refused: 'not-a-number' }],
    ['', { refused: 'not-a-number' }],
  ])('%j', async (typed, expected) => {
    expect(await phoneNumbers({ countries: ['US', 'DE'], carries: 'texts' }).accept(typed, 'ada')).toEqual(expected);
  });
});

describe('what is taken for a mail address', () => {
  test.each([
    ['ada@home.example', 'ada@home.example'],
    ['ada+reset@Home.Example', 'ada+reset@home.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@home.example,eve@evil.example', undefined],
    ['ada@home.example\r\nBcc: eve@evil.example', undefined],
    ['Ada <ada@home.example>', undefined],
    ['"a@b"@home.example', undefined],
    ['ada@localhost', undefined],
    ['ada@[127.0.0.1]', undefined],
    ['@home.example', undefined],
    ['a..b@home.example', undefined],
    [`${'a'.repeat(65)}@home.example`, undefined],
    ['ada', undefined],
  ])('%j', (typed, expected) => {
    expect(plainAddress(typed)).toBe(expected);
  });

  test('no address of the organisation itself, sub-domains included', async () => {
    const destination = mailAddresses({ ownDomains: ['Contoso.example'] });
    expect(await destination.accept('a@contoso.example', 'ada')).toEqual({ refused: 'own-domain' });
    expect(await destination.accept('a@eu.contoso.example', 'ada')).toEqual({ refused: 'own-domain' });
    expect(await destination.accept('a@notcontoso.example', 'ada')).toEqual({ to: 'a@notcontoso.example' });
  });
});

describe('the code in what was said', () => {
  test.each([
    ['12345678', '12345678'],
    ['1234 5678', '12345678'],
    ['it says 1234-5678.', '12345678'],
    ['I have 2 phones, the code is 12345678', '12345678'],
    ['12345678 12345678', '12345678'],
    ['12345678 or 87654321', undefined],
    ['1234567', undefined],
    ['ada12345678@contoso.example', undefined],
    ['1\ufe0f\u20e32345678', '12345678'],
    ['no idea', undefined],
  ])('%j', (said, expected) => {
    expect(codeIn(said, [8])).toBe(expected);
  });

  test('a very long message is read in no time', () => {
    const begun = performance.now();
    expect(codeIn(`${'1 '.repeat(500_000)}`, [8])).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
