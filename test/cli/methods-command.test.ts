import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDurable } from '../../src/adapters.js';
import { methodsCommand } from '../../src/cli/methods-command.js';
import { readConfig } from '../../src/config.js';
import { keyring } from '../../src/crypto.js';
import { seedEvaluation } from '../../src/evaluation.js';
import { createLogger } from '../../src/http/logger.js';
import { methodId } from '../../src/methods/traits.js';
import type { DurableStore } from '../../src/stores/ports.js';
import { Phone } from '../support/approver.js';

const ADA = 'ada@contoso.example';
let env: NodeJS.ProcessEnv;
let durable: DurableStore;

const run = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await methodsCommand(args, { env, print: (line) => out.push(line), warn: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

beforeEach(async () => {
  env = { DATA_DIR: mkdtempSync(join(tmpdir(), 'reset-assistant-methods-')) };
  const config = await readConfig(env);
  const making = {
    config,
    keyring: keyring(config.secretKey),
    clock: Date.now,
    log: createLogger({ level: 'silent' }),
  };
  durable = await makeDurable(making);
  await seedEvaluation({ ...making, durable });
});
afterEach(async () => {
  await durable.close();
});

describe('npm run methods', () => {
  it('lists what a person has registered, and no secret of it', async () => {
    const { code, out } = await run('list', ADA);
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(4);
    expect(out).toMatch(/^\S{22} {2}sms {2}•••• 00 {2}since \d{4}-\d\d-\d\d, never used$/m);
    expect(out).not.toMatch(/[A-Z2-7]{26}|2025550100/);
    expect((await run('list', 'ben')).out).toBe('Nothing is registered.');
  });

  it('removes a lost phone, which stands in the audit log and is heard no more', async () => {
    const phone = new Phone();
    const made = {
      method: methodId('authenticator-notification'),
      name: 'Lost',
      proof: 'app',
      data: { key: phone.key },
    };
    const { id } = await durable.enrollments.add('sample-ada', made, 0);
    expect((await run('list', ADA)).out).toContain(`${id}  authenticator-notification  Lost`);
    expect(await run('remove', ADA, id)).toMatchObject({ code: 0, out: expect.stringContaining('Removed') });
    expect((await durable.enrollments.list('sample-ada')).map(({ name }) => name)).not.toContain('Lost');
    const [record] = (await durable.audit.list({ limit: 10 })).filter(({ channel }) => channel === 'cli');
    expect(record).toMatchObject({ event: 'user_updated', outcome: 'method-removed', method: made.method });
    expect((await durable.audit.verify()).kind).toBe('intact');
    expect((await run('remove', ADA, id)).code).toBe(1);
  });

  it('removes what the lost phone showed besides: its codes', async () => {
    const phone = new Phone();
    const made = { name: 'Lost', proof: 'app' };
    const codes = {
      method: methodId('authenticator-code'),
      data: { secret: 'A'.repeat(32), since: 0, device: phone.id },
    };
    const asks = { method: methodId('authenticator-notification'), data: { key: phone.key } };
    const first = await durable.enrollments.add('sample-ada', { ...made, ...codes }, 0);
    await durable.enrollments.add('sample-ada', { ...made, ...asks }, 0);
    const { out } = await run('remove', ADA, first.id);
    expect(out).toContain('Removed authenticator-code and, on the same phone, authenticator-notification of ada');
    expect((await durable.enrollments.list('sample-ada')).map(({ name }) => name)).not.toContain('Lost');
    const removed = (await durable.audit.list({ limit: 10 })).filter(({ channel }) => channel === 'cli');
    expect(removed).toHaveLength(2);
  });

  it('removes nothing of anybody else', async () => {
    const [first] = await durable.enrollments.list('sample-ada');
    expect((await run('remove', 'cleo', first?.id ?? '')).code).toBe(1);
    expect(await durable.enrollments.list('sample-ada')).toHaveLength(4);
  });

  it.each([[[]], [['list']], [['list', ADA, 'x']], [['remove', ADA]], [['erase', ADA, 'x']]])(
    'with %j says what it expects, and exits 2',
    async (args) => {
      expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining('Expected list NAME') });
    },
  );

  it('nobody of that name: exits 1; --help: exits 0', async () => {
    expect((await run('list', 'nobody')).code).toBe(1);
    expect((await run('--help')).code).toBe(0);
  });
});
