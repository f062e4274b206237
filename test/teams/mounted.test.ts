import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Connector, startConnector } from '../support/connector.js';
import { type Instance, startInstance } from '../support/instance.js';

const ROOT = resolve(import.meta.dirname, '../..');
const TENANT = '00000000-0000-4000-8000-000000000100';
const ADA = { id: '29:ada', name: 'Ada Lind', aadObjectId: '00000000-0000-4000-8000-000000000001' };

describe('the assistant as it is tried out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mounted-'));
  let assistant: Instance;
  let connector: Connector;
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'ignore' });
    connector = await startConnector();
    connector.enlist({ id: ADA.id, tenantId: TENANT, userPrincipalName: 'ada@contoso.example' });
    assistant = await startInstance({ DATA_DIR: folder });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([assistant.stop(), connector.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (change: object): Promise<Response> =>
    fetch(new URL('/api/messages', assistant.address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: randomUUID(),
        locale: 'en-US',
        channelId: 'msteams',
        serviceUrl: connector.serviceUrl,
        from: ADA,
        recipient: { id: '28:bot', name: 'Reset Assistant' },
        conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
        channelData: { tenant: { id: TENANT } },
        ...change,
      }),
    });

  it('takes activities of Teams from this machine, greets on install and knows the person', async () => {
    expect((await post({ type: 'installationUpdate', action: 'add' })).status).toBe(200);
    await vi.waitFor(() => expect(JSON.stringify(connector.sent)).toContain('I help you get back'));
    expect((await post({ text: 'I forgot my password' })).status).toBe(200);
    await vi.waitFor(() => expect(JSON.stringify(connector.sent)).toContain('two proofs'));
    expect(JSON.stringify(connector.sent)).not.toContain('account name');
  });

  it('says how to try it in Teams', () => {
    expect(assistant.output()).toContain('npm run playground');
  });
});
