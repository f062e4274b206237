import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, type Door, openDoor, TENANT } from '../support/teams-door.js';

const PRIVATE_ONLY = 'I only talk in a private chat. Please open one with me.';
const NOT_FOR_YOU = 'I cannot help you here. Please ask your own help desk.';
const OTHER_TENANT = 'cccccccc-0000-4000-8000-00000000000c';

describe('who stands before the bot in Teams', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());
  const say = (change: Readonly<Record<string, unknown>> = {}) => door.post(door.activity(change), door.bearer());

  it('is the person of the authenticated activity, with the sign-in name Teams knows', async () => {
    expect(await say({ text: 'reset my password', locale: 'de-DE' })).toEqual({ status: 200, body: '' });
    expect(door.heard).toEqual([
      {
        caller: {
          channel: 'msteams',
          conversation: expect.stringMatching(/^t\.[\w-]{32}$/),
          identity: { tenantId: TENANT, objectId: ADA.objectId, userPrincipalName: ADA.upn },
          ownsTranscript: false,
          locale: 'de-DE',
        },
        type: 'message',
        name: undefined,
        text: 'reset my password',
      },
    ]);
  });

  it('is looked up once, not in every message', async () => {
    for (const text of ['one', 'two', 'three']) await say({ text });
    expect(door.connector.looks).toHaveLength(1);
    door.time.now += 3_600_000;
    await say();
    expect(door.connector.looks).toHaveLength(2);
  });

  it('has another conversation key than anybody else, in the same conversation too', async () => {
    const ben = { id: '29:ben', objectId: 'bbbbbbbb-0000-4000-8000-00000000000b' };
    door.connector.enlist({ ...ben, tenantId: TENANT, userPrincipalName: 'ben@contoso.example' });
    await say();
    await say({ from: { id: ben.id, name: 'Ben', aadObjectId: ben.objectId } });
    const keys = door.heard.map(({ caller }) => caller.conversation);
    expect(new Set(keys).size).toBe(2);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a channel', { conversation: { id: '19:c', conversationType: 'channel', isGroup: true, tenantId: TENANT } }],
    ['a group', { conversation: { id: '19:g', conversationType: 'groupChat', isGroup: true, tenantId: TENANT } }],
    ['a meeting', { conversation: { id: '19:meeting', conversationType: 'groupChat', tenantId: TENANT } }],
    ['a place of no kind', { conversation: { id: 'a:x', tenantId: TENANT } }],
    [
      'a group called personal',
      { conversation: { id: '19:g', conversationType: 'personal', isGroup: true, tenantId: TENANT } },
    ],
  ])('in %s gets one neutral sentence, and nothing is done or kept', async (_name, change) => {
    const id = randomUUID();
    expect((await say({ ...change, id })).status).toBe(200);
    expect((await say({ ...change, id })).status).toBe(200);
    expect((await say({ ...change, type: 'installationUpdate', action: 'add', id: randomUUID() })).status).toBe(200);
    expect(door.connector.said()).toEqual([PRIVATE_ONLY]);
    expect(door.heard).toEqual([]);
    expect(door.connector.looks).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    [
      'another tenant',
      {
        channelData: { tenant: { id: OTHER_TENANT } },
        conversation: { id: 'a:1', conversationType: 'personal', tenantId: OTHER_TENANT },
      },
    ],
    ['two tenants at once', { channelData: { tenant: { id: OTHER_TENANT } } }],
    ['no tenant', { channelData: {}, conversation: { id: 'a:1', conversationType: 'personal' } }],
    ['nobody of a directory', { from: { id: '29:anonymous', name: 'Ada' } }],
    ['an id that is no GUID', { from: { id: ADA.id, aadObjectId: "' or 1=1" } }],
  ])('of %s is sent away without a look-up', async (_name, change) => {
    expect((await say(change)).status).toBe(200);
    expect(door.connector.said()).toEqual([NOT_FOR_YOU]);
    expect(door.connector.looks).toEqual([]);
    expect(door.heard).toEqual([]);
  });

  it.each<[string, object | undefined]>([
    ['has the role of a guest', { userRole: 'guest', userPrincipalName: 'ada@contoso.example', tenantId: TENANT }],
    ['is anonymous', { userRole: 'anonymous', tenantId: TENANT }],
    [
      'signs in with a guest name',
      { userPrincipalName: 'mallory_fabrikam.example#EXT#@contoso.example', tenantId: TENANT },
    ],
    [
      'is at home in another tenant',
      { userRole: 'user', userPrincipalName: 'mallory@fabrikam.example', tenantId: OTHER_TENANT },
    ],
    [
      'is somebody else there',
      { userRole: 'user', objectId: 'dddddddd-0000-4000-8000-00000000000d', tenantId: TENANT },
    ],
    ['shows by nothing who it is', {}],
    ['is not listed', undefined],
  ])('who %s in Teams’ own list is a guest and is sent away', async (_name, entry) => {
    const id = '29:mallory';
    if (entry) door.connector.enlist({ id, ...entry });
    await say({ from: { id, name: 'Mallory', aadObjectId: ADA.objectId } });
    expect(door.connector.said()).toEqual([NOT_FOR_YOU]);
    expect(door.heard).toEqual([]);
  });

  it('is not let in while Teams’ list cannot be read', async () => {
    door.connector.failures.push(...Array.from({ length: 4 }, () => ({ status: 503 })));
    await say();
    expect(door.heard).toEqual([]);
    expect(door.connector.said()).toEqual([expect.stringContaining('something went wrong')]);
  });

  it('is greeted once when the app is installed, and only then', async () => {
    const install = door.activity({ type: 'installationUpdate', action: 'add', text: undefined });
    const joined = door.activity({ type: 'conversationUpdate', text: undefined, membersAdded: [{ id: ADA.id }] });
    for (const activity of [install, install, joined]) await door.post(activity, door.bearer());
    expect(door.connector.said()).toEqual(['hello after installationUpdate']);
    const team = Array.from({ length: 700 }, (_, n) => ({ id: `29:${n}` }));
    const told = door.activity({ type: 'conversationUpdate', text: undefined, membersAdded: team });
    expect((await door.post(told, door.bearer())).status).toBe(200);
    const upgrade = door.activity({ type: 'installationUpdate', action: 'add-upgrade' });
    await door.post(upgrade, door.bearer());
    expect(door.heard).toHaveLength(1);
  });
});

