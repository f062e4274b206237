import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webAssets } from '../../src/http/assets.js';
import { createLogger } from '../../src/http/logger.js';
import { oneTimePages } from '../../src/http/one-time-page.js';
import { recoveryCodeRoutes } from '../../src/http/recovery-codes.js';
import { securityQuestionRoutes } from '../../src/http/security-questions.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { questionSheets } from '../../src/methods/question-sheets.js';
import { recoverySheets } from '../../src/methods/recovery-sheets.js';
import { grouped, newSavedCode } from '../../src/methods/saved-code.js';
import { axe } from '../support/axe.js';
import { launchChromium, type Witness, witness } from '../support/chromium.js';
import { claimsInMemory } from '../support/methods.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];

const claims = claimsInMemory();
const nudged: string[] = [];
const nudge = async (conversation: string): Promise<void> => void nudged.push(conversation);
const sheets = recoverySheets({ claims, nudge });
const questions = questionSheets({ claims, nudge });
const login = '<ada>@contoso.example';

let browser: Browser;
let server: HttpServer;
let origin = '';

beforeAll(async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', 'web', 'webChat'], { cwd: root });
  const assets = webAssets(new URL('../../dist/web/', import.meta.url));
  const organisation = 'Contoso';
  const show = oneTimePages({ assets, organisation });
  const routes = [
    ...assets.routes,
    ...recoveryCodeRoutes({ sheets, show, organisation }),
    ...securityQuestionRoutes({ sheets: questions, show }),
  ];
  server = createHttpServer({
    routes,
    log: createLogger({ level: 'silent' }),
    publicUrl: new URL('http://127.0.0.1/'),
  });
  origin = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Witness & { page: Page }> {
  const seen = await witness(browser, [origin], { viewport: { width: 1000, height: 800 }, ...options });
  const page = await seen.context.newPage();
  await page.goto(`${origin}${path}`);
  return { ...seen, page };
}

async function looksRight(page: Page, name: string): Promise<void> {
  expect(await axe(page), name).toEqual([]);
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
  if (!SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
}

const newSheet = async () => {
  const codes = Array.from({ length: 10 }, () => grouped(newSavedCode()));
  return { codes, token: await sheets.lay('ticket', { codes, login }, 'w.1') };
};

const narrow = { viewport: { width: 320, height: 640 }, colorScheme: 'dark' } as const;

describe('the page of new recovery codes', () => {
  test.each([{}, narrow])(
    '%#: shows them once, lets them be printed and downloaded, and tells the chat',
    async (options) => {
      const { codes, token } = await newSheet();
      nudged.length = 0;
      const { page, context, complaints, foreign } = await visit(`/codes/${token}`, options);
      await looksRight(page, 'codes-before');
      await page.getByRole('button', { name: 'Show my codes' }).click();
      expect(await page.locator('.codes code').allInnerTexts()).toEqual(codes);
      await page.getByText(login).waitFor();
      await page.getByRole('button', { name: 'Print' }).waitFor();
      await looksRight(page, 'codes');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      const saved = readFileSync(await download.path(), 'utf8');
      expect(saved.split('\r\n').slice(3, 13)).toEqual(codes);
      expect(download.suggestedFilename()).toBe('recovery-codes.txt');
      await page.getByRole('button', { name: 'I have saved them' }).click();
      await page.getByText('Your new codes are good from now on').waitFor();
      expect(nudged).toEqual(['w.1']);
      expect(await sheets.takeSaved('ticket')).toBe(true);
      await page.goto(`${origin}/codes/${token}`);
      await page.getByText('Codes are shown once').waitFor();
      expect(complaints.filter((text) => !text.includes('410'))).toEqual([]);
      expect(foreign).toEqual([]);
      await context.close();
    },
  );

  test('works without JavaScript', async () => {
    const { codes, token } = await newSheet();
    const { page, context } = await visit(`/codes/${token}`, { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Show my codes' }).click();
    expect(await page.locator('.codes code').allInnerTexts()).toEqual(codes);
    expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(0);
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByText('Your new codes are good from now on').waitFor();
    expect(await sheets.takeSaved('ticket')).toBe(true);
    await context.close();
  });

  test('is opened by no preview, scanner or other site', async () => {
    const { token } = await newSheet();
    for (let round = 0; round < 20; round++) {
      const method = round % 2 ? 'HEAD' : 'GET';
      expect((await fetch(`${origin}/codes/${token}`, { method })).status).toBe(200);
    }
    const cross = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await fetch(`${origin}/codes/${token}`, cross)).status).toBe(403);
    expect(await sheets.peek(token)).toBe('waiting');
    expect((await fetch(`${origin}/codes/short`)).status).toBe(404);
    expect((await fetch(`${origin}/codes/${'x'.repeat(43)}`)).status).toBe(410);
    expect((await fetch(`${origin}/codes/${token}/saved`, { method: 'POST' })).status).toBe(410);
  });

  test('opened twice at once shows the codes once', async () => {
    const { codes, token } = await newSheet();
    const rush = Array.from({ length: 20 }, () => fetch(`${origin}/codes/${token}`, { method: 'POST' }));
    const pages = await Promise.all((await Promise.all(rush)).map((response) => response.text()));
    expect(pages.filter((html) => html.includes(codes[0] ?? 'none'))).toHaveLength(1);
  });
});

describe('the page of security questions', () => {
  test.each([{}, { ...narrow, javaScriptEnabled: false }])(
    '%#: takes the answers in once and tells the chat',
    async (options) => {
      const page1 = { kind: 'answer' as const, questions: ['first-boss', 'Who is <b>cook</b>?', 'first-film'] };
      const token = await questions.lay('asked', page1, 'w.2');
      nudged.length = 0;
      const { page, context, complaints } = await visit(`/questions/${token}`, options);
      expect(await page.getByText('first boss').count()).toBe(0);
      await page.getByRole('button', { name: 'Go to the questions' }).click();
      await page.getByLabel('What was the first name of your first boss?').fill('Quentin');
      await page.getByLabel('Who is <b>cook</b>?').fill('Rosalind');
      await page.getByLabel('Which film did you first see in a cinema?').fill('"Metropolis" <1927>');
      if (options === undefined || !('javaScriptEnabled' in options)) await looksRight(page, 'questions');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Go back to the chat').waitFor();
      expect(nudged).toEqual(['w.2']);
      expect(await questions.take('asked')).toEqual([
        { question: 'first-boss', answer: 'Quentin' },
        { question: 'Who is <b>cook</b>?', answer: 'Rosalind' },
        { question: 'first-film', answer: '"Metropolis" <1927>' },
      ]);
      await page.goto(`${origin}/questions/${token}`);
      await page.getByText('Go back to the chat').waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test.each([{}, narrow])('%#: registers questions, and says what is wrong with an answer', async (options) => {
    const choices = ['first-boss', 'first-film', 'first-concert', 'first-flight'];
    const token = await questions.lay(
      'made',
      { kind: 'register', choices, count: 3, login: 'ada@contoso.example' },
      'w.3',
    );
    nudged.length = 0;
    const { page, context } = await visit(`/questions/${token}`, options);
    await page.getByRole('button', { name: 'Go to the questions' }).click();
    const answers = page.getByLabel('Answer');
    for (const [index, text] of ['blue', 'Metropolis', 'Metropolis'].entries()) await answers.nth(index).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Too many people would answer this').waitFor();
    await page.getByText('its own answer').waitFor();
    expect(await answers.nth(1).inputValue()).toBe('Metropolis');
    expect(nudged).toEqual([]);
    await looksRight(page, 'questions-register');
    await answers.nth(0).fill('Quentin');
    await answers.nth(2).fill('Kraftwerk');
    await page.getByRole('group', { name: 'Question 3' }).getByLabel('Question').selectOption('first-boss');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('choose a different question').waitFor();
    await page.getByRole('group', { name: 'Question 3' }).getByLabel('Question').selectOption('first-flight');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Go back to the chat').waitFor();
    expect(nudged).toEqual(['w.3']);
    expect(await questions.take('made')).toEqual([
      { question: 'first-boss', answer: 'Quentin' },
      { question: 'first-film', answer: 'Metropolis' },
      { question: 'first-flight', answer: 'Kraftwerk' },
    ]);
    await context.close();
  });

  test('takes nothing that was not offered, and nothing from another site', async () => {
    const page = {
      kind: 'register' as const,
      choices: ['first-boss', 'first-film', 'first-concert'],
      count: 3,
      login: 'ada',
    };
    const token = await questions.lay('strange', page, undefined);
    const send = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${origin}/questions/${token}`, { method: 'POST', body: new URLSearchParams(fields), headers });
    const answers = { answer0: 'Quentin', answer1: 'Metropolis', answer2: 'Kraftwerk' };
    await send({ ...answers, question0: 'first-boss', question1: 'first-film', question2: 'Is it you?' });
    await send({ ...answers, question0: 'first-boss' });
    const all = { ...answers, question0: 'first-boss', question1: 'first-film', question2: 'first-concert' };
    expect((await send(all, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send({ ...all, answer0: 'x'.repeat(401) })).status).toBe(400);
    expect(await questions.arrived('strange')).toBe(false);
    await send(all);
    expect(await questions.arrived('strange')).toBe(true);
  });
});
