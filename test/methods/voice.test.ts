import { describe, expect, test, vi } from 'vitest';
import { MessageRefused, MethodUnavailable } from '../../src/errors.js';
import { calls } from '../../src/methods/calls.js';
import type { Challenge } from '../../src/methods/method.js';
import { phoneNumbers } from '../../src/methods/phone-number.js';
import { methodId } from '../../src/methods/traits.js';
import { voice } from '../../src/methods/voice.js';
import type { Message } from '../../src/senders/sender.js';
import { verdict } from '../support/approver.js';
import { box, claimsInMemory, enrolled, keys, movableClock, occasion, organisation } from '../support/methods.js';

const to = '+12025550100;ext=42';
const phone = enrolled({ method: methodId('voice'), name: '', proof: 'phone:+12025550100', data: { to } });
const here = occasion({ conversation: 'w.conversation' });

function office(mode: 'approve' | 'code' = 'approve') {
  const { now, pass } = movableClock();
  const outbox = box(now);
  const sent: Message[] = [];
  const nudged: string[] = [];
  const alarms: (() => void)[] = [];
  const desk = calls({
    claims: claimsInMemory(),
    nudge: async (conversation) => void nudged.push(conversation),
    later: (_ms, work) => void alarms.push(work),
  });
  const sender = {
    async send(message: Message) {
      sent.push(message);
      await outbox.send(message);
    },
  };
  const needs = { keyring: keys(), clock: now, calls: desk, organisation, digits: 8, countries: ['US'], mode } as const;
  const method = voice({ ...needs, sender });
  const ring = async (): Promise<{ challenge: Challenge; reference: string }> => {
    const begun = await method.begin(here, phone);
    await begun.deliver?.();
    return { challenge: begun.challenge, reference: (await outbox.calls()).at(-1)?.reference ?? '' };
  };
  return { method, desk, sent, nudged, pass, ring, needs, outbox, alarms };
}

