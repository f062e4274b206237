import { z } from 'zod';
import { type Keyring, newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import { callWords } from '../notices/notices.js';
import type { Sender } from '../senders/sender.js';
import type { Clock } from '../stores/ports.js';
import { CALL_MS, type Call, type CallOutcome, type Calls } from './calls.js';
import { isDecoy } from './decoy.js';
import { dataOf, memoOf } from './kept.js';
import type { Method, Occasion } from './method.js';
import { occasionName } from './occasion.js';
import { type CodeMaker, codeMethod, ownCode, stillTaken, unavailable } from './one-time-code.js';
import { phoneNumbers } from './phone-number.js';
import { traitsOf } from './traits.js';

export interface VoiceNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly calls: Calls;
  readonly sender: Pick<Sender, 'send'>;
  readonly organisation: string;
  readonly digits: 6 | 8;
  /** ISO 3166 codes of the countries that may be called, '*' for all. */
  readonly countries: readonly string[];
  /** `approve`: # on the phone is enough. `code`: after a key a code is read out, to be typed in the chat (NIST SP 800-63B-4 §3.1.3.1). */
  readonly mode: 'approve' | 'code';
}

const kept = z.strictObject({ to: z.string() });
const DAY_MS = 24 * 3_600_000;

/** `occasion`: # pressed on another is worthless. */
const ringing = z.strictObject({ reference: z.string(), occasion: z.string() });
const spoken = z.strictObject({ reference: z.string(), code: z.unknown() });

/** A call to the number on file. Registering always takes a code that is read out. */
export function voice(needs: VoiceNeeds): Method {
  const { keyring, clock, calls } = needs;
  const traits = traitsOf('voice');
  const destination = phoneNumbers({ countries: needs.countries, carries: 'calls' });
  const read = codeMethod({ traits, keyring, clock, destination, maker: spokenCode(needs) });
  if (needs.mode === 'code') return read;

  return {
    ...read,
    // What counts is the key on the phone: nothing typed is an answer.
    read: () => undefined,
    async begin(occasion, enrollment) {
      const { to } = dataOf(kept, enrollment);
      const reference = newId();
      const { ask, approved, declined, language } = callWords({ ...occasion, organisation: needs.organisation });
      const call: Call = { ask, onKey: approved, onOtherKey: declined, language, key: '#', ...whose(occasion) };
      const withheld = async () => pretend(needs, reference, occasion);
      const dialled = async () => {
        await stillTaken(destination, to, occasion, withheld);
        await dial(needs, reference, to, call, occasion);
      };
      return {
        challenge: {
          question: { kind: 'call', sentTo: destination.mask(to) },
          expiresAt: clock() + CALL_MS,
          memo: { reference, occasion: occasionName(occasion) },
        },
        deliver: isDecoy(enrollment) ? withheld : dialled,
        withheld,
      };
    },
    async arrived(challenge) {
      const { reference } = memoOf(ringing, challenge.memo);
      const outcome = await calls.outcome(reference);
      return outcome === 'pending' ? undefined : heardOf(reference, outcome);
    },
    async check(occasion, challenge, reply, enrollment) {
      const { reference, occasion: asked } = memoOf(ringing, challenge.memo);
      if (asked !== occasionName(occasion)) return 'fail';
      const isTimely = clock() < challenge.expiresAt;
      if (isTimely && reply === undefined) return 'pending';
      if (!isTimely || reply === heardOf(reference, 'unreached')) {
        throw new MethodUnavailable('Nobody answered the call, or no key was pressed.');
      }
      return reply === heardOf(reference, 'approved') && !isDecoy(enrollment) ? 'pass' : 'fail';
    },
  };
}

/** Bound to the call by a name that nobody in the chat knows. */
const heardOf = (reference: string, outcome: CallOutcome): string => `${outcome} ${reference}`;

const whose = ({ conversation }: Occasion): Pick<Call, 'conversation'> =>
  conversation === undefined ? {} : { conversation };

async function dial(needs: VoiceNeeds, reference: string, to: string, call: Call, at: Occasion): Promise<void> {
  const { calls, sender } = needs;
  await calls.open(reference, call);
  try {
    await sender.send({ kind: 'call', to, text: call.ask, reference });
  } catch (error) {
    // Whoever may not be told at once hears of it as of a call that nobody answers.
    pretend(needs, reference, at);
    unavailable(error);
  }
}

/**
 * Some phones are engaged or turn calls down, day by day: so it is with a third of those that nobody rings, or an early end would tell
 * that there is one. Drawn by the name and the day: who asks again and again learns no more.
 */
function pretend(
  { calls, keyring, clock }: VoiceNeeds,
  reference: string,
  { accountId, conversation }: Occasion,
): void {
  const day = String(Math.floor(clock() / DAY_MS));
  const [lot = 0] = keyring.mac('person', ['call-cut-short', accountId, day]);
  calls.pretend(reference, conversation, lot < 256 / 3);
}

/** A code that is read out after a key press, so that no machine takes it down. */
function spokenCode(needs: VoiceNeeds): CodeMaker {
  const { keyring, digits, organisation, calls } = needs;
  const made = (reference: string): CodeMaker =>
    ownCode({
      method: 'voice',
      keyring,
      digits,
      send: (at, to, code) => {
        const { askForKey, code: sayCode, language } = callWords({ ...at, organisation });
        const call: Call = { ask: askForKey, onKey: sayCode(code), onOtherKey: '', language, key: '', ...whose(at) };
        return dial(needs, reference, to, call, at);
      },
    });
  return {
    lengths: [digits],
    start(occasion, to) {
      const reference = newId();
      const { memo, deliver } = made(reference).start(occasion, to);
      return { memo: { reference, code: memo }, deliver };
    },
    matches: (occasion, memo, to, reply) => made('').matches(occasion, memoOf(spoken, memo).code, to, reply),
    pretend: (occasion, memo) => pretend(needs, memoOf(spoken, memo).reference, occasion),
    async reached(memo) {
      return (await calls.outcome(memoOf(spoken, memo).reference)) !== 'unreached';
    },
  };
}
