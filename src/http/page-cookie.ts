import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { equal, fingerprint } from '../crypto.js';

/** Longer than any grant lives: the grant's own end is what counts. */
const MAX_AGE_SECONDS = 30 * 60;
const TAG_LENGTH = 22;

/** What one browser holds of an opened one-time page. */
export interface PageCookie {
  /** The door's secret, when the request carries one that belongs to this link. */
  read(request: IncomingMessage, token: string): string | undefined;
  /** A `Set-Cookie` value. A second link in the same browser does not show the first one's page. */
  made(secret: string, token: string): string;
  readonly cleared: string;
  /** Synchroniser token: nobody who cannot read the cookie can know it (OWASP CSRF, HMAC bound to the session). */
  csrf(secret: string): string;
  isCsrf(secret: string, given: string | undefined): boolean;
}

/** `__Host-` wherever people come by https; a plain name on loopback, where browsers refuse the prefix. */
export function pageCookie(page: string, publicUrl: URL): PageCookie {
  const secure = publicUrl.protocol === 'https:';
  const name = `${secure ? '__Host-' : ''}ra-${page}`;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const tagOf = (token: string): string => fingerprint(token).slice(0, TAG_LENGTH);
  const csrf = (secret: string): string => createHmac('sha256', secret).update(`csrf/${page}`).digest('base64url');

  return {
    read(request, token) {
      const prefix = `${name}=`;
      const found = (request.headers.cookie ?? '').split(/;\s*/).find((each) => each.startsWith(prefix));
      const [, secret, tag] = /^([\w.-]{1,200})~([\w-]{22})$/.exec(found?.slice(prefix.length) ?? '') ?? [];
      return secret && tag && equal(Buffer.from(tag), Buffer.from(tagOf(token))) ? secret : undefined;
    },
    made: (secret, token) => `${name}=${secret}~${tagOf(token)}; Max-Age=${MAX_AGE_SECONDS}; ${attributes}`,
    cleared: `${name}=; Max-Age=0; ${attributes}`,
    csrf,
    isCsrf: (secret, given = '') => equal(Buffer.from(given), Buffer.from(csrf(secret))),
  };
}
