import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securityQuestionRoutes } from '../../src/http/security-questions.js';
import { questionSheets } from '../../src/methods/question-sheets.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { claimsInMemory } from '../support/methods.js';
import { isClean, LOOKS, looksRight, opened, pageServer, post, visit } from '../support/page-server.js';

const nudged: string[] = [];
const nudge = async (conversation: string): Promise<void> => void nudged.push(conversation);
const sheets = questionSheets({ claims: claimsInMemory(), nudge });

needing([CHROMIUM], 'the page of security questions in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  beforeAll(async () => {
    server = await pageServer((needs) => securityQuestionRoutes({ ...needs, door: sheets }));
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const choices = ['first-boss', 'first-film', 'first-concert', 'first-flight'];
  const toRegister = { kind: 'register' as const, choices, count: 3, login: 'ada@contoso.example' };
  const toAnswer = { kind: 'answer' as const, questions: ['first-boss', 'Who is <b>cook</b>?', 'first-film'] };
  const addressOf = (token: string) => `${server.origin}/questions/${token}`;

  describe('the page of security questions', { timeout: 60_000 }, () => {
    it.each(LOOKS)('%s: registers questions, says what is wrong with an answer, and fits', async (name, options) => {
      const address = addressOf(await sheets.lay('made', toRegister, 'w.3'));
      nudged.length = 0;
      const here = await visit(browser, address, options);
      const { page } = here;
      await looksRight(page, `questions-1-waiting-${name}`);
      await page.getByRole('button', { name: 'Go to the questions' }).click();
      const answers = page.getByLabel('Answer');
      await answers.first().waitFor();
      await looksRight(page, `questions-2-register-${name}`);
      for (const [index, text] of ['blue', 'Metropolis', 'Metropolis'].entries()) await answers.nth(index).fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Too many people would answer this').waitFor();
      await page.getByText('its own answer').waitFor();
      expect(await answers.nth(1).inputValue()).toBe('Metropolis');
      expect(nudged).toEqual([]);
      await looksRight(page, `questions-3-faults-${name}`);
      const third = page.getByRole('group', { name: 'Question 3' });
      await answers.nth(0).fill('Quentin');
      await answers.nth(2).fill('Kraftwerk');
      await third.getByLabel('Question').selectOption('first-boss');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('choose a different question').waitFor();
      await third.getByLabel('Question').selectOption('first-flight');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { name: 'your answers are in' }).waitFor();
      await looksRight(page, `questions-4-done-${name}`);
      expect(nudged).toEqual(['w.3']);
      expect(await sheets.take('made')).toEqual([
        { question: 'first-boss', answer: 'Quentin' },
        { question: 'first-film', answer: 'Metropolis' },
        { question: 'first-flight', answer: 'Kraftwerk' },
      ]);
      isClean(here);
      await here.context.close();
    });

    it.each([{}, { viewport: { width: 320, height: 640 }, javaScriptEnabled: false }])(
      '%#: takes the answers in once, tells the chat, and asks anew on the same page',
      async (options) => {
        const token = await sheets.lay('asked', toAnswer, 'w.2');
        nudged.length = 0;
        const here = await visit(browser, addressOf(token), options);
        const { page } = here;
        expect(await page.getByText('first boss').count()).toBe(0);
        await page.getByRole('button', { name: 'Go to the questions' }).click();
        await page.getByLabel('What was the first name of your first boss?').fill('Quentin');
        await page.getByLabel('Who is <b>cook</b>?').fill('Rosalind');
        await page.getByLabel('Which film did you first see in a cinema?').fill('"Metropolis" <1927>');
        if (options.javaScriptEnabled !== false) await looksRight(page, 'questions-5-answer');
        await page.getByRole('button', { name: 'Send' }).dblclick();
        await page.getByText('Go back to the chat').waitFor();
        expect(nudged).toEqual(['w.2']);
        expect(await sheets.take('asked')).toEqual([
          { question: 'first-boss', answer: 'Quentin' },
          { question: 'Who is <b>cook</b>?', answer: 'Rosalind' },
          { question: 'first-film', answer: '"Metropolis" <1927>' },
        ]);
        await page.goto(addressOf(token));
        await page.getByText('Go back to the chat').waitFor();
        await sheets.turn(token, 'asked', { kind: 'answer', questions: ['first-flight'] }, 'w.2');
        await page.reload();
        await page.getByLabel('Where did your first flight take you?').fill('Lisbon');
        await page.getByRole('button', { name: 'Send' }).click();
        await page.getByText('Go back to the chat').waitFor();
        expect(await sheets.take('asked')).toEqual([{ question: 'first-flight', answer: 'Lisbon' }]);
        isClean(here);
        await here.context.close();
      },
    );

    it('takes nothing that was not offered, nothing incomplete, nothing endless, and nothing from elsewhere', async () => {
      const address = addressOf(await sheets.lay('strange', toRegister, undefined));
      const { cookie, fields } = await opened(address);
      const send = (changes: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
        post(address, { ...fields, ...all, ...changes }, { cookie, ...headers });
      const all = {
        answer0: 'Quentin',
        answer1: 'Metropolis',
        answer2: 'Kraftwerk',
        question0: 'first-boss',
        question1: 'first-film',
        question2: 'first-concert',
      };
      expect((await send({ question2: 'Is it you?' })).status).toBe(422);
      expect((await send({ answer2: '  ' })).status).toBe(422);
      expect((await send({ answer0: 'x'.repeat(401) })).status).toBe(422);
      expect((await send({}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await send({ csrf: 'guess' })).status).toBe(403);
      expect((await send({}, { cookie: '' })).status).toBe(410);
      expect(await sheets.take('strange')).toBeUndefined();
      expect((await send({})).status).toBe(200);
      expect(await sheets.take('strange')).toHaveLength(3);
    });

    it('shows no question to link previews, scanners and other browsers', async () => {
      const address = addressOf(await sheets.lay('looked', toAnswer, undefined));
      for (const method of ['GET', 'HEAD', 'GET']) {
        const answer = await fetch(address, { method });
        expect([answer.status, (await answer.text()).includes('first boss')]).toEqual([200, false]);
      }
      await opened(address);
      const other = await fetch(address);
      expect([other.status, (await other.text()).includes('first boss')]).toEqual([410, false]);
    });
  });
});
