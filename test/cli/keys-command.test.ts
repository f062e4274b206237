import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDurable } from '../../src/adapters.js';
import { keysCommand } from '../../src/cli/keys-command.js';
import { readConfig } from '../../src/config.js';
import { keyring } from '../../src/crypto.js';
import { createLogger } from '../../src/http/logger.js';
import { methodId } from '../../src/methods/traits.js';

const newKey = (): string => randomBytes(32).toString('base64');

async function run(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  return { code: await keysCommand(args, { env, print: say, warn: say }), said: said.join('\n') };
}

async function open(env: NodeJS.ProcessEnv) {
  const config = await readConfig(env);
  const log = createLogger({ level: 'silent' });
  return makeDurable({ config, keyring: keyring(config.secretKey, config.oldKeys), clock: Date.now, log });
}

describe('npm run keys -- rotate', () => {
  it('makes an earlier key unneeded for what people have registered, and for links that say it was not them', async () => {
    const [old, next] = [newKey(), newKey()];
    const base = { DATA_DIR: mkdtempSync(join(tmpdir(), 'reset-assistant-keys-')) };
    const before = await open({ ...base, SECRET_KEY: old });
    const kept = { method: methodId('email'), name: '', proof: 'mailbox', data: { to: 'ada@home.example' } };
    await before.enrollments.add('sample-ada', kept, 0);
    const dispute = { accountId: 'sample-ada', change: { kind: 'password-changed' } };
    await before.disputes.add('hash of a link', dispute, Date.now() + 60_000);
    await before.close();

    const rotated = await run({ ...base, SECRET_KEY: next, SECRET_KEYS_OLD: old }, 'rotate');
    expect(rotated).toMatchObject({ code: 0, said: expect.stringContaining('Sealed again: 1 registered methods') });
    expect(rotated.said).toContain('1 changes that can be disputed');
    expect(rotated.said).toMatch(
      /still needed .* audit log, recovery\ncodes and security questions .* embedded directory/,
    );
    const again = await run({ ...base, SECRET_KEY: next, SECRET_KEYS_OLD: old }, 'rotate');
    expect(again.said).toContain('Sealed again: 0 registered methods');

    const after = await open({ ...base, SECRET_KEY: next });
    expect((await after.enrollments.list('sample-ada')).map(({ data }) => data)).toEqual([kept.data]);
    expect(await after.disputes.take('hash of a link')).toMatchObject(dispute);
    await after.close();
  });

  it('explains itself, and refuses what it does not know', async () => {
    expect((await run({}, '--help')).said).toMatch(/once all instances have been restarted/);
    expect((await run({}, 'rotate', 'now')).code).toBe(2);
    expect((await run({ HOST: '0.0.0.0' }, 'rotate')).code).toBe(2);
  });
});
