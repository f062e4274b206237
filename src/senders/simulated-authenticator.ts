import type { Clock } from '../stores/ports.js';

const STEP_SECONDS = 30;
const MOST = 50;

/** An account in the authenticator app of the simulated phone. */
export interface AuthenticatorEntry {
  /** The sign-in name. */
  readonly account: string;
  /** The organisation, as the app shows it. */
  readonly name: string;
  /** Base32. */
  readonly secret: string;
}

interface LiveCode {
  readonly account: string;
  readonly name: string;
  readonly code: string;
  readonly secondsLeft: number;
}

export interface SimulatedAuthenticator {
  /** Takes what would be scanned or typed: an `otpauth://totp/…` address or a key. False when it is neither. */
  scan(text: string, account?: string): boolean;
  /** Newest last; a key once. */
  codes(): Promise<readonly LiveCode[]>;
}

/** Evaluation mode only: an authenticator app. What was scanned lives in memory; `registered` is there from the start. */
export function simulatedAuthenticator(needs: {
  readonly clock: Clock;
  readonly registered: () => Promise<readonly AuthenticatorEntry[]>;
}): SimulatedAuthenticator {
  const { clock, registered } = needs;
  const scanned = new Map<string, AuthenticatorEntry>();
  return {
    scan(text, account = '') {
      const entry = text.trim().startsWith('otpauth:') ? fromUri(text.trim()) : fromKey(text, account);
      if (!entry) return false;
      // As apps do: the same account and name again replaces its key.
      const key = JSON.stringify([entry.account, entry.name]);
      scanned.delete(key);
      scanned.set(key, entry);
      const [oldest] = scanned.keys();
      if (scanned.size > MOST && oldest !== undefined) scanned.delete(oldest);
      return true;
    },
    async codes() {
      const { generateSync } = await import('otplib');
      const epoch = Math.floor(clock() / 1000);
      const secondsLeft = STEP_SECONDS - (epoch % STEP_SECONDS);
      const known = await registered();
      const secrets = new Set(known.map(({ secret }) => secret));
      const fresh = [...scanned.values()].filter(({ secret }) => !secrets.has(secret));
      return [...known, ...fresh].map(({ account, name, secret }) => ({
        account,
        name,
        code: generateSync({ secret, epoch }),
        secondsLeft,
      }));
    },
  };
}

const base32 = (key: string): string | undefined => {
  const secret = key.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  return /^[A-Z2-7]{26,128}$/.test(secret) ? secret : undefined;
};

function fromKey(text: string, account: string): AuthenticatorEntry | undefined {
  const secret = base32(text);
  return secret === undefined
    ? undefined
    : { account: account.trim().slice(0, 100) || 'My account', name: 'Added by key', secret };
}

function fromUri(text: string): AuthenticatorEntry | undefined {
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  const secret = base32(uri?.searchParams.get('secret') ?? '');
  if (uri?.host !== 'totp' || secret === undefined) return undefined;
  const [issuer = '', ...rest] = decoded(uri.pathname.slice(1)).split(':');
  const account = rest.length > 0 ? rest.join(':') : issuer;
  const name = uri.searchParams.get('issuer') ?? (rest.length > 0 ? issuer : '');
  return { account: account.trim().slice(0, 100), name: name.slice(0, 100), secret };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
