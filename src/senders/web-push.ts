import { createECDH } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { z } from 'zod';
import { MessageRefused } from '../errors.js';
import { carrierFault } from './carrier-fault.js';
import type { PushSubscription, Waker } from './waker.js';

const TIMEOUT_MS = 5_000;
/** No longer than a request may be approved. */
const KEPT_SECONDS = 60;
/** A newer one takes the place of one that was not delivered yet (RFC 8030 §5.4). */
const TOPIC = 'request';

/** The push services of Chrome, Firefox, Safari and Edge. */
const SERVICES = 'fcm.googleapis.com push.services.mozilla.com push.apple.com notify.windows.com';

/** What Web Push reads from the environment. */
export const webPushEnv = {
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[\w-]{80,90}$/u, 'expected a P-256 public key in base64url')
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{40,46}$/u, 'expected a P-256 private key in base64url')
    .optional(),
  /** Hosts, subdomains included, that may be written to: phones say where they can be woken. */
  PUSH_SERVICES: z
    .string()
    .regex(/^[a-z0-9.-]+(\s+[a-z0-9.-]+)*$/, 'expected host names, space separated')
    .default(SERVICES),
  /** PEM of the authority that signed the push service's certificate, where it is not a public one. */
  PUSH_CA_FILE: z.string().min(1, 'expected the path of a PEM file').optional(),
};

interface VapidEnv {
  readonly VAPID_PUBLIC_KEY?: string | undefined;
  readonly VAPID_PRIVATE_KEY?: string | undefined;
}

/** Faults between the settings, each `NAME: expected …, got …`. */
export function webPushFaults({ VAPID_PUBLIC_KEY: shown, VAPID_PRIVATE_KEY: kept }: VapidEnv): readonly string[] {
  if (shown === undefined && kept === undefined) return [];
  if (shown === undefined || kept === undefined) {
    const name = shown === undefined ? 'VAPID_PUBLIC_KEY' : 'VAPID_PRIVATE_KEY';
    return [`${name}: expected both keys of the pair or neither, got one`];
  }
  return vapidOf(kept)?.publicKey === shown
    ? []
    : ['VAPID_PUBLIC_KEY: expected the public half of VAPID_PRIVATE_KEY, got another key'];
}

export interface Vapid {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The pair that a private key belongs to; undefined for what is no key of P-256. */
export function vapidOf(privateKey: string): Vapid | undefined {
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  } catch {
    return undefined;
  }
  return { publicKey: pair.getPublicKey('base64url'), privateKey };
}

/** A new private key: 32 bytes, base64url. */
export function newVapidKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // Leading zeros are left out by Node, and missed by others.
  return Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
}

export interface WebPushSettings {
  readonly vapid: Vapid;
  /** Whom a push service may turn to: https or mailto (RFC 8292 §2.1). */
  readonly subject: string;
  /** Hosts that may be written to, subdomains included. */
  readonly services: readonly string[];
  readonly caFile?: string | undefined;
}

/** Wakes browsers through their push services (RFC 8030), signed for (RFC 8292). There is nothing in it: the phone comes and asks. */
export function webPush({ vapid, subject, services, caFile }: WebPushSettings): Waker {
  const agent = new Agent({ keepAlive: true, ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) });
  const accepts = ({ endpoint }: PushSubscription): boolean => {
    const { hostname } = new URL(endpoint);
    return services.some((name) => hostname === name || hostname.endsWith(`.${name}`));
  };

  return {
    publicKey: vapid.publicKey,
    accepts,
    async wake(_login, subscription) {
      if (!subscription) return 'sent';
      if (!accepts(subscription)) return 'gone';
      const { default: push, WebPushError } = await import('web-push');
      const vapidDetails = { subject, ...vapid };
      const settings = { TTL: KEPT_SECONDS, urgency: 'high', topic: TOPIC, timeout: TIMEOUT_MS } as const;
      try {
        await push.sendNotification(subscription, null, { ...settings, vapidDetails, agent });
        return 'sent';
      } catch (error) {
        // RFC 8030 §7.3: the subscription is over.
        if (error instanceof WebPushError && [404, 410].includes(error.statusCode)) return 'gone';
        const status = error instanceof WebPushError ? error.statusCode : undefined;
        const cause = { ...carrierFault(error, 'status'), ...(status === undefined ? {} : { status }) };
        throw new MessageRefused('The push service did not take the message.', { cause });
      }
    },
    async close() {
      agent.destroy();
    },
  };
}