describe('a phone call', () => {
  test.each(['approve', 'code'] as const)(
    'that nobody has registered ends as one that nobody answers: %s',
    async (mode) => {
      const { method, alarms, nudged, ring, desk, sent } = office(mode);
      const nobody = method.decoy(here);
      const { challenge, deliver } = await method.begin(here, nobody);
      await deliver?.();
      expect(await verdict(method, challenge, nobody, here)).toBe('pending');
      for (const ends of alarms) ends();
      await vi.waitFor(() => expect(nudged).toEqual(['w.conversation']));
      await expect(verdict(method, challenge, nobody, here)).rejects.toThrow(MethodUnavailable);

      const real = await ring();
      await desk.ended(real.reference);
      await expect(verdict(method, real.challenge, phone, here)).rejects.toThrow(MethodUnavailable);
      expect(sent).toHaveLength(1);
    },
  );

  test('says who calls, for whom and why, and shows two digits of where', async () => {
    const { ring, sent } = office();
    const { challenge } = await ring();
    expect(challenge.question).toEqual({ kind: 'call', sentTo: '•••• 00' });
    expect(sent[0]).toMatchObject({ kind: 'call', to });
    expect(sent[0]).toHaveProperty(
      'text',
      expect.stringMatching(/Contoso.*reset the password of ada@contoso\.example.*hash key/),
    );
    expect(JSON.stringify(challenge)).not.toContain('0100');
  });

  test('passes with #, once, and moves the conversation on', async () => {
    const { method, desk, ring, nudged } = office();
    const { challenge, reference } = await ring();
    expect(await verdict(method, challenge, phone, here)).toBe('pending');
    expect(await desk.answered(reference, 'person')).toMatchObject({ kind: 'ask' });
    expect(await desk.pressed(reference, '#')).toMatchObject({ kind: 'say' });
    expect(nudged).toEqual(['w.conversation']);
    expect(await verdict(method, challenge, phone, here)).toBe('pass');
    expect(await verdict(method, challenge, phone, here)).toBe('pending');
  });

  test.each(['0', '1', '9', '*', '', '##'])('does not pass with the key %j', async (key) => {
    const { method, desk, ring, nudged } = office();
    const { challenge, reference } = await ring();
    await desk.pressed(reference, key);
    expect(await desk.pressed(reference, '#')).toEqual({ kind: 'hang-up' });
    expect(nudged).toHaveLength(1);
    expect(await verdict(method, challenge, phone, here)).toBe('fail');
  });

  test.each(['busy', 'machine', 'no answer'])(
    '%s: the method is unavailable, at once and without a try',
    async (how) => {
      const { method, desk, ring, nudged } = office();
      const { challenge, reference } = await ring();
      if (how === 'machine') expect(await desk.answered(reference, 'machine')).toEqual({ kind: 'hang-up' });
      else await desk.ended(reference);
      expect(nudged).toHaveLength(1);
      await expect(verdict(method, challenge, phone, here)).rejects.toMatchObject({
        code: 'ERR_METHOD_UNAVAILABLE',
      });
      expect(await desk.pressed(reference, '#')).toEqual({ kind: 'hang-up' });
      expect(await verdict(method, challenge, phone, here)).toBe('pending');
    },
  );

  test('that ends after its key stays approved', async () => {
    const { method, desk, ring } = office();
    const { challenge, reference } = await ring();
    await desk.pressed(reference, '#');
    await desk.ended(reference);
    expect(await verdict(method, challenge, phone, here)).toBe('pass');
  });

  test('# in one call does not approve another', async () => {
    const { method, desk, ring } = office();
    const first = await ring();
    const second = await ring();
    await desk.pressed(first.reference, '#');
    expect(await verdict(method, second.challenge, phone, here)).toBe('pending');
  });

  test('whose end the network never tells is over after three minutes, and the conversation moves on', async () => {
    const { method, alarms, ring, nudged, desk } = office();
    const { challenge, reference } = await ring();
    for (const ends of alarms) ends();
    await vi.waitFor(() => expect(nudged).toEqual(['w.conversation']));
    await expect(verdict(method, challenge, phone, here)).rejects.toThrow(MethodUnavailable);
    expect(await desk.pressed(reference, '#')).toEqual({ kind: 'hang-up' });
  });

  test.each(['approve', 'code'] as const)('that is withheld ends as one that nobody answers: %s', async (mode) => {
    const { method, alarms, nudged, sent } = office(mode);
    const { challenge, withheld } = await method.begin(here, phone);
    await withheld?.();
    expect(await verdict(method, challenge, phone, here)).toBe('pending');
    for (const ends of alarms) ends();
    await vi.waitFor(() => expect(nudged).toEqual(['w.conversation']));
    await expect(verdict(method, challenge, phone, here)).rejects.toThrow(MethodUnavailable);
    expect(sent).toEqual([]);
  });

  test('100 keys at once settle it once', async () => {
    const { method, desk, ring, nudged } = office();
    const { challenge, reference } = await ring();
    await Promise.all(Array.from({ length: 100 }, (_, index) => desk.pressed(reference, index % 2 ? '#' : '1')));
    expect(nudged).toHaveLength(1);
    expect(await verdict(method, challenge, phone, here)).toBe('fail');
  });

  test('approved too late is unavailable', async () => {
    const { method, desk, ring, pass } = office();
    const { challenge, reference } = await ring();
    await desk.pressed(reference, '#');
    pass(3 * 60_000);
    await expect(verdict(method, challenge, phone, here)).rejects.toMatchObject({
      code: 'ERR_METHOD_UNAVAILABLE',
    });
  });

  test('nothing that is typed is right, and a decoy says the same', async () => {
    const { method, ring } = office();
    const { challenge } = await ring();
    const decoy = method.decoy(here);
    const asked = await method.begin(here, decoy);
    expect(Object.keys(asked.challenge.question)).toEqual(Object.keys(challenge.question));
    for (const reply of ['12345678', undefined]) {
      const expected = reply === undefined ? 'pending' : 'fail';
      expect(await method.check(here, challenge, reply, phone)).toBe(expected);
      expect(await method.check(here, asked.challenge, reply, decoy)).toBe(expected);
    }
    expect(method.read('done')).toBeUndefined();
  });

  test('nobody is called for a decoy', async () => {
    const { method, sent } = office();
    const begun = await method.begin(here, method.decoy(here));
    await begun.deliver?.();
    expect(sent).toEqual([]);
  });

  test('that cannot be placed makes the method unavailable', async () => {
    const { needs } = office();
    const send = async (): Promise<never> => {
      throw new MessageRefused('No.', { cause: { code: '21217' } });
    };
    const begun = await voice({ ...needs, sender: { send } }).begin(here, phone);
    await expect(begun.deliver?.()).rejects.toMatchObject({ code: 'ERR_METHOD_UNAVAILABLE', cause: { code: '21217' } });
  });
});

