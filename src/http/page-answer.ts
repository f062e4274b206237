import type { Response } from 'restify';
import { DirectoryUnavailable } from '../errors.js';
import { answerHtml } from './answer.js';
import type { Html } from './html.js';
import { contentPolicy } from './security-headers.js';

/** Scripts, styles and connections of our own alone; nothing inline but pictures; DOM sinks shut (ASVS 3.4.3). */
const POLICY = contentPolicy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
});

/** Under `no-referrer` browsers send `Origin: null` with forms; this one keeps the path to itself all the same. */
export const REFERRER = 'strict-origin';

/** Answers a page of its own. */
export function answerPage(response: Response, status: number, page: Html): void {
  response.setHeader('Referrer-Policy', REFERRER);
  answerHtml(response, status, String(page), POLICY);
}

/** Leads on to a page, which is then fetched with GET. */
export function seeOther(response: Response, location: string): void {
  response.setHeader('Referrer-Policy', REFERRER);
  response.writeHead(303, { Location: location, 'Content-Length': '0' });
  response.end();
}

/** What a page apologises for: nothing happened, and it may be tried again. */
export const isTrouble = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^ERR_(STORE|DIRECTORY)_UNAVAILABLE$|^ERR_HOLD_LOST$/.test(String(error.code));

/** For how many seconds the directory asks to be left alone. */
export const waitIn = (error: unknown): number | undefined =>
  error instanceof DirectoryUnavailable && error.retryAfterMs !== undefined
    ? Math.ceil(error.retryAfterMs / 1000)
    : undefined;
