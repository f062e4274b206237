import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/directories/directory.js';
import { type EntraDirectory, entra } from '../../src/directories/entra.js';
import type { EntraSettings } from '../../src/directories/graph/settings.js';
import { AccountRefused, DirectoryUnavailable, PasswordRejected } from '../../src/errors.js';
import { type GraphFake, type GraphPerson, startGraph } from '../support/graph.js';
import { hostileNames } from '../support/hostile-names.js';
import { quiet } from '../support/quiet.js';

const NEW = 'Fresh-Meadow-7-Walnut';
const OLD = 'Old-Lantern-0-Harbour';
const HOSTILE_NAMES = process.env['BAR'] === 'full' ? 100_000 : 2000;

let graph: GraphFake;
let directory: EntraDirectory;
beforeEach(async () => {
  graph = await startGraph();
  directory = await open();
});
afterEach(async () => {
  await directory.close();
  await graph.stop();
  // Whatever was sent and answered is what Microsoft's own description of Graph says.
  expect(graph.faults).toEqual([]);
});

const open = (changes: Partial<EntraSettings> = {}): Promise<EntraDirectory> =>
  entra({ ...graph.settings, ...changes }, { clock: Date.now, log: quiet, pauseMs: 1 });

async function someone(sketch: Partial<GraphPerson> = {}): Promise<{ person: GraphPerson; account: Account }> {
  const person = graph.add({ userPrincipalName: 'iris@contoso.example', displayName: 'Iris Vale', ...sketch });
  const account = await directory.read(person.id);
  if (!account) throw new Error('The person was added and is not found.');
  return { person, account };
}

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'not refused',
    (error: unknown) => error,
  );

const group = (displayName: string, more: object = {}): object => ({
  '@odata.type': '#microsoft.graph.group',
  id: `00000000-0000-4000-8000-${displayName.length.toString().padStart(12, '0')}`,
  displayName,
  ...more,
});
const role = (displayName: string, roleTemplateId: string): object => ({
  '@odata.type': '#microsoft.graph.directoryRole',
  id: '00000000-0000-4000-8000-999999999999',
  displayName,
  roleTemplateId,
});
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const DIRECTORY_READER = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';

describe('a reset whose process died', () => {
  it('is not written again: what is left is to end every session', async () => {
    const { person, account } = await someone();
    expect(await directory.finish?.(account, { password: NEW, versionBefore: 1 })).toBe('done');
    expect([person.writes, person.revoked]).toEqual([0, 1]);
  });
});

describe('a reset', () => {
  it('is one PATCH of the password profile, asking for no other password at the next sign-in, and ends every session', async () => {
    const { person, account } = await someone();
    graph.seen.length = 0;
    await directory.setPassword(account, NEW);
    const writes = graph.seen.filter(({ method }) => method !== 'GET');
    expect(writes).toEqual([
      {
        method: 'PATCH',
        path: `/v1.0/users/${person.id}`,
        body: { passwordProfile: { password: NEW, forceChangePasswordNextSignIn: false } },
      },
      { method: 'POST', path: `/v1.0/users/${person.id}/revokeSignInSessions`, body: undefined },
    ]);
    expect([person.password, person.revoked]).toEqual([NEW, 1]);
    expect([await directory.verifyPassword(account, NEW), await directory.verifyPassword(account, OLD)]).toEqual([
      true,
      false,
    ]);
  });

  it('is done even when the sessions cannot be ended: the password counts', async () => {
    const { person, account } = await someone();
    graph.trouble({ on: (_, path) => path.endsWith('/revokeSignInSessions'), status: 403 });
    await directory.setPassword(account, NEW);
    expect([person.password, person.revoked]).toEqual([NEW, 0]);
  });

  it.each([
    ['too-short', 'Ab1-xyz'],
    ['too-long', `Aa1-${'x'.repeat(256)}`],
    ['too-simple', 'onlysmallletters'],
    ['characters', 'Žluťoučký-kůň-42'],
    ['characters', 'Bell\u0007-and-Whistle-1'],
    ['contains-name', 'Vale-of-Tears-77'],
  ] as const)('refuses %s before anything is sent', async (rule, password) => {
    const { person, account } = await someone();
    const refused = await refusal(directory.setPassword(account, password));
    expect(refused).toBeInstanceOf(PasswordRejected);
    expect(refused).toMatchObject({ rule });
    expect(graph.seen.some(({ method }) => method === 'PATCH')).toBe(false);
    expect(person.password).toBe(OLD);
  });

  it.each([
    [
      'banned-word',
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
      'PasswordBannedByTenant',
    ],
    ['banned-word', 'Choose a password that is harder for people to guess.', ''],
    ['in-history', 'The password has recently been used and cannot be used again.', ''],
    ['in-history', 'The password violates the password history policy.', 'PasswordHistoryViolation'],
    ['contains-name', "The password can't contain the user name.", ''],
    ['too-short', 'The password must be at least 12 characters long.', ''],
    ['too-long', 'The password is too long: at most 256 characters.', ''],
    ['characters', 'The password contains an invalid character.', ''],
    ['too-simple', 'The specified password does not comply with password complexity requirements.', ''],
    ['directory-policy', 'The password was not accepted.', ''],
  ] as const)("tells Graph's own refusal as %s: %s", async (rule, message, detail) => {
    const { person, account } = await someone();
    const details = detail === '' ? [] : [{ code: detail }];
    graph.trouble({
      on: (method) => method === 'PATCH',
      status: 400,
      body: { error: { code: 'Request_BadRequest', message, details } },
    });
    const refused = await refusal(directory.setPassword(account, NEW));
    expect(refused).toBeInstanceOf(PasswordRejected);
    expect(refused).toMatchObject({ rule });
    expect(person.password).toBe(OLD);
  });

  it('says that our application lacks the right, when Graph does', async () => {
    const { account } = await someone();
    const body = { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } };
    graph.trouble({ on: (method) => method === 'PATCH', status: 403, body });
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
  });
});

