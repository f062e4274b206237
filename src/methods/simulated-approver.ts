import { createECDH, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { type Keyring, newId } from '../crypto.js';
import type { Clock } from '../stores/ports.js';
import { type Answer, type Answered, answerText, type Waiting } from './approvals.js';
import type { Approver } from './approver.js';
import { deviceId, statement } from './device-key.js';

const LINK = /\/approve#([\w-]{43})$/;
const COORDINATE_BYTES = 32;

/** Evaluation mode only: the approver on the simulated phone. Its key is made from the server's, so that a restart loses nothing. */
export interface SimulatedApprover {
  /** Takes the link that a picture leads to. False for one that is none, or is used. */
  pair(link: string): Promise<boolean>;
  /** What waits for the people whose phones are simulated. */
  waiting(): Promise<readonly Waiting[]>;
  /** Approves with a number; without one says "it's not me". */
  answer(id: string, number: string | undefined): Promise<Answered>;
}

interface Needs {
  readonly approver: Pick<Approver, 'pairings' | 'devices' | 'approvals'>;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** Accounts whose phones are simulated. */
  readonly accounts: readonly string[];
}

export function simulatedApprover({ approver, keyring, clock, accounts }: Needs): SimulatedApprover {
  const { pairings, devices, approvals } = approver;
  const { key, privateKey } = keysFrom(keyring.mac('token', ['simulated-approver']));
  const device = deviceId(key);
  const signed = (text: string): string =>
    sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');

  async function all(): Promise<readonly { readonly account: string; readonly found: Waiting }[]> {
    const each = accounts.map(async (account) => {
      const phone = (await devices.of(account)).find(({ id }) => id === device);
      const found = phone && (await approvals.waiting(phone));
      return found ? [{ account, found }] : [];
    });
    return (await Promise.all(each)).flat();
  }

  return {
    async pair(link) {
      const secret = LINK.exec(link.trim())?.[1];
      if (secret === undefined) return false;
      const signature = signed(statement('pair', [secret, key]));
      const accepted = await pairings.accept(secret, { key, name: 'Simulated phone', codes: true, signature });
      return typeof accepted === 'object';
    },
    waiting: async () => (await all()).map(({ found }) => found),
    async answer(id, number) {
      const asked = (await all()).find(({ found }) => found.id === id);
      if (!asked) return 'gone';
      const action = number === undefined ? 'deny' : 'approve';
      const unsigned: Answer = {
        account: asked.account,
        device,
        id,
        action,
        number: number ?? '',
        at: clock(),
        signature: newId(),
      };
      return approvals.answer({ ...unsigned, signature: signed(answerText(asked.found, unsigned)) });
    },
  };
}

function keysFrom(scalar: Buffer): { readonly key: string; readonly privateKey: KeyObject } {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const part = (from: number): string => point.subarray(from, from + COORDINATE_BYTES).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', d: scalar.toString('base64url'), x: part(1), y: part(1 + COORDINATE_BYTES) };
  return { key: point.toString('base64url'), privateKey: createPrivateKey({ key: jwk, format: 'jwk' }) };
}
