import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

/** The package, and the program in it. */
export const CHROMIUM = 'chromium-headless-shell';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));`;

/**
 * Debian's Chromium without a window, which takes half the time of the one that only hides it; or the one that CHROMIUM
 * names. It talks to nobody but the pages.
 */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? `/usr/bin/${CHROMIUM}`, args: ARGUMENTS });

/** What went wrong in a browser while nobody was looking. */
export interface Witness {
  readonly context: BrowserContext;
  /** Requests to anything but `origins`. */
  readonly foreign: string[];
  /** Policy violations, uncaught errors, and everything the page wrote to the console as an error. */
  readonly complaints: string[];
}

/** A context that notes requests to elsewhere and every complaint of a page. */
export async function witness(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Witness> {
  const context = await browser.newContext(options);
  const foreign: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !origins.includes(origin)) foreign.push(request.url());
  });
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await context.addInitScript({ content: REPORT_VIOLATIONS });
  return { context, foreign, complaints };
}
