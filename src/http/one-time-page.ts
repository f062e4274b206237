import type { Request, Response } from 'restify';
import { escapeHtml } from '../html.js';
import { answerHtml } from './answer.js';
import type { Assets } from './assets.js';
import { Refusal } from './refusal.js';
import { contentPolicy } from './security-headers.js';

const POLICY = contentPolicy({
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'img-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
});

const TOKEN = /^[\w-]{43}$/;

/** Answers a small page of its own. `body` is HTML. */
export type ShowPage = (response: Response, title: string, body: string, status?: number) => void;

/** Pages with the product's plain look; everything in them works without JavaScript. */
export function oneTimePages({
  assets,
  organisation,
}: {
  readonly assets: Pick<Assets, 'url'>;
  readonly organisation: string;
}): ShowPage {
  return (response, title, body, status = 200) => {
    const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title>
<link rel="icon" href="${assets.url('icon.svg')}"><link rel="stylesheet" href="${assets.url('one-time.css')}"><script type="module" src="${assets.url('one-time.js')}"></script></head>
<body><main><p class="organisation">${escapeHtml(organisation)}</p><h1>${escapeHtml(title)}</h1>
${body}</main></body></html>
`;
    answerHtml(response, status, html, POLICY);
  };
}

/** The token in the path. @throws Refusal 404 for anything not shaped like one */
export function tokenIn(request: Request): string {
  const token = String(request.params.token);
  if (!TOKEN.test(token)) throw new Refusal(404, 'ERR_NOT_FOUND');
  return token;
}

/** A form comes from our own page, or from a browser that does not say. @throws Refusal 403 */
export function sameSite(request: Request): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal(403, 'ERR_CROSS_SITE');
}

/** A form with one button: what opens a page is never a link, so that previews and scanners open nothing. */
export const buttonForm = (action: string, label: string): string =>
  `<form method="post" action="${escapeHtml(action)}"><button>${escapeHtml(label)}</button></form>`;
