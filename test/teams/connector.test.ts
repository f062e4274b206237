import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunTurn } from '../../src/channels/channel.js';
import { ADA, APP_ID, type Door, openDoor, TENANT } from '../support/teams-door.js';

const person = { tenantId: TENANT, objectId: ADA.objectId };

describe('what the bot sends through the connector', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());
  const say = (change: Readonly<Record<string, unknown>> = {}) => door.post(door.activity(change), door.bearer());

  it('is a reply to the message, addressed to the person, under the token of the bot', async () => {
    await say({ id: 'f:1', text: 'hi' });
    expect(door.connector.sent).toMatchObject([
      {
        method: 'POST',
        path: '/v3/conversations/a%3Aada-and-the-bot/activities/f%3A1',
        authorization: 'Bearer bot-token-1',
        activity: {
          type: 'message',
          text: 'you said hi',
          from: { id: `28:${APP_ID}` },
          recipient: { id: ADA.id },
          replyToId: 'f:1',
        },
      },
    ]);
  });

  it('goes out under one token of the bot for an hour of messages', async () => {
    for (const text of ['one', 'two', 'three']) await say({ text });
    expect(door.issuer.asked).toHaveLength(1);
    door.time.now += 3_600_000 - 4 * 60_000;
    await say();
    expect(door.issuer.asked).toHaveLength(2);
    expect(door.connector.sent.at(-1)?.authorization).toBe('Bearer bot-token-2');
  });

  it('can be typing, a message, and the same message again, changed', async () => {
    const run: RunTurn = async (context) => {
      await context.sendActivity({ type: 'typing' });
      const sent = await context.sendActivity('a card');
      await context.updateActivity({ type: 'message', text: 'a dead card', id: sent?.id ?? '' });
    };
    const other = await openDoor({ run });
    try {
      await other.post(other.activity(), other.bearer());
      const typed = other.connector.sent.map(({ method, activity }) => [method, activity.type, activity.text]);
      expect(typed).toEqual([
        ['POST', 'typing', undefined],
        ['POST', 'message', 'a card'],
        ['PUT', 'message', 'a dead card'],
      ]);
      expect(other.connector.sent[2]?.path).toBe('/v3/conversations/a%3Aada-and-the-bot/activities/activity-2');
    } finally {
      await other.close();
    }
  });

  it('is tried again after what Retry-After says, and after growing pauses on 5xx', async () => {
    await say({ text: 'first' });
    door.connector.failures.push({ status: 429, headers: { 'Retry-After': '3' } }, { status: 503 }, { status: 500 });
    await say({ text: 'second' });
    expect(door.pauses).toEqual([3_000, 1_000, 2_000]);
    expect(door.connector.said()).toEqual(['you said first', 'you said second']);
  });

  it('is given up after four tries, and at once when it would take longer than ten seconds', async () => {
    await say();
    door.connector.failures.push(...Array.from({ length: 4 }, () => ({ status: 502 })));
    expect((await say({ text: 'lost' })).status).toBe(200);
    expect(door.connector.failures).toEqual([]);
    door.connector.failures.push({ status: 429, headers: { 'Retry-After': '3600' } });
    await say({ text: 'lost too' });
    expect(door.lines.filter((line) => line.includes('ERR_CONNECTOR'))).toHaveLength(2);
    const apology = expect.stringContaining('Sorry, something went wrong');
    expect(door.connector.said()).toEqual(['you said hi', apology, apology]);
  });

  it('follows no redirect', async () => {
    await say();
    const elsewhere = { status: 307, headers: { Location: `${door.connector.origin}/stolen` } };
    door.connector.failures.push(elsewhere, elsewhere);
    await say();
    expect(door.connector.sent.filter(({ path }) => path === '/stolen')).toEqual([]);
  });

  it('is an apology when the turn fails, and the answer is 200, so that it is not sent again', async () => {
    const run: RunTurn = async () => {
      throw new Error('the secret is 123456');
    };
    const other = await openDoor({ run });
    try {
      const change = { locale: 'de-DE' };
      expect(await other.post(other.activity(change), other.bearer())).toEqual({ status: 200, body: '' });
      expect(other.connector.said()).toEqual([expect.stringContaining('Entschuldigung')]);
      expect(JSON.stringify(other.connector.sent)).not.toContain('123456');
    } finally {
      await other.close();
    }
  });

  it('comes unasked in a conversation known from earlier: the nudge is a turn of the bot', async () => {
    await say({ locale: 'de-DE' });
    const key = door.heard[0]?.caller.conversation ?? '';
    await door.teams.channel.nudge(key);
    expect(door.heard[1]).toEqual({ caller: door.heard[0]?.caller, type: 'event', name: 'nudge', text: undefined });
    expect(door.connector.sent.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v3/conversations/a%3Aada-and-the-bot/activities',
      activity: { text: 'hello after event', recipient: { id: ADA.id } },
    });
  });

  it('does not come in a conversation nobody remembers', async () => {
    await door.teams.channel.nudge('t.nobody');
    await say();
    door.time.now += 401 * 24 * 3_600_000;
    await door.teams.channel.nudge(door.heard[0]?.caller.conversation ?? '');
    expect(door.heard).toHaveLength(1);
  });

  it('reaches a person by name, in the chat that is open already', async () => {
    await say();
    expect(await door.teams.notify(person, { type: 'message', text: 'Your password was changed.' })).toBeDefined();
    expect(door.connector.sent.at(-1)).toMatchObject({
      path: '/v3/conversations/a%3Aada-and-the-bot/activities',
      activity: { text: 'Your password was changed.' },
    });
  });

  it('reaches a person who never wrote: the conversation is created', async () => {
    expect(await door.teams.notify(person, { type: 'message', text: 'Hello.' })).toBeDefined();
    expect(door.connector.sent).toMatchObject([
      {
        method: 'POST',
        path: '/v3/conversations',
        activity: { members: [{ id: ADA.objectId }], tenantId: TENANT, bot: { id: `28:${APP_ID}` }, isGroup: false },
      },
      {
        method: 'POST',
        path: '/v3/conversations/a%3Aconversation-1/activities/a%3Aconversation-1',
        activity: { text: 'Hello.' },
      },
    ]);
  });

  it('finds who has an account of the directory in Teams, as long as the directory still says so', async () => {
    expect(await door.teams.personOf('account-of-ada')).toBeUndefined();
    await say();
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
    door.directory.accounts.set(ADA.objectId, 'account-of-ben');
    expect(await door.teams.personOf('account-of-ada')).toBeUndefined();
    expect(await door.teams.personOf('account-of-ben')).toBeUndefined();
  });

  it('finds an account that could not be looked up at first with the next message', async () => {
    door.directory.down = true;
    await say();
    expect(door.heard).toHaveLength(1);
    door.directory.down = false;
    await say();
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
  });

  it('finds it without another message when somebody looks for it, and not more often than twice a minute', async () => {
    door.directory.down = true;
    await say({ type: 'installationUpdate', action: 'add', text: undefined });
    await expect(door.teams.personOf('account-of-ada')).rejects.toThrow('The directory is down.');
    door.directory.down = false;
    expect(await door.teams.personOf('account-of-ada')).toBeUndefined();
    door.time.now += 30_000;
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
  });

  it('finds in turn those whom an administrator gave the app before they were in the directory', async () => {
    const people = Array.from({ length: 90 }, (_, n) => `cccccccc-0000-4000-8000-${String(n).padStart(12, '0')}`);
    for (const [n, objectId] of people.entries()) {
      const from = { id: `29:${n}`, name: 'Somebody', aadObjectId: objectId };
      door.connector.enlist({
        id: from.id,
        objectId,
        tenantId: TENANT,
        userPrincipalName: `p${n}@contoso.example`,
        userRole: 'user',
      });
      const conversation = { id: `a:${n}`, conversationType: 'personal', tenantId: TENANT };
      await say({ type: 'installationUpdate', action: 'add', text: undefined, from, conversation });
    }
    for (const [n, objectId] of people.entries()) door.directory.accounts.set(objectId, `account-${n}`);
    await door.teams.personOf('account-of-nobody');
    const linked = async () => 90 - (await door.durable.references.unlinked('', 100)).length;
    const counts = [await linked()];
    for (let look = 0; look < 3; look += 1) {
      door.time.now += 30_000;
      await door.teams.personOf('account-of-nobody');
      counts.push(await linked());
    }
    expect(counts).toEqual([40, 80, 90, 90]);
    expect(await door.teams.personOf('account-89')).toMatchObject({ objectId: people[89] });
  });

  it('is nobody’s fault where the person has blocked the bot or lost the app: nothing is logged, and the chat is forgotten', async () => {
    for (const status of [403, 404]) {
      await say();
      door.connector.failures.push({ status });
      expect(await door.teams.notify(person, { text: 'Hello.' })).toBeUndefined();
      expect(await door.teams.personOf('account-of-ada')).toBeUndefined();
    }
    await say();
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
    const said = await door.teams.notify(person, { text: 'Hello.' });
    door.connector.failures.push({ status: 404 });
    await said?.replace({ text: 'Hello again.' });
    expect(door.lines).toEqual([]);
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
  });

  it('is a fault of the connector otherwise, logged once, without an apology', async () => {
    await say();
    door.connector.failures.push({ status: 400 });
    expect(await door.teams.notify(person, { text: 'Hello.' })).toBeUndefined();
    const said = await door.teams.notify(person, { text: 'Hello.' });
    door.connector.failures.push({ status: 400 });
    await said?.replace({ text: 'Hello again.' });
    const messages = door.lines.map((line) => JSON.parse(line).msg);
    expect(messages).toEqual(['notice not sent', 'notice not replaced']);
    expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
    expect(door.connector.said()).toEqual(['you said hi', 'Hello.']);
  });

  it('does not reach who has not installed the app, or removed it, or is of another tenant', async () => {
    door.connector.failures.push({ status: 403, body: { error: { code: 'ForbiddenOperationException' } } });
    expect(await door.teams.notify(person, { text: 'Hello.' })).toBeUndefined();
    await say();
    await say({ type: 'installationUpdate', action: 'remove', text: undefined });
    door.connector.failures.push({ status: 403 });
    expect(await door.teams.notify(person, { text: 'Hello.' })).toBeUndefined();
    expect(await door.teams.notify({ ...person, tenantId: APP_ID }, { text: 'Hello.' })).toBeUndefined();
    expect(door.connector.said()).toEqual(['you said hi']);
  });
});
