import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '../support/teams-door.js';

describe('the door without tokens, in evaluation', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ evaluation: true });
  });
  afterAll(() => door.close());

  it('lets in a program on this machine, as the Agents Playground is', async () => {
    const alex = { id: 'user-id-0', name: 'Alex Wilber', aadObjectId: '00000000-0000-0000-0000-0000000000020' };
    const tenantId = '00000000-0000-0000-0000-0000000000001';
    const conversation = { id: 'a:1', conversationType: 'personal', tenantId };
    const channelData = { tenant: { id: tenantId } };
    const { status } = await door.post(door.activity({ from: alex, conversation, channelData }));
    expect(status).toBe(200);
    expect(door.heard.at(-1)?.caller.identity).toMatchObject({ tenantId, objectId: alex.aadObjectId });
    expect(door.connector.sent.at(-1)).toMatchObject({ authorization: undefined, activity: { text: 'you said hi' } });
  });

  it.each<[string, Record<string, string>]>([
    ['a page in a browser', { Origin: 'https://intranet.example' }],
    ['a page of our own', { 'Sec-Fetch-Site': 'same-origin' }],
    ['somebody behind a proxy', { 'X-Forwarded-For': '203.0.113.7' }],
    ['somebody behind another proxy', { Forwarded: 'for=203.0.113.7' }],
  ])('keeps out %s', async (_name, headers) => {
    const before = door.heard.length;
    expect(await door.post(door.activity(), undefined, headers)).toEqual({ status: 401, body: '' });
    expect(door.heard).toHaveLength(before);
  });

  it.each<[string, object]>([
    ['another machine', { serviceUrl: 'http://192.0.2.1/' }],
    ['a cloud’s metadata', { serviceUrl: 'http://169.254.169.254/' }],
    ['Teams itself', { serviceUrl: 'https://smba.trafficmanager.net/teams/' }],
    ['a name that only looks near', { serviceUrl: 'http://localhost.attacker.example/' }],
  ])('sends nothing to %s', async (_name, change) => {
    const before = door.heard.length;
    expect((await door.post(door.activity({ ...change }))).status).toBe(401);
    expect(door.heard).toHaveLength(before);
  });
});
