import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConnectorClient } from 'botframework-connector';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { BearerCredentials } from '../../src/channels/teams/credentials.js';
import { connectorTransport } from '../../src/channels/teams/transport.js';
import { type Connector, startConnector } from '../support/connector.js';

describe('the way to the connector', () => {
  let connector: Connector;
  beforeEach(async () => {
    connector = await startConnector();
  });
  afterEach(() => connector.close());
  const client = (idleMs?: number, baseUri = connector.origin): ConnectorClient =>
    new ConnectorClient(new BearerCredentials('bot', async () => 'a-token'), {
      baseUri,
      httpClient: connectorTransport({ clock: Date.now, pause: async () => undefined, idleMs }),
    });
  const say = (to: ConnectorClient, text: string) =>
    to.conversations.sendToConversation('a:1', { type: 'message', text });

  it('is one connection for messages that follow each other', async () => {
    const to = client();
    for (let n = 0; n < 20; n += 1) await say(to, `number ${n}`);
    expect(connector.sent).toHaveLength(20);
    expect(connector.connections().made).toBe(1);
  });

  it('is closed when nobody has used it for a while, and opened again', async () => {
    const to = client(50);
    await say(to, 'one');
    await vi.waitFor(() => expect(connector.connections().open).toBe(0));
    await say(to, 'two');
    expect(connector.connections().made).toBe(2);
  });

  it('asks for answers that nobody has packed, and reads them', async () => {
    connector.enlist({ id: '29:åsa', userPrincipalName: 'åsa@contoso.example' });
    expect(await say(client(), 'Grüße 👋')).toMatchObject({ id: 'activity-1' });
    expect(connector.sent[0]?.activity.text).toBe('Grüße 👋');
    const member = await client().conversations.getConversationMember('a:1', '29:åsa');
    expect(member).toMatchObject({ userPrincipalName: 'åsa@contoso.example' });
    expect(connector.looks[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('is tried again when a kept connection was closed in the moment it was used', async () => {
    const to = client();
    await say(to, 'one');
    connector.hangUp();
    await say(to, 'two');
    expect(connector.said()).toEqual(['one', 'two']);
  });

  it('leads into no private network, whatever a name server says', async () => {
    let calls = 0;
    const inside = createServer(() => {
      calls += 1;
    }).listen(0, '127.0.0.1');
    await once(inside, 'listening');
    const { port } = z.object({ port: z.number() }).parse(inside.address());
    const to = client(undefined, `https://localhost:${port}`);
    await expect(say(to, 'one')).rejects.toMatchObject({ code: 'ERR_CONNECTOR', status: 0 });
    inside.close();
    expect(calls).toBe(0);
  });

  it('takes no answer without an end', async () => {
    connector.failures.push(...Array.from({ length: 4 }, () => ({ status: 200, body: 'x'.repeat(2 * 1024 * 1024) })));
    await expect(say(client(), 'one')).rejects.toMatchObject({ code: 'ERR_CONNECTOR' });
  });
});
