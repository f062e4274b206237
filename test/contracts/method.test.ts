import { authenticatorCode } from '../../src/methods/authenticator-code.js';
import { calls } from '../../src/methods/calls.js';
import { email } from '../../src/methods/email.js';
import { sms } from '../../src/methods/sms.js';
import { teamsApproval } from '../../src/methods/teams-approval.js';
import { TEAMS_APPROVAL, teamsApprovals } from '../../src/methods/teams-approvals.js';
import { methodId } from '../../src/methods/traits.js';
import { voice } from '../../src/methods/voice.js';
import { approverDesk, numberIn, waitingFor } from '../support/approver.js';
import {
  box,
  claimsInMemory,
  enrolled,
  keys,
  movableClock,
  organisation,
  stepKeeper,
  totp,
} from '../support/methods.js';
import { registeredCodes, registeredQuestions } from '../support/saved.js';
import { methodContract } from './method-contract.js';

const spoilDigits = (right: string): string => right.replace(/.$/, (last) => String((Number(last) + 1) % 10));

methodContract('authenticator-code', async () => {
  const { now, pass } = movableClock();
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const enrollments = stepKeeper('enrollment-1');
  return {
    method: authenticatorCode({ keyring: keys(), clock: now, enrollments, organisation }),
    enrollment: enrolled({ method: methodId('authenticator-code'), name: '', proof: 'app', data: { secret } }),
    pass,
    answer: async () => totp(secret, now()),
    spoil: spoilDigits,
    secrets: (right) => [right, secret],
    bound: false,
  };
});

methodContract('sms', async () => {
  const { now, pass } = movableClock();
  const sender = box(now);
  const to = '+12025550100';
  return {
    method: sms({
      keyring: keys(),
      clock: now,
      claims: claimsInMemory(),
      through: { sender },
      organisation,
      digits: 8,
      countries: ['US'],
    }),
    enrollment: enrolled({ method: methodId('sms'), name: '', proof: `phone:${to}`, data: { to } }),
    pass,
    answer: async () => (await sender.list(to)).at(-1)?.code ?? '',
    spoil: spoilDigits,
    secrets: (right) => [right, to, to.slice(1)],
    bound: true,
  };
});

methodContract('email', async () => {
  const { now, pass } = movableClock();
  const sender = box(now);
  const to = 'ada@home.example';
  return {
    method: email({ keyring: keys(), clock: now, sender, organisation, digits: 8, ownDomains: ['contoso.example'] }),
    enrollment: enrolled({ method: methodId('email'), name: '', proof: 'mailbox', data: { to } }),
    pass,
    answer: async () => (await sender.list(to)).at(-1)?.code ?? '',
    spoil: spoilDigits,
    secrets: (right) => [right, to],
    bound: true,
  };
});

methodContract('voice, reading a code out', async () => {
  const { now, pass } = movableClock();
  const sender = box(now);
  const to = '+12025550100';
  const desk = calls({ claims: claimsInMemory(), nudge: async () => {} });
  return {
    method: voice({
      keyring: keys(),
      clock: now,
      calls: desk,
      sender,
      organisation,
      digits: 8,
      countries: ['US'],
      mode: 'code',
    }),
    enrollment: enrolled({ method: methodId('voice'), name: '', proof: `phone:${to}`, data: { to } }),
    pass,
    answer: async () => {
      const reference = (await sender.calls()).at(-1)?.reference ?? '';
      const spoken = await desk.pressed(reference, '1');
      return spoken.kind === 'say' ? (/is: ([\d. ]+)\. Once/.exec(spoken.text)?.[1] ?? '').replace(/\D/g, '') : '';
    },
    spoil: spoilDigits,
    secrets: (right) => [right, to, to.slice(1)],
    bound: true,
  };
});

methodContract('voice, answered with #', async () => {
  const { now, pass } = movableClock();
  const sender = box(now);
  const to = '+12025550100';
  const desk = calls({ claims: claimsInMemory(), nudge: async () => {}, later: () => {} });
  const needs = {
    keyring: keys(),
    clock: now,
    calls: desk,
    sender,
    organisation,
    digits: 8,
    countries: ['US'],
  } as const;
  const method = voice({ ...needs, mode: 'approve' });
  return {
    method,
    enrollment: enrolled({ method: methodId('voice'), name: '', proof: `phone:${to}`, data: { to } }),
    pass,
    answer: async ({ challenge }) => {
      await desk.pressed((await sender.calls()).at(-1)?.reference ?? '', '#');
      return (await method.arrived?.(challenge)) ?? '';
    },
    spoil: (right) => right.replace('approved', 'declined'),
    secrets: () => [to, to.slice(1)],
    isElsewhere: true,
    bound: true,
  };
});

methodContract('teams-approval', async () => {
  const { now, pass } = movableClock();
  const claims = claimsInMemory();
  const asked: string[] = [];
  const approvals = teamsApprovals({
    claims,
    clock: now,
    chats: {
      reaches: async () => true,
      async ask({ id }) {
        asked.push(id);
        return { lapse: async () => {} };
      },
    },
    later: () => {},
    nudge: async () => {},
    denied: async () => {},
  });
  const method = teamsApproval({ clock: now, approvals, later: () => {}, nudge: async () => {} });
  return {
    method,
    enrollment: enrolled({ method: TEAMS_APPROVAL, name: '', proof: 'app', data: {} }),
    pass,
    answer: async ({ challenge }, { accountId }) => {
      await approvals.answer(accountId, asked.at(-1) ?? '', { action: 'approve', number: numberIn(challenge) });
      return (await method.arrived?.(challenge)) ?? '';
    },
    spoil: (right) => right.replace(/.$/, (last) => (last === '1' ? '2' : '1')),
    isElsewhere: true,
    secrets: () => [],
    bound: true,
  };
});

methodContract('recovery-code', async () => {
  const { method, enrollment, codes, pass } = await registeredCodes();
  let next = 0;
  return {
    method,
    enrollment,
    pass,
    answer: async () => method.read(codes[next++] ?? '') ?? '',
    spoil: (right) => right.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')),
    secrets: (right) => [right],
    bound: false,
  };
});

methodContract('security-questions', async () => {
  const { method, enrollment, reply, pass } = await registeredQuestions();
  return {
    method,
    enrollment,
    pass,
    answer: async (begun) => reply(begun.challenge),
    spoil: (right) => `${right}x`,
    isElsewhere: true,
    secrets: () => ['answer number', 'first-flat-street'],
    bound: false,
  };
});

methodContract('authenticator-notification', async () => {
  const desk = approverDesk();
  return {
    method: desk.method,
    enrollment: desk.enrollment,
    pass: desk.pass,
    answer: async ({ challenge }) => {
      const waiting = await waitingFor(desk, desk.phone);
      const answer = desk.phone.answers('account-ada', waiting, numberIn(challenge), desk.now());
      await desk.approvals.answer(answer);
      return (await desk.method.arrived?.(challenge)) ?? '';
    },
    isElsewhere: true,
    spoil: (right) =>
      right.replace(/"signature":"./, (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`),
    secrets: (right) => [right],
    bound: true,
  };
});
