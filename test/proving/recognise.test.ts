import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/directories/directory.js';
import { recogniser } from '../../src/proving/recognise.js';

const OBJECT_ID = 'bbbbbbbb-0000-4000-8000-00000000000a';
const state = { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false };
const ada: Account = {
  id: 'a1',
  login: 'ada@contoso.example',
  displayName: 'Ada',
  groups: [],
  state,
  mail: 'Ada.Lind@contoso.example',
  isProtected: false,
};

/** As generous as the real ones are: by login, short name or mail. */
const directory = {
  find: async (name: string) =>
    [ada.login, 'ada', ada.mail?.toLowerCase()].includes(name.toLowerCase()) ? ada : undefined,
  read: async (id: string) => (id === OBJECT_ID ? ada : undefined),
};
const identity = (userPrincipalName?: string, objectId = OBJECT_ID) => ({ tenantId: 't', objectId, userPrincipalName });

describe('a person the channel vouches for', () => {
  it('is found by object id where the directory knows it, and by nothing else', async () => {
    const recognise = recogniser(directory, { kind: 'object-id' });
    expect(await recognise(identity())).toBe(ada);
    expect(await recognise(identity('ada@contoso.example', 'another'))).toBeUndefined();
    expect(await recognise(identity('ada@contoso.example', ''))).toBeUndefined();
  });

  it('is found by the sign-in name in any case, and is nobody whose mail or short name that happens to be', async () => {
    const recognise = recogniser(directory, { kind: 'sign-in-name' });
    expect(await recognise(identity('ADA@contoso.example'))).toBe(ada);
    expect(await recognise(identity('ada.lind@contoso.example'))).toBeUndefined();
    expect(await recognise(identity('ada'))).toBeUndefined();
    expect(await recognise(identity(undefined))).toBeUndefined();
    expect(await recognise(identity(''))).toBeUndefined();
  });

  it('is found by work mail, and is nobody whose login that happens to be', async () => {
    const recognise = recogniser(directory, { kind: 'mail' });
    expect(await recognise(identity('ada.lind@contoso.example'))).toBe(ada);
    expect(await recognise(identity('ada@contoso.example'))).toBeUndefined();
  });

  it('is found by a table of object ids, by login or by immutable id, whatever the channel calls them', async () => {
    const recognise = recogniser(directory, { kind: 'table', logins: new Map([[OBJECT_ID, 'ada@contoso.example']]) });
    expect(await recognise(identity('mallory@contoso.example', OBJECT_ID.toUpperCase()))).toBe(ada);
    expect(await recognise(identity('ada@contoso.example', 'another'))).toBeUndefined();
    const immutable = recogniser(directory, { kind: 'table', logins: new Map([['other', OBJECT_ID.toUpperCase()]]) });
    expect(await immutable(identity('mallory@contoso.example', 'OTHER'))).toBe(ada);
    const stale = recogniser(directory, { kind: 'table', logins: new Map([[OBJECT_ID, 'ada']]) });
    expect(await stale(identity())).toBeUndefined();
  });
});
