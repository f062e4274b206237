import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { z } from 'zod';

const PATIENCE_MS = 15_000;

const messages = z.array(
  z.object({ at: z.number(), to: z.string(), kind: z.string(), code: z.string().optional(), text: z.string() }),
);
const codes = z.array(z.object({ account: z.string(), code: z.string(), secondsLeft: z.number() }));

/** Reads the code on the screen as a phone's camera would. */
export function scanned(picture: Buffer): URL {
  const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-scan-')), 'screen.png');
  writeFileSync(file, picture);
  const text = execFileSync('/usr/bin/zbarimg', ['--raw', '--quiet', '-Sdisable', '-Sqrcode.enable', file]);
  return new URL(text.toString().trim());
}

/** The chat in the widget's frame, as a person uses it. */
export class ChatPage {
  readonly #frame: FrameLocator;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.#frame = page.frameLocator('iframe[title="Password help"]');
  }

  static async open(page: Page, address: string): Promise<ChatPage> {
    await page.goto(address);
    await page.getByRole('button', { name: 'Password help' }).click();
    const chat = new ChatPage(page);
    await chat.sees('What do you need?');
    return chat;
  }

  get frame(): FrameLocator {
    return this.#frame;
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.#frame.getByText(text).last().waitFor({ timeout: PATIENCE_MS });
  }

  async says(text: string): Promise<void> {
    const box = this.#frame.getByRole('textbox').last();
    await box.fill(text);
    await box.press('Enter');
  }

  async taps(name: string): Promise<void> {
    await this.#frame.getByRole('button', { name }).last().click({ timeout: PATIENCE_MS });
  }

  /** Taps "Sign in" and gives the current password on the page that opens. */
  async signsIn(login: string, password: string): Promise<void> {
    const [page] = await Promise.all([this.page.context().waitForEvent('page'), this.taps('Sign in')]);
    await page.getByRole('button').first().click();
    await page.locator('input[name=username]').fill(login);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').last().click();
    await page.getByRole('heading').first().waitFor();
    await page.close();
  }

  /** What the QR code in the chat says, read off the screen as a camera would. */
  async scans(): Promise<URL> {
    const picture = this.#frame.getByRole('img', { name: /QR code/ });
    await picture.scrollIntoViewIfNeeded({ timeout: PATIENCE_MS });
    return scanned(await picture.screenshot());
  }
}

/** The newest message of the simulated phone to one address, sent at or after `since` (epoch ms). */
export async function messageTo(address: string, to: string, since = 0): Promise<z.infer<typeof messages>[number]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`${address}phone/messages.json?to=${encodeURIComponent(to)}`);
    const found = messages.parse(await answer.json()).filter(({ at }) => at >= since);
    const newest = found.at(-1);
    if (newest) return newest;
    if (Date.now() > until) throw new Error(`No message to ${to} came.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the simulated authenticator shows for an account; waits out a code that is about to change. */
export async function authenticatorCode(address: string, account: string): Promise<string> {
  const answer = await fetch(`${address}phone/authenticator.json`);
  const found = codes.parse(await answer.json()).find((one) => one.account === account);
  if (!found) throw new Error(`The simulated authenticator has nothing for ${account}.`);
  return found.code;
}

/** The whole way: the chat, two proofs, the page, and back. Screenshots go where `shoot` puts them. */
export async function resetWithTwoProofs(
  chat: ChatPage,
  person: { readonly address: string; readonly login: string; readonly phone: string; readonly newPassword: string },
  shoot: (page: Page, name: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const { page } = chat;
  const begun = Date.now();
  await shoot(page, 'welcome');
  await chat.taps('I forgot my password');
  await chat.sees('account name');
  await chat.says(person.login);
  await chat.sees('two proofs');
  await shoot(page, 'choose');
  await chat.taps('Code from my authenticator app');
  await chat.sees('6-digit');
  await chat.says(await authenticatorCode(person.address, person.login));
  await chat.sees('One more');
  await chat.taps('Text message');
  await chat.sees('I am sending a text');
  await shoot(page, 'code');
  const text = await messageTo(person.address, person.phone, begun);
  await chat.says(`my code is ${text.code ?? ''}`);
  await chat.sees('Choose your new password');
  await shoot(page, 'link');
  const [popup] = await Promise.all([page.context().waitForEvent('page'), chat.taps('Choose a new password')]);
  await popup.waitForLoadState();
  await shoot(popup, 'page-closed');
  await popup.getByRole('button').first().click();
  await popup.locator('input[name="password"]').waitFor();
  await popup.locator('input[name="password"]').fill(person.newPassword);
  await popup.locator('input[name="confirmation"]').fill(person.newPassword);
  await shoot(popup, 'page-filled');
  await popup.locator('form button[type="submit"]').last().click();
  await popup
    .getByText(/new password/i)
    .first()
    .waitFor();
  await shoot(popup, 'page-done');
  // It closes, and the chat knows already.
  await Promise.all([popup.waitForEvent('close'), popup.getByRole('link', { name: 'Back to the chat' }).click()]);
  await chat.sees('Done: your new password is set');
  await shoot(page, 'done');
}
