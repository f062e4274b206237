import { describe, expect, test } from 'vitest';
import type { Challenge } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { approverDesk, asking, type Desk, Phone } from '../support/approver.js';

const registering = asking({ purpose: 'register' });
const CODES = methodId('authenticator-code');
const subscription = { endpoint: 'https://push.example/1', keys: { p256dh: 'a', auth: 'b' } };

async function invited(desk: Desk, along: readonly (typeof CODES)[] = [CODES]) {
  const begun = await desk.method.enroll?.begin(registering, undefined, { confirmTwice: false, along });
  if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'pair') throw new Error('not invited');
  const { uri } = begun.challenge.question;
  return { challenge: begun.challenge, uri, secret: uri.split('#')[1] ?? '' };
}

const confirmed = (desk: Desk, challenge: Challenge) => desk.method.enroll?.confirm(registering, challenge, '');

describe('pairing a phone', () => {
  test('takes a link whose secret is in no request, 256 bits long', async () => {
    const { uri, secret, challenge } = await invited(approverDesk());
    expect(uri).toBe(`https://reset.contoso.example/approve#${secret}`);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(challenge.memo)).not.toContain(secret);
  });

  test('waits for the phone, then registers its key under its name', async () => {
    const desk = approverDesk();
    const phone = new Phone();
    const { challenge, secret } = await invited(desk);
    expect(await confirmed(desk, challenge)).toEqual({ next: challenge });
    const accepted = await desk.pairings.accept(secret, phone.candidate(secret));
    expect(accepted).toMatchObject({ account: 'account-ada', login: 'ada@contoso.example', device: phone.id });
    expect(desk.nudged).toEqual(['w.conversation']);
    const made = { method: 'authenticator-notification', name: 'Pixel', proof: 'app', data: { key: phone.key } };
    expect(await confirmed(desk, challenge)).toEqual({ ...made, along: [] });
  });

  test('brings codes along where they are wanted and the policy takes them', async () => {
    for (const [offered, wanted, expected] of [
      [true, true, 1],
      [true, false, 0],
      [false, true, 0],
    ] as const) {
      const desk = approverDesk();
      const { challenge, secret } = await invited(desk, offered ? [CODES] : []);
      const accepted = await desk.pairings.accept(secret, new Phone().candidate(secret, { codes: wanted }));
      const made = await confirmed(desk, challenge);
      if (typeof made !== 'object' || 'next' in made) throw new Error('nothing was registered');
      expect(made.along).toHaveLength(expected);
      const seed = typeof accepted === 'object' ? accepted.seed : undefined;
      if (expected === 1) {
        const data = { secret: seed, since: 0, device: expect.stringMatching(/^[\w-]{43}$/) };
        const code = { method: 'authenticator-code', name: 'Pixel', proof: 'app', data };
        expect(made.along).toEqual([code]);
        expect(seed).toMatch(/^[A-Z2-7]{32}$/);
      } else expect(seed).toBeUndefined();
    }
  });

  test('is for the first phone that comes; the same one may ask again', async () => {
    const desk = approverDesk();
    const { challenge, secret } = await invited(desk);
    const [first, second] = [new Phone(), new Phone()];
    const once = await desk.pairings.accept(secret, first.candidate(secret));
    expect(await desk.pairings.accept(secret, first.candidate(secret))).toEqual(once);
    expect(await desk.pairings.accept(secret, second.candidate(secret))).toBe('gone');
    expect(await confirmed(desk, challenge)).toMatchObject({ data: { key: first.key } });
  });

  test('twenty phones at once: one is paired', async () => {
    const desk = approverDesk();
    const { secret } = await invited(desk);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => desk.pairings.accept(secret, new Phone().candidate(secret))),
    );
    expect(all.filter((one) => one !== 'gone')).toHaveLength(1);
  });

  test('is over after ten minutes', async () => {
    const desk = approverDesk();
    const { secret } = await invited(desk);
    desk.pass(10 * 60_000);
    expect(await desk.pairings.look(secret)).toBeUndefined();
    expect(await desk.pairings.accept(secret, new Phone().candidate(secret))).toBe('gone');
  });

  test('wants proof that the phone holds its key', async () => {
    const desk = approverDesk();
    const { secret } = await invited(desk);
    const [mine, theirs] = [new Phone(), new Phone()];
    const forged = { ...mine.candidate(secret), signature: theirs.candidate(secret).signature };
    expect(await desk.pairings.accept(secret, forged)).toBe('forged');
    expect(await desk.pairings.accept(secret, mine.candidate(secret))).toMatchObject({ device: mine.id });
  });

  test('keeps an address to be woken at, and none that is no push service', async () => {
    for (const [endpoint, wakes] of [
      [subscription.endpoint, true],
      ['https://169.254.169.254/latest', false],
    ] as const) {
      const desk = approverDesk();
      const { challenge, secret } = await invited(desk);
      const candidate = { ...new Phone().candidate(secret), subscription: { ...subscription, endpoint } };
      expect(await desk.pairings.accept(secret, candidate)).toMatchObject({ wakes });
      const made = await confirmed(desk, challenge);
      expect(JSON.stringify(made).includes(endpoint)).toBe(wakes);
    }
  });
});

describe('what a paired phone says', () => {
  test('is heard once, in time, and only from the phone itself', async () => {
    const desk = approverDesk();
    const said = desk.phone.says('listen', 'account-ada', desk.now());
    expect(await desk.devices.admit('listen', said)).toMatchObject({ kind: 'admitted' });
    expect(await desk.devices.admit('listen', said)).toEqual({ kind: 'stale' });
    const late = desk.phone.says('listen', 'account-ada', desk.now() - 121_000);
    expect(await desk.devices.admit('listen', late)).toEqual({ kind: 'stale' });
    for (const forged of [
      new Phone().says('listen', 'account-ada', desk.now()),
      { ...new Phone().says('listen', 'account-ada', desk.now()), device: desk.phone.id },
      desk.phone.says('listen', 'account-ben', desk.now()),
      desk.phone.says('subscribe', 'account-ada', desk.now()),
      { ...desk.phone.says('listen', 'account-ada', desk.now()), nonce: 'another-nonce-of-22-ch' },
    ]) {
      expect(await desk.devices.admit('listen', forged)).toEqual({ kind: 'unknown' });
    }
  });

  test('may change where it is woken, to a push service alone', async () => {
    const desk = approverDesk();
    const said = desk.phone.says('subscribe', 'account-ada', desk.now(), 'parts');
    const admitted = await desk.devices.admit('subscribe', said, ['parts']);
    if (admitted.kind !== 'admitted') throw new Error('not admitted');
    expect(await desk.devices.subscribe(admitted.phone, subscription)).toBe(true);
    expect(desk.book[0]?.data).toEqual({ key: desk.phone.key, subscription });
    const elsewhere = { ...subscription, endpoint: 'https://127.0.0.1/' };
    expect(await desk.devices.subscribe(admitted.phone, elsewhere)).toBe(false);
    expect(await desk.devices.subscribe(admitted.phone, undefined)).toBe(true);
    expect(desk.book[0]?.data).toEqual({ key: desk.phone.key });
  });
});
