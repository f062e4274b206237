import type { Twilio } from 'twilio';
import { MessageRefused } from '../errors.js';
import type { Sender } from './sender.js';
import type { Speech } from './speech.js';
import { refusedBy } from './twilio.js';

/** Shorter than most mailboxes take to pick up. */
const RING_SECONDS = 25;
const KEY_SECONDS = 8;

/** Where Twilio asks what to say, tells which key was pressed, and how a call ended. */
export type CallStep = '' | '/key' | '/status';
const callPath = (reference: string, step: CallStep): string => `/twilio/voice/${reference}${step}`;

/**
 * Calls through Twilio's Programmable Voice. What is said is asked of us at `publicUrl` when somebody picks up, so that a
 * machine hears nothing; `+12025550100;ext=42` dials an extension.
 */
export function twilioCalls(client: () => Promise<Twilio>, from: string, publicUrl: string): Sender {
  return {
    carries: ['call'],
    async send(message) {
      if (message.kind !== 'call') throw new MessageRefused('Only calls go this way.');
      const [to = '', extension] = message.to.split(';ext=');
      // With digits to send Twilio does not look for machines: the key press alone keeps mailboxes out.
      const answering = extension === undefined ? { machineDetection: 'Enable' } : { sendDigits: `WW${extension}` };
      try {
        await (await client()).calls.create({
          to,
          from,
          url: `${publicUrl}${callPath(message.reference, '')}`,
          method: 'POST',
          statusCallback: `${publicUrl}${callPath(message.reference, '/status')}`,
          statusCallbackMethod: 'POST',
          statusCallbackEvent: ['completed'],
          timeout: RING_SECONDS,
          ...answering,
        });
      } catch (error) {
        throw refusedBy('call', error);
      }
    },
    close: async () => {},
  };
}

/** The two ends of a call-back. */
export interface VoiceWebhooks {
  /** Whether Twilio signed exactly this, for exactly that address of ours. */
  genuine(
    reference: string,
    step: CallStep,
    signature: unknown,
    form: Readonly<Record<string, string>>,
  ): Promise<boolean>;
  /** What is said next, as TwiML. */
  spoken(reference: string, speech: Speech): Promise<string>;
}

/** `publicUrl` is where Twilio was told to call, whatever a request's Host says. Without a trailing slash. */
export const voiceWebhooks = (authToken: string, publicUrl: string): VoiceWebhooks => ({
  async genuine(reference, step, signature, form) {
    const { default: twilio } = await import('twilio');
    const url = `${publicUrl}${callPath(reference, step)}`;
    return typeof signature === 'string' && twilio.validateRequest(authToken, signature, url, { ...form });
  },
  spoken: (reference, speech) => twiml(speech, `${publicUrl}${callPath(reference, '/key')}`),
});

/** Made by Twilio's own serialiser: no name can add an element. `keyUrl` takes the key. */
async function twiml(speech: Speech, keyUrl: string): Promise<string> {
  const { default: twilio } = await import('twilio');
  const response = new twilio.twiml.VoiceResponse();
  switch (speech.kind) {
    case 'ask': {
      // An empty finishOnKey: otherwise # only ends the input and never reaches us.
      const gather = response.gather({
        input: ['dtmf'],
        numDigits: 1,
        finishOnKey: '',
        timeout: KEY_SECONDS,
        action: keyUrl,
        method: 'POST',
      });
      gather.say({ language: speech.language, loop: 2 }, speech.text);
      break;
    }
    case 'say':
      response.say({ language: speech.language }, speech.text);
      break;
    case 'hang-up':
      break;
  }
  response.hangup();
  return response.toString();
}
