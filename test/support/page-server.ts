import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { webPages } from '../../src/http/pages.js';
import type { Route } from '../../src/http/route.js';
import { createHttpServer } from '../../src/http/server.js';
import { axe } from './axe.js';
import { type Witness, witness } from './chromium.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];

/** What the routes of every page of its own are made with. */
export interface PageNeeds {
  readonly publicUrl: URL;
  readonly organisation: string;
  readonly log: Logger;
  readonly webDir: URL;
}

/** The real server with pages of their own, on a free loopback port. `logged` is every line of its log. */
export async function pageServer(routesOf: (needs: PageNeeds) => readonly Route[]) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', 'web', 'webChat'], { cwd: root });
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  // The port is not known yet; loopback names are as good as the configured one.
  const publicUrl = new URL('http://127.0.0.1:1/');
  const needs = { publicUrl, organisation: 'Contoso', log, webDir: new URL('../../dist/web/', import.meta.url) };
  const routes = [
    ...webPages({ ...needs, allowedOrigins: [], chat: { tokens: '/v3/directline/tokens/generate' } }),
    ...routesOf(needs),
  ];
  const server = createHttpServer({ routes, log, publicUrl });
  const port = await server.listen('127.0.0.1', 0);
  return { origin: `http://127.0.0.1:${port}`, logged, close: () => server.close() };
}

/** How people look at pages: light and dark, wide and narrow, twice as large, with colours of their own. */
export const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['a desktop in the light', { viewport: { width: 1280, height: 900 } }],
  ['a desktop in the dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['320 px in the light', { viewport: { width: 320, height: 640 } }],
  ['320 px in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['a desktop at 200 %', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ['a desktop with forced colours', { viewport: { width: 1280, height: 900 }, forcedColors: 'active' }],
];

/** A page in a browser of its own that notes every complaint. */
export async function visit(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Witness & { readonly page: Page }> {
  const seen = await witness(browser, [new URL(address).origin], {
    viewport: { width: 1000, height: 800 },
    ...options,
  });
  const page = await seen.context.newPage();
  await page.goto(address);
  return { ...seen, page };
}

/** No fault for axe and nothing to scroll sideways; a picture where SCREENSHOTS says. */
export async function looksRight(page: Page, name: string): Promise<void> {
  expect(await axe(page), name).toEqual([]);
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
  if (!SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
}

/** Nothing was blocked, nothing failed, nobody else was asked. Browsers report answers of 4xx and 5xx as errors: those are looked at by themselves. */
export const isClean = ({ foreign, complaints }: Witness): void =>
  expect({ foreign, complaints: complaints.filter((text) => !/status of (4|5)\d\d/.test(text)) }).toEqual({
    foreign: [],
    complaints: [],
  });

/** A form sent as a browser does, without following where it leads. */
export const post = (
  address: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(address, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });

/** The hidden fields of the first form of a page. */
export const hiddenIn = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

/** Opens a one-time page as a browser does; what it takes to send its form afterwards. */
export async function opened(address: string): Promise<{
  readonly cookie: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly html: string;
}> {
  const waiting = await (await fetch(address)).text();
  const answer = await post(address, hiddenIn(waiting));
  expect(answer.status).toBe(303);
  const [cookie = ''] = answer.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const html = await (await fetch(address, { headers: { cookie } })).text();
  return { cookie, fields: hiddenIn(html), html };
}
