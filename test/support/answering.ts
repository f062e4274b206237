import { z } from 'zod';
import type { Phone } from './approver.js';
import { until } from './programs.js';

const ringing = z.array(z.object({ reference: z.string() }));
const waiting = z.object({ phones: z.tuple([z.object({ waiting: z.object({ id: z.string(), nonce: z.string() }) })]) });

/** What is done on a person's phone while a server in evaluation mode waits for it. */
export function answering(address: string, phone: Phone, account: string) {
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${address}approve/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    /** A key while it rings, or 'hang-up'. */
    async press(key: string): Promise<void> {
      let reference: string | undefined;
      await until('the phone rings', async () => {
        reference = ringing.parse(await (await fetch(`${address}phone/calls.json`)).json()).at(0)?.reference;
        return reference !== undefined;
      });
      await fetch(`${address}phone/calls/${reference}`, { method: 'POST', body: new URLSearchParams({ key }) });
    },
    /** Types what `choose` makes of the number that was `said` in the chat; '' for "it's not me". */
    async approve(said: string, choose: (number: string) => string): Promise<void> {
      const listens = { phones: [phone.says('listen', account, Date.now())] };
      const asked = waiting.parse(await (await post('requests', listens)).json()).phones[0].waiting;
      const number = /number there: \*\*(\d\d)\*\*/.exec(said)?.[1] ?? '';
      await post('answer', phone.answers(account, asked, choose(number), Date.now()));
    },
  };
}