describe('a call that nobody gets', () => {
  test('rings out, or ends before as one that is turned down: by name and day, a third of them', async () => {
    const { now, pass } = movableClock();
    const rung: number[] = [];
    const desk = calls({ claims: claimsInMemory(), nudge: async () => {}, later: (ms) => void rung.push(ms) });
    const method = voice({ ...office().needs, clock: now, calls: desk, sender: { send: async () => {} } });
    const times = async (accountId: string, calls: number): Promise<readonly number[]> => {
      rung.length = 0;
      const at = occasion({ accountId });
      for (let call = 0; call < calls; call += 1) await (await method.begin(at, method.decoy(at))).deliver?.();
      return [...rung];
    };
    let short = 0;
    for (let name = 0; name < 300; name += 1) {
      const [first = 0, ...more] = await times(`nobody ${name}`, 3);
      const isShort = first < 27_000;
      expect(first).toBeGreaterThanOrEqual(3_000);
      expect(first).toBeLessThan(31_000);
      for (const ms of more) expect(ms < 27_000).toBe(isShort);
      short += Number(isShort);
    }
    // A third of 300, give or take six standard deviations.
    expect(Math.abs(short - 100)).toBeLessThan(50);
    const days = new Set<boolean>();
    for (let day = 0; day < 40; day += 1) {
      days.add(((await times('nobody', 1))[0] ?? 0) < 27_000);
      pass(24 * 3_600_000);
    }
    expect(days.size).toBe(2);
  });
});

describe('a call that reads a code out', () => {
  test('reads it only after a key, and never to a machine', async () => {
    const { desk, ring, sent } = office('code');
    const { reference } = await ring();
    expect(JSON.stringify(sent)).not.toMatch(/\d\. \d\. \d/);
    expect(await desk.answered(reference, 'machine')).toEqual({ kind: 'hang-up' });
    expect(await desk.pressed(reference, '1')).toEqual({ kind: 'hang-up' });
  });

  test('that did not get there makes the method unavailable', async () => {
    const { method, desk, ring } = office('code');
    const { challenge, reference } = await ring();
    expect(await verdict(method, challenge, phone, here)).toBe('pending');
    await desk.ended(reference);
    await expect(verdict(method, challenge, phone, here)).rejects.toMatchObject({
      code: 'ERR_METHOD_UNAVAILABLE',
    });
  });

  test.each(['approve', 'code'] as const)(
    'registers a number, office numbers with extensions too (%s)',
    async (mode) => {
      const { method, desk, outbox } = office(mode);
      const at = occasion({ purpose: 'register' });
      const begun = await method.enroll?.begin(at, '+1 (202) 555-0100 ext. 42');
      if (!begun || 'refused' in begun) throw new Error('it was refused');
      expect(begun.challenge.question).toMatchObject({ kind: 'code', digits: 8 });
      await begun.deliver?.();
      const spoken = await desk.pressed((await outbox.calls()).at(-1)?.reference ?? '', '5');
      const code = (spoken.kind === 'say' ? (/is: ([\d. ]+)\. Once/.exec(spoken.text)?.[1] ?? '') : '').replace(
        /\D/g,
        '',
      );
      expect(await method.enroll?.confirm(at, begun.challenge, '00000000')).toBe('fail');
      const made = await method.enroll?.confirm(at, begun.challenge, code);
      expect(made).toEqual({ method: 'voice', name: '', proof: 'phone:+12025550100', data: { to } });
    },
  );

  test('a land line may be called though it may not be texted', async () => {
    const typed = '+49 30 901820';
    expect(await phoneNumbers({ countries: ['DE'], carries: 'calls' }).accept(typed, 'ada')).toEqual({
      to: '+4930901820',
    });
    expect(await phoneNumbers({ countries: ['DE'], carries: 'texts' }).accept(typed, 'ada')).toEqual({
      refused: 'no-texts',
    });
  });
});