describe('who may be reset', () => {
  async function isRefused(account: Account, person: GraphPerson, why: RegExp): Promise<void> {
    const refused = await refusal(directory.setPassword(account, NEW));
    expect(refused).toBeInstanceOf(AccountRefused);
    expect(String(refused)).toMatch(why);
    expect(person.password).toBe(OLD);
  }

  it.each<[string, Partial<GraphPerson>]>([
    ['a role', { memberships: [role('Global Administrator', GLOBAL_ADMINISTRATOR)] }],
    ['a role that nobody has heard of', { memberships: [role('New', 'aaaaaaaa-0000-4000-8000-000000000000')] }],
    ['a role over a part of the directory', { assigned: [GLOBAL_ADMINISTRATOR] }],
    ['a role made by the organisation', { assigned: ['bbbbbbbb-0000-4000-8000-000000000000'] }],
    ['a role that can be taken on (PIM)', { eligible: [GLOBAL_ADMINISTRATOR] }],
    ['a group that may hold roles', { memberships: [group('Tier 0', { isAssignableToRole: true })] }],
    [
      'a role on the second page of many groups',
      {
        memberships: [
          ...Array.from({ length: 9 }, (_, index) => group(`Group ${'x'.repeat(index)}`)),
          role('Global Administrator', GLOBAL_ADMINISTRATOR),
        ],
      },
    ],
  ])('nobody with %s', async (_, sketch) => {
    const { person, account } = await someone(sketch);
    expect(account.isProtected).toBe(true);
    await isRefused(account, person, /protected/);
  });

  it('everybody whose roles can only read', async () => {
    const { person, account } = await someone({
      memberships: [role('Directory Readers', DIRECTORY_READER)],
      assigned: [DIRECTORY_READER],
      eligible: [DIRECTORY_READER],
    });
    expect(account.isProtected).toBe(false);
    await directory.setPassword(account, NEW);
    expect(person.password).toBe(NEW);
  });

  it('nobody who was given a role between the proofs and the write', async () => {
    const { person, account } = await someone();
    expect(account.isProtected).toBe(false);
    person.memberships = [role('Global Administrator', GLOBAL_ADMINISTRATOR)];
    await isRefused(account, person, /administrative role/);
  });

  it.each(['Treasury', '00000000-0000-4000-8000-000000000008'])(
    'nobody in a group that the settings name: %s',
    async (named) => {
      const { person, account } = await someone({ memberships: [group('Treasury')] });
      expect(account.isProtected).toBe(false);
      await directory.close();
      directory = await open({ protectedGroups: [named] });
      await isRefused(account, person, /listed as protected/);
    },
  );

  it('nobody from an on-premises Active Directory, and the reason says where instead', async () => {
    const { person, account } = await someone({ onPremisesSyncEnabled: true });
    expect(account.state.cannotChange).toBe(true);
    await isRefused(account, person, /entra\+active-directory/);
  });

  it('no guest, nobody disabled, nobody who is gone', async () => {
    const guest = await someone({ userPrincipalName: 'guest@contoso.example', userType: 'Guest' });
    await isRefused(guest.account, guest.person, /guest/);
    const off = await someone({ userPrincipalName: 'off@contoso.example', accountEnabled: false });
    expect(off.account.state.disabled).toBe(true);
    await isRefused(off.account, off.person, /disabled/);
    const gone = await someone({ userPrincipalName: 'gone@contoso.example' });
    graph.people.delete(gone.person.id);
    await isRefused(gone.account, gone.person, /no longer/);
  });

  it('is not decided on half of what is to be known: groups without names stop everything', async () => {
    const person = graph.add({
      userPrincipalName: 'iris@contoso.example',
      memberships: [group('', { displayName: null })],
    });
    await expect(directory.read(person.id)).rejects.toThrow(/GroupMember\.Read\.All/);
    graph.trouble({ on: (_, path) => path.includes('roleAssignments'), status: 403 });
    const other = graph.add({ userPrincipalName: 'otto@contoso.example' });
    await expect(directory.read(other.id)).rejects.toBeInstanceOf(DirectoryUnavailable);
  });
});

