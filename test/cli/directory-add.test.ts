import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryCommand } from '../../src/cli/directory-command.js';

const folder = mkdtempSync(join(tmpdir(), 'directory-add-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const production = {
  DIRECTORY: 'embedded',
  DATA_DIR: folder,
  SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString('base64'),
  PUBLIC_URL: 'https://reset.contoso.example',
  SMTP_URL: 'smtps://mail.contoso.example',
  MAIL_FROM: 'no-reply@contoso.example',
  TWILIO_ACCOUNT_SID: `AC${'a1'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'c3'.repeat(16),
  TWILIO_FROM: '+12025550123',
  PHONE_COUNTRIES: 'US',
};

async function run(args: readonly string[], typed = '', env: Readonly<Record<string, string>> = production) {
  const printed: string[] = [];
  const code = await directoryCommand(args, {
    env,
    print: (line) => void printed.push(line),
    warn: (line) => void printed.push(line),
    secret: async () => typed,
  });
  return { code, text: printed.join('\n') };
}

describe('npm run directory -- add', () => {
  it('says while nobody is there how to add somebody, and adds people who can then sign in', async () => {
    expect((await run(['check'])).text).toContain('npm run directory -- add');
    const ada = ['add', 'Ada@contoso.example', 'Ada Lind', '+12025550100'];
    expect(await run(ada, 'a first passphrase')).toMatchObject({ code: 0 });
    expect(await run(['verify', 'ada@contoso.example'], 'a first passphrase')).toMatchObject({ code: 0 });
    expect((await run(['find', 'ada@contoso.example'])).text).toContain('Ada Lind');
    expect(await run(ada, 'another passphrase')).toMatchObject({
      code: 1,
      text: 'ada@contoso.example is there already.',
    });
    expect((await run(['check'])).text).toContain('one person');
  });

  it.each([
    [['add', 'ada', 'Ada Lind'], 'a first passphrase', 2, /look like ada@contoso/],
    [['add', 'cy@contoso.example'], 'a first passphrase', 2, /./],
    [['add', 'cy@contoso.example', 'Cy', '555'], 'a first passphrase', 2, /\+12025550100/],
    [['add', 'cy@contoso.example', 'Cy'], 'short', 1, /12 characters/],
  ])('%j is refused with a reason', async (args, typed, code, reason) => {
    const done = await run(args, typed);
    expect(done.code).toBe(code);
    expect(done.text).toMatch(reason);
    expect((await run(['find', 'cy@contoso.example'])).code).toBe(1);
  });

  it('adds nobody to a directory that is not its own', async () => {
    expect(await run(['add', 'a@b.example', 'A'], 'a first passphrase', { DATA_DIR: folder })).toMatchObject({
      code: 2,
    });
  });
});
