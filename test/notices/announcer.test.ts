import { describe, expect, it } from 'vitest';
import { takesTexts } from '../../src/methods/phone-number.js';
import { methodId } from '../../src/methods/traits.js';
import { announcer, noChat } from '../../src/notices/announcer.js';
import type { Message } from '../../src/senders/sender.js';
import { enrolled, personOf } from '../support/policies.js';

async function told(numbers: readonly string[], own?: string): Promise<readonly string[]> {
  const sent: Message[] = [];
  const made = numbers.map((to) => enrolled(methodId('voice'), { id: to, data: { to } }));
  const { announce } = announcer({
    senders: [
      {
        carries: ['sms', 'email', 'call'],
        send: async (message) => void sent.push(message),
        close: async () => undefined,
      },
    ],
    chat: noChat,
    enrollments: { list: async () => made },
    takesTexts,
    organisation: 'Contoso',
    helpdesk: 'the helpdesk',
    locale: 'en',
    linkFor: async () => undefined,
    keepTold: async () => undefined,
    log: { warn: () => undefined },
  });
  await announce('password-changed', personOf({ mail: 'ada@home.example', phone: own }), { at: 0 });
  return sent.map(({ kind, to }) => `${kind} ${to}`).sort();
}

describe('a notice', () => {
  it('goes as a text to numbers that get texts, and to no land line and no extension', async () => {
    const numbers = ['+12025550100', '+12025550101;ext=42', '+4930901820', '+4915112345678'];
    expect(await told(numbers)).toEqual(['email ada@home.example', 'sms +12025550100', 'sms +4915112345678']);
  });

  it("spares the directory's own land line too", async () => {
    expect(await told([], '+4930901820')).toEqual(['email ada@home.example']);
    expect(await told([], '+12025550100')).toEqual(['email ada@home.example', 'sms +12025550100']);
  });
});
