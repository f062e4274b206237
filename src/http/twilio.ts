import { z } from 'zod';
import type { Calls } from '../methods/calls.js';
import type { Speech } from '../senders/speech.js';
import type { CallStep, VoiceWebhooks } from '../senders/twilio-calls.js';
import { answerBytes } from './answer.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';

const reference = z.object({ reference: z.string().regex(/^[\w-]{22}$/) });
const form = z.record(z.string(), z.string());
const MACHINE = /^(machine|fax)/;
const OVER = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

type Form = Readonly<Record<string, string>>;

export interface TwilioRoutesNeeds {
  readonly calls: Calls;
  readonly webhooks: VoiceWebhooks;
}

/** Twilio's signed call-backs. One that is forged is refused with 403; one that comes twice has no second effect. */
export function twilioRoutes({ calls, webhooks }: TwilioRoutesNeeds): readonly Route[] {
  const route = (step: CallStep, act: (name: string, sent: Form) => Promise<Speech>): Route => ({
    method: 'post',
    path: `/twilio/voice/:reference${step}`,
    body: 'form',
    async handle(request, response) {
      const { reference: name } = reference.parse(request.params);
      const sent = form.parse(request.body ?? {});
      const signature = request.headers['x-twilio-signature'];
      if (!(await webhooks.genuine(name, step, signature, sent))) throw new Refusal(403, 'ERR_SIGNATURE');
      answerBytes(response, 200, 'text/xml; charset=utf-8', await webhooks.spoken(name, await act(name, sent)));
    },
  });
  return [
    route('', (name, sent) => calls.answered(name, MACHINE.test(sent['AnsweredBy'] ?? '') ? 'machine' : 'person')),
    route('/key', (name, sent) => calls.pressed(name, sent['Digits'] ?? '')),
    route('/status', async (name, sent) => {
      if (OVER.has(sent['CallStatus'] ?? '')) await calls.ended(name);
      return { kind: 'hang-up' };
    }),
  ];
}