describe('what is posted to the bot', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor({ channels: ['msteams', 'directline', 'webchat'] });
  });
  afterEach(() => door.close());

  it('has one effect, however often and however much at the same time it comes', async () => {
    const message = door.activity({ text: 'once' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.post(message, door.bearer())));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    door.time.now += 3_600_000;
    await door.post(message, door.bearer());
    expect(door.heard).toHaveLength(1);
    expect(door.connector.said()).toEqual(['you said once']);
  });

  const whole = { type: 'message', id: 'x', channelId: 'msteams', conversation: { id: 'a:1' }, from: { id: '29:1' } };
  it.each<[string, unknown]>([
    ['nothing', ''],
    ['half of JSON', '{"type":"mess'],
    ['null', null],
    ['a number', 5],
    ['an array', []],
    ['an empty object', {}],
    ['a sender that is a number', { ...whole, from: 5 }],
    ['no recipient', { ...whole, serviceUrl: 'https://smba.trafficmanager.net/teams/' }],
    ['a conversation without id', { ...whole, conversation: {} }],
    ['a type of 65 letters', { ...whole, type: 'x'.repeat(65) }],
    ['text that is an object', { ...whole, text: { $ne: '' } }],
    ['members that are words', { ...whole, membersAdded: 'everybody' }],
  ])('is a plain 400 when it is malformed: %s', async (_name, body) => {
    expect(await door.post(body, door.bearer())).toEqual({ status: 400, body: '' });
    expect([door.heard, door.connector.sent]).toEqual([[], []]);
  });

  it('as a message without an id is a 400: its repetition would be a second message', async () => {
    expect((await door.post(door.activity({ id: undefined }), door.bearer())).status).toBe(400);
  });

  const chunked = { 'Transfer-Encoding': 'chunked' };
  const bad: readonly (readonly [string, number, unknown, Readonly<Record<string, string>>])[] = [
    ['half of JSON', 400, '{"type":"mess', {}],
    ['an empty object', 400, {}, {}],
    ['no letters', 400, Buffer.from([0xff, 0xfe, 0xfd]).toString('latin1'), chunked],
    ['a key given twice', 400, '{"type":"message","type":"event"}', {}],
    ['thirty levels', 400, `${'['.repeat(30)}${']'.repeat(30)}`, {}],
    ['a form', 415, 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['something compressed', 415, '{}', { 'Content-Encoding': 'gzip' }],
    ['a hundred thousand letters', 413, 'x'.repeat(100_000), chunked],
  ];
  it.each(bad)('with a bad token is a plain 401, its body not looked at: %s', async (_name, _status, body, headers) => {
    for (const token of [
      undefined,
      'Bearer garbage',
      `Bearer ${door.issuer.token({ serviceUrl: 'https://x.example/' })}x`,
    ])
      expect(await door.post(body, token, headers)).toEqual({ status: 401, body: '' });
    expect([door.heard, door.connector.sent]).toEqual([[], []]);
  });

  it.each(bad)('with a good token is refused without a word: %s', async (_name, status, body, headers) => {
    expect(await door.post(body, door.bearer(), headers)).toEqual({ status, body: '' });
    expect([door.heard, door.connector.sent]).toEqual([[], []]);
  });

  it.each(['typing', 'event', 'messageUpdate', 'messageDelete', 'messageReaction', 'endOfConversation', 'constructor'])(
    'as %s is taken and forgotten',
    async (type) => {
      expect(await door.post(door.activity({ type, name: 'nudge' }), door.bearer())).toEqual({ status: 200, body: '' });
      expect([door.heard, door.connector.sent]).toEqual([[], []]);
    },
  );

  it('as an invoke is not implemented, and does nothing', async () => {
    const invoke = door.activity({ type: 'invoke', name: 'adaptiveCard/action', value: { action: 'reset' } });
    expect(await door.post(invoke, door.bearer())).toEqual({ status: 501, body: '' });
    expect(door.heard).toEqual([]);
  });

  it('carries nothing past the door that is not read there', async () => {
    const seen: unknown[] = [];
    const other = await openDoor({ run: async (context) => void seen.push(context.activity) });
    try {
      const sneaky = {
        deliveryMode: 'expectReplies',
        callerId: 'urn:botframework:azure',
        attachments: [{ contentType: 'image/png', contentUrl: 'http://169.254.169.254/' }],
        entities: [{ type: 'clientInfo' }],
        channelData: { tenant: { id: TENANT }, source: { name: 'message' } },
      };
      expect(await other.post(other.activity(sneaky), other.bearer())).toEqual({ status: 200, body: '' });
      const [activity] = seen.map((each) => JSON.parse(JSON.stringify(each)));
      expect(Object.keys(activity).sort()).toEqual([
        'channelData',
        'channelId',
        'conversation',
        'from',
        'id',
        'locale',
        'recipient',
        'serviceUrl',
        'text',
        'textFormat',
        'type',
      ]);
      expect(activity.channelData).toEqual({ tenant: { id: TENANT } });
    } finally {
      await other.close();
    }
  });

  it('over Azure Direct Line is of a person nobody knows, under the id our server gave', async () => {
    const direct = { channelId: 'directline', channelData: undefined, conversation: { id: 'dl-1' } };
    const joined = {
      ...direct,
      type: 'conversationUpdate',
      from: { id: 'dl-1' },
      membersAdded: [{ id: 'reset-bot' }, { id: 'dl_abc' }],
    };
    await door.post(door.activity(joined), door.bearer());
    await door.post(door.activity({ ...joined, id: randomUUID() }), door.bearer());
    await door.post(door.activity({ ...direct, from: { id: 'dl_abc', aadObjectId: ADA.objectId } }), door.bearer());
    expect(door.heard.map(({ caller, type }) => [type, caller.channel, caller.identity])).toEqual([
      ['conversationUpdate', 'webchat', undefined],
      ['message', 'webchat', undefined],
    ]);
    expect(new Set(door.heard.map(({ caller }) => caller.conversation)).size).toBe(1);
    expect(door.heard[0]?.caller.conversation).toMatch(/^w\./);
    expect(door.teams.channel.owns(door.heard[0]?.caller.conversation ?? '')).toBe(true);
  });

  it('over Azure Direct Line under an id that our server did not give is left unanswered', async () => {
    const change = { channelId: 'directline', conversation: { id: 'dl-1' }, from: { id: 'ada' } };
    expect((await door.post(door.activity(change), door.bearer())).status).toBe(200);
    expect([door.heard, door.connector.sent]).toEqual([[], []]);
  });
});
