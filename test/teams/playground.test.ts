import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { startPlayground } from '../support/playground.js';
import { type Door, openDoor } from '../support/teams-door.js';

describe('Microsoft 365 Agents Playground in front of the door', () => {
  let door: Door;
  let playground: Awaited<ReturnType<typeof startPlayground>>;
  let browser: Browser;
  beforeAll(async () => {
    door = await openDoor({ evaluation: true });
    [playground, browser] = await Promise.all([startPlayground({ endpoint: door.url }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await playground.close();
    await door.close();
  });

  it('greets a person once, who is the sample person, and answers what is typed', async () => {
    const page = await browser.newPage();
    const said = (text: string) => page.getByRole('paragraph').filter({ hasText: text });
    await page.goto(playground.url);
    await said('hello after installationUpdate').waitFor();
    const box = page.getByRole('textbox').last();
    await box.fill('reset my password');
    await box.press('Enter');
    await said('you said reset my password').waitFor();
    expect(door.heard.map(({ type }) => type)).toEqual(['installationUpdate', 'message']);
    expect(door.heard[1]?.caller).toMatchObject({
      channel: 'msteams',
      identity: { userPrincipalName: 'ada@contoso.example' },
    });
  }, 60_000);
});
