import type { IncomingMessage } from 'node:http';
import { originFor } from './public-origin.js';

/**
 * Whether a POST comes from one of our own pages (ASVS 3.5.1). Browsers say so in `Origin`, and in `Sec-Fetch-Site` where
 * they hide it (`null`); what says neither is no browser, and carries nobody's cookies against their will.
 */
export function isSameOrigin(request: IncomingMessage, publicUrl: URL): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && origin !== 'null') return origin === originFor(request, publicUrl);
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined;
}
