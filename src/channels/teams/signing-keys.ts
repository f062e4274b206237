import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../stores/ports.js';

const DAY_MS = 24 * 3_600_000;
/** Renewed in the background before the day is over, so that one outage of the issuer's does not stop the bot. */
const RENEW_MS = 23 * 3_600_000;
/** A token with an unknown key may make us ask again this often at most (the SDK's own measure). */
const UNKNOWN_KEY_MS = 3_600_000;
const RETRY_MS = 10_000;
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 512 * 1024;

const metadata = z.object({ jwks_uri: z.url() });
const jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string().optional() })).max(200) });
const jwk = z.object({
  kid: z.string().min(1),
  kty: z.literal('RSA'),
  use: z.literal('sig').optional(),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
});

/** A key of the issuer's, and the channels whose activities it may sign. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly endorsements: ReadonlySet<string>;
}

export interface SigningKeys {
  /** Undefined for a key the issuer does not publish, and for every key while the issuer cannot be asked. Throws nothing. */
  find(kid: string): Promise<SigningKey | undefined>;
}

/** The issuer's keys: fetched once, kept for a day, never older. `onFault` hears why they could not be had. */
export function signingKeys(options: {
  readonly openIdMetadata: string;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}): SigningKeys {
  const { clock } = options;
  let keys = new Map<string, SigningKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  const fetchAll = async (): Promise<void> => {
    triedAt = clock();
    try {
      keys = await fetchKeys(options.openIdMetadata);
      fetchedAt = triedAt;
    } catch (error) {
      options.onFault(error);
    }
  };
  const renew = (): Promise<void> => {
    running ??= fetchAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    async find(kid) {
      const now = clock();
      const age = now - fetchedAt;
      const sinceTry = now - triedAt;
      if (age >= DAY_MS) {
        if (running || sinceTry >= RETRY_MS) await renew();
        return now - fetchedAt < DAY_MS ? keys.get(kid) : undefined;
      }
      if (age >= RENEW_MS && sinceTry >= RETRY_MS) void renew();
      const known = keys.get(kid);
      if (known || sinceTry < UNKNOWN_KEY_MS) return known;
      await renew();
      return keys.get(kid);
    },
  };
}

async function fetchKeys(openIdMetadata: string): Promise<Map<string, SigningKey>> {
  const { jwks_uri } = metadata.parse(await fetchJson(openIdMetadata));
  if (new URL(jwks_uri).origin !== new URL(openIdMetadata).origin) throw new Error('The keys are at another origin.');
  const published = jwks.parse(await fetchJson(jwks_uri)).keys.map((each) => jwk.safeParse(each));
  const found = published.flatMap(({ data }) => (data ? [[data.kid, usable(data)] as const] : []));
  const strong = found.filter((pair): pair is [string, SigningKey] => pair[1] !== undefined);
  if (strong.length === 0) throw new Error('The issuer publishes no usable key.');
  return new Map(strong);
}

/** RFC 7518 §3.3: RS256 wants 2048 bits. */
function usable({ kty, n, e, endorsements }: z.infer<typeof jwk>): SigningKey | undefined {
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty, n, e } });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits >= 2048 ? { key, endorsements: new Set(endorsements) } : undefined;
  } catch {
    return undefined;
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  if (!response.ok || text.length > MAX_BYTES) throw new Error(`${url} answered ${response.status}.`);
  return JSON.parse(text);
}
