import { describe, expect, test } from 'vitest';
import {
  approverDesk,
  asking,
  type Desk,
  numberIn,
  Phone,
  requested,
  verdict,
  waitingFor,
} from '../support/approver.js';

const other = (number: string): string => String(((Number(number) - 10 + 1) % 90) + 10);
const approve = async (
  desk: Desk,
  { challenge, waiting }: Awaited<ReturnType<typeof requested>>,
  number = numberIn(challenge),
) => desk.approvals.answer(desk.phone.answers('account-ada', waiting, number, desk.now()));

describe('a request on the phone', () => {
  test('says who asks for what, from where and when; never the number', async () => {
    const desk = approverDesk();
    const { challenge, waiting } = await requested(desk);
    expect(waiting).toMatchObject({
      login: 'ada@contoso.example',
      purpose: 'reset',
      channel: 'webchat',
      from: '203.0.113.7',
      at: desk.now(),
      until: desk.now() + 60_000,
    });
    expect(challenge.question).toEqual({ kind: 'approve', device: 'Pixel', match: expect.stringMatching(/^[1-9]\d$/) });
    expect(Object.values(waiting)).not.toContain(numberIn(challenge));
    expect(desk.woken).toEqual([undefined]);
  });

  test('passes with the number of the conversation, which moves on by itself', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('pending');
    expect(await approve(desk, begun)).toBe('approved');
    expect(desk.nudged).toEqual(['w.conversation']);
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('pass');
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('pending');
  });

  test('has one try: the wrong number fails, and the right one comes too late', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    expect(await approve(desk, begun, other(numberIn(begun.challenge)))).toBe('wrong-number');
    expect(await approve(desk, begun)).toBe('gone');
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('fail');
  });

  test('all ninety numbers at once: the first that arrives is the only one', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    const all = await Promise.all(Array.from({ length: 90 }, (_, index) => approve(desk, begun, String(index + 10))));
    expect(all.filter((one) => one !== 'gone')).toHaveLength(1);
    expect(desk.nudged).toHaveLength(1);
  });

  test('a late answer is refused, and "it is not me" is heard all the same', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    desk.pass(60_000);
    expect(await approve(desk, begun)).toBe('late');
    await expect(verdict(desk.method, begun.challenge, desk.enrollment)).rejects.toMatchObject({
      code: 'ERR_METHOD_UNAVAILABLE',
    });
    const denial = desk.phone.answers('account-ada', begun.waiting, '', desk.now());
    expect(await desk.approvals.answer(denial)).toBe('denied');
    expect(desk.denials).toHaveLength(1);
  });

  test('an answer of the last second still counts when the conversation looks', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    desk.pass(59_999);
    expect(await approve(desk, begun)).toBe('approved');
    desk.pass(5_000);
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('pass');
  });

  test('"it is not me" is told at once, ends it, and beats every later answer', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    const denial = desk.phone.answers('account-ada', begun.waiting, '', desk.now());
    expect(await desk.approvals.answer(denial)).toBe('denied');
    expect(desk.denials).toMatchObject([{ accountId: 'account-ada', sessionId: 'session-1', channel: 'webchat' }]);
    expect(await approve(desk, begun)).toBe('gone');
    expect(await verdict(desk.method, begun.challenge, desk.enrollment)).toBe('denied');
  });

  test('an answer is worth nothing a second time, altered, or in another name', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    const right = desk.phone.answers('account-ada', begun.waiting, numberIn(begun.challenge), desk.now());
    const forged = [
      { ...right, number: other(right.number) },
      { ...right, action: 'deny' as const, number: '' },
      { ...right, at: right.at + 1 },
      { ...right, at: right.at + 3_600_000 },
      { ...right, signature: right.signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
      { ...right, device: new Phone().id },
      { ...right, account: 'account-ben' },
      { ...new Phone().answers('account-ada', begun.waiting, right.number, desk.now()), device: desk.phone.id },
      desk.phone.answers(
        'account-ada',
        { ...begun.waiting, nonce: 'another-nonce-of-22-ch' },
        right.number,
        desk.now(),
      ),
    ];
    for (const each of forged) expect(await desk.approvals.answer(each)).toBe('forged');
    expect(desk.denials).toEqual([]);
    expect(await desk.approvals.answer(right)).toBe('approved');
    expect(await desk.approvals.answer(right)).toBe('gone');
    expect(desk.nudged).toHaveLength(1);
  });

  test('an approval of one challenge does not pass another', async () => {
    const desk = approverDesk();
    const first = await requested(desk);
    await approve(desk, first);
    const reply = await desk.method.arrived?.(first.challenge);
    const second = await requested(desk);
    expect(await desk.method.check(asking(), second.challenge, reply, desk.enrollment)).toBe('fail');
  });

  test('any phone of the person may answer, and the proof is the one that did', async () => {
    const desk = approverDesk();
    const second = new Phone();
    const another = { ...desk.enrollment, id: 'enrollment-2', data: { key: second.key } };
    desk.book.push(another);
    const begun = await requested(desk);
    expect(desk.woken).toHaveLength(2);
    const waiting = await waitingFor(desk, second);
    const answer = second.answers('account-ada', waiting, numberIn(begun.challenge), desk.now());
    expect(await desk.approvals.answer(answer)).toBe('approved');
    const reply = await desk.method.arrived?.(begun.challenge);
    expect(await desk.method.check(asking(), begun.challenge, reply, desk.enrollment)).toBe('fail');
    expect(await desk.method.check(asking(), begun.challenge, reply, another)).toBe('pass');
  });

  test('a phone that does not count yet is neither asked nor heard', async () => {
    const desk = approverDesk();
    const young = new Phone();
    const from = desk.now() + 86_400_000;
    desk.book.push({ ...desk.enrollment, id: 'enrollment-2', data: { key: young.key }, usableFrom: from });
    const begun = await requested(desk);
    expect(desk.woken).toHaveLength(1);
    await expect(waitingFor(desk, young)).rejects.toThrow('nothing waits');
    const answer = young.answers('account-ada', begun.waiting, numberIn(begun.challenge), desk.now());
    expect(await desk.approvals.answer(answer)).toBe('forged');
  });

  test('a phone that was taken out is not heard any more', async () => {
    const desk = approverDesk();
    const begun = await requested(desk);
    desk.book.length = 0;
    expect(await approve(desk, begun)).toBe('forged');
  });

  test('a newer request takes the place of the older one on the phone', async () => {
    const desk = approverDesk();
    await requested(desk);
    const second = await requested(desk);
    expect((await waitingFor(desk, desk.phone)).id).toBe(second.waiting.id);
  });

  test('those who follow hear of a request and of its end', async () => {
    const desk = approverDesk();
    let heard = 0;
    const leave = await desk.approvals.follow('account-ada', () => {
      heard += 1;
    });
    const begun = await requested(desk);
    await approve(desk, begun);
    await new Promise(setImmediate);
    expect(heard).toBe(2);
    leave();
  });

  test('a phone that cannot be woken is asked all the same, and a lost address is forgotten', async () => {
    const outcomes = ['gone', 'down'];
    const desk = approverDesk(async () => {
      if (outcomes.shift() === 'gone') return 'gone';
      throw new Error('the push service is down');
    });
    const subscription = { endpoint: 'https://push.example/1', keys: { p256dh: 'a', auth: 'b' } };
    desk.book[0] = { ...desk.enrollment, data: { key: desk.phone.key, subscription } };
    await requested(desk);
    expect(desk.woken).toEqual([subscription]);
    expect(desk.book[0]?.data).toEqual({ key: desk.phone.key });
    const begun = await requested(desk);
    expect(await approve(desk, begun)).toBe('approved');
  });

  test('whether or not there is a phone, the conversation looks again after a minute and is told the same', async () => {
    const desk = approverDesk();
    const nobody = asking({ accountId: 'nobody', login: 'nobody@contoso.example' });
    const decoy = desk.method.decoy(nobody);
    const [real, mock] = [await requested(desk), await desk.method.begin(nobody, decoy)];
    await mock.deliver?.();
    expect(desk.woken).toHaveLength(1);
    expect(desk.timers.map(({ ms }) => ms)).toEqual([60_000, 60_000]);
    for (const { challenge, enrollment, at } of [
      { challenge: real.challenge, enrollment: desk.enrollment, at: asking() },
      { challenge: mock.challenge, enrollment: decoy, at: nobody },
    ]) {
      expect(await verdict(desk.method, challenge, enrollment, at)).toBe('pending');
      expect(desk.method.read(numberIn(challenge))).toBeUndefined();
    }
    desk.pass(60_000);
    for (const { work } of desk.timers) work();
    expect(desk.nudged).toEqual(['w.conversation', 'w.conversation']);
    const unavailable = { code: 'ERR_METHOD_UNAVAILABLE' };
    await expect(verdict(desk.method, real.challenge, desk.enrollment)).rejects.toMatchObject(unavailable);
    await expect(verdict(desk.method, mock.challenge, decoy, nobody)).rejects.toMatchObject(unavailable);
  });

  test('numbers are spread evenly over two digits', async () => {
    const desk = approverDesk();
    const seen = new Set<string>();
    for (let round = 0; round < 1500; round += 1) {
      seen.add(numberIn((await desk.method.begin(asking(), desk.enrollment)).challenge));
    }
    expect([...seen].every((number) => /^[1-9]\d$/.test(number))).toBe(true);
    expect(seen.size).toBe(90);
  });
});