describe('what is known of a person', () => {
  it('the registered phone and address come before those that others may write', async () => {
    const { account } = await someone({
      phoneMethod: '+1 2025550111',
      mobilePhone: '+1 2025550199',
      emailMethod: 'iris@home.example',
    });
    expect(account).toMatchObject({ phone: '+12025550111', mail: 'iris@home.example' });
  });

  it('without the right to look at methods, what stands in the directory', async () => {
    graph.trouble({ on: (_, path) => path.includes('/authentication/'), status: 403, times: 9 });
    const { account } = await someone({ phoneMethod: '+1 2025550111', mobilePhone: '+1 202 555 0199' });
    expect(account).toMatchObject({ phone: '+12025550199', mail: undefined });
  });

  it('all pages of groups are read', async () => {
    const names = Array.from({ length: 41 }, (_, index) => `Group ${index}`);
    const { account } = await someone({ memberships: names.map((name) => group(name)) });
    expect(account.groups).toEqual(names);
  });

  it('a list that leads elsewhere is not followed: our token stays with Graph', async () => {
    const person = graph.add({ userPrincipalName: 'iris@contoso.example' });
    const elsewhere = await startGraph();
    graph.trouble({
      on: (_, path) => path.endsWith('/transitiveMemberOf'),
      status: 200,
      body: { value: [], '@odata.nextLink': `${elsewhere.settings.graphUrl}/v1.0/users` },
    });
    await expect(directory.read(person.id)).rejects.toBeInstanceOf(DirectoryUnavailable);
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.stop();
  });

  it('is found by the on-premises name too, and a mail that two people have is nobody’s', async () => {
    const { account } = await someone({ onPremisesSamAccountName: 'ivale', mail: 'shared@contoso.example' });
    expect((await directory.find('IVALE'))?.id).toBe(account.id);
    graph.add({ userPrincipalName: 'otto@contoso.example', mail: 'shared@contoso.example' });
    expect(await directory.find('shared@contoso.example')).toBeUndefined();
    expect(graph.seen.some(({ path }) => path.includes('$count=true'))).toBe(true);
  });

  it(
    `${HOSTILE_NAMES} hostile names find nobody, or the one person of exactly that name`,
    async () => {
      await someone({ onPremisesSamAccountName: 'iris' });
      for (const typed of hostileNames('iris', HOSTILE_NAMES)) {
        const account = await directory.find(typed);
        if (account) expect(typed.normalize('NFKC').trim().toLowerCase()).toBe('iris');
      }
      const asked = graph.seen
        .map(({ path }) => /\$filter=([^&]*)/.exec(path)?.[1])
        .filter((text) => text?.includes(' eq '));
      const shape =
        /^(userPrincipalName|onPremisesSamAccountName|principalId) eq '(?:[^']|'')*'( or mail eq '(?:[^']|'')*')?$/;
      expect(asked.filter((text) => !shape.test(text ?? ''))).toEqual([]);
    },
    60_000 + HOSTILE_NAMES * 10,
  );
});

describe('verifying a password', () => {
  it.each([
    [50076, true, 'a second factor is wanted'],
    [50055, true, 'it has expired'],
    [65001, true, 'consent is wanted'],
    [53003, true, 'it is stopped by Conditional Access'],
    [50126, false, 'it is wrong'],
    [50053, false, 'smart lockout'],
    [50057, false, 'the account is disabled'],
  ])('AADSTS%i means %s: %s', async (code, isRight) => {
    const { account } = await someone();
    await directory.read(account.id);
    graph.trouble({
      on: (_, path) => path.endsWith('/token'),
      status: 400,
      body: { error: 'invalid_grant', error_codes: [code] },
    });
    expect(await directory.verifyPassword(account, OLD)).toBe(isRight);
  });

  it('is not answered where the tenant does not let us ask', async () => {
    const { account } = await someone();
    graph.trouble({
      on: (_, path) => path.endsWith('/token'),
      status: 400,
      body: { error: 'unauthorized_client', error_codes: [7000218] },
    });
    await expect(directory.verifyPassword(account, OLD)).rejects.toBeInstanceOf(DirectoryUnavailable);
  });
});

it('unlocking is refused with the reason: Entra lifts its lock by itself', async () => {
  const { account } = await someone();
  const refused = await refusal(directory.unlock(account));
  expect(refused).toBeInstanceOf(AccountRefused);
  expect(String(refused)).toMatch(/by itself/);
});
