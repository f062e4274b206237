import { describe, expect, test } from 'vitest';
import { simulatedApprover } from '../../src/methods/simulated-approver.js';
import { approverDesk, asking, numberIn } from '../support/approver.js';
import { enrolled, keys } from '../support/methods.js';

/** A desk whose phone is the simulated one, paired as a newcomer would. */
async function simulated() {
  const desk = approverDesk();
  desk.book.length = 0;
  const phone = simulatedApprover({ approver: desk, keyring: keys(), clock: desk.now, accounts: ['account-ada'] });
  const begun = await desk.method.enroll?.begin(asking({ purpose: 'register' }), undefined);
  if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'pair') throw new Error('not invited');
  const { uri } = begun.challenge.question;
  expect(await phone.pair('otpauth://totp/x')).toBe(false);
  expect(await phone.pair(uri)).toBe(true);
  const made = await desk.method.enroll?.confirm(asking(), begun.challenge, '');
  if (typeof made !== 'object' || 'next' in made) throw new Error('nothing was registered');
  const enrollment = enrolled(made);
  desk.book.push(enrollment);
  return { desk, phone, enrollment };
}

describe('the approver on the simulated phone', () => {
  test('is paired by the link a picture leads to, and approves with the number', async () => {
    const { desk, phone, enrollment } = await simulated();
    expect(await phone.waiting()).toEqual([]);
    const { challenge, deliver } = await desk.method.begin(asking(), enrollment);
    await deliver?.();
    const [waiting] = await phone.waiting();
    expect(waiting).toMatchObject({ login: 'ada@contoso.example', purpose: 'reset' });
    expect(await phone.answer(waiting?.id ?? '', numberIn(challenge))).toBe('approved');
    const reply = await desk.method.arrived?.(challenge);
    expect(await desk.method.check(asking(), challenge, reply, enrollment)).toBe('pass');
    expect(await phone.answer(waiting?.id ?? '', numberIn(challenge))).toBe('gone');
  });

  test('says "it is not me", also after a restart', async () => {
    const { desk, enrollment } = await simulated();
    const again = simulatedApprover({ approver: desk, keyring: keys(), clock: desk.now, accounts: ['account-ada'] });
    await (await desk.method.begin(asking(), enrollment)).deliver?.();
    const [waiting] = await again.waiting();
    expect(await again.answer(waiting?.id ?? '', undefined)).toBe('denied');
    expect(desk.denials).toHaveLength(1);
  });
});
