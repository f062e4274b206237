import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeDirectory } from '../../src/directories/active-directory.js';
import { sidText } from '../../src/directories/ad/ids.js';
import type { Account, Directory } from '../../src/directories/directory.js';
import { entra } from '../../src/directories/entra.js';
import { entraWithActiveDirectory } from '../../src/directories/entra-with-active-directory.js';
import { AccountRefused, PasswordRejected } from '../../src/errors.js';
import { type GraphFake, type GraphPerson, startGraph } from '../support/graph.js';
import { quiet } from '../support/quiet.js';
import { type Samba, sambaLacking, startSamba } from '../support/samba.js';

const reason = sambaLacking();
const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';

describe.skipIf(reason !== undefined)(`Entra together with Active Directory${reason ? ` (${reason})` : ''}`, () => {
  let samba: Samba;
  let graph: GraphFake;
  let directory: Directory;
  let made = 0;
  beforeAll(async () => {
    [samba, graph] = [await startSamba(), await startGraph()];
    const deps = { clock: Date.now, log: quiet, pauseMs: 5 };
    const premises = await activeDirectory({ ...samba.settings, baseDn: samba.staffDn }, deps);
    directory = entraWithActiveDirectory(await entra(graph.settings, deps), premises);
  }, 120_000);
  afterAll(async () => {
    await directory?.close();
    await graph?.stop();
    expect(graph?.faults ?? []).toEqual([]);
    await samba?.stop();
  });

  /** Somebody in the domain, and the copy of the account in the cloud. */
  async function synchronised(
    more: { readonly attributes?: Record<string, string>; readonly cloud?: Partial<GraphPerson> } = {},
  ) {
    made += 1;
    const name = `sync${made}`;
    const dn = await samba.add({ name, password: OLD, attributes: more.attributes ?? {} });
    const attributes = ['objectSid'];
    const { searchEntries } = await samba.admin.search(dn, {
      scope: 'base',
      attributes,
      explicitBufferAttributes: attributes,
    });
    const sid = searchEntries[0]?.['objectSid'];
    const person = graph.add({
      userPrincipalName: `${name}@contoso.example`,
      displayName: 'Sam Vale',
      onPremisesSyncEnabled: true,
      onPremisesSecurityIdentifier: Buffer.isBuffer(sid) ? sidText(sid) : '',
      ...more.cloud,
    });
    return { dn, name, person, account: await found(person) };
  }
  async function found({ id }: GraphPerson): Promise<Account> {
    const account = await directory.read(id);
    if (!account) throw new Error('The person was added and is not found.');
    return account;
  }
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => 'done').catch((error: unknown) => error);
  const patched = (): boolean => graph.seen.some(({ method }) => method === 'PATCH');

  it('a synchronised account keeps its cloud id, and is written in the domain: a real client signs in with the new one alone', async () => {
    const { dn, name, person, account } = await synchronised();
    expect(account).toMatchObject({ id: person.id, login: person.userPrincipalName, isProtected: false });
    expect(account.state.cannotChange).toBe(false);
    await directory.setPassword(account, NEW);
    expect([await samba.bind(dn, NEW), await samba.bind(dn, OLD)]).toEqual(['OK', '52e']);
    expect([await samba.kinit(name, NEW), await samba.kinit(name, OLD)]).toEqual([true, false]);
    expect([patched(), person.revoked]).toEqual([false, 1]);
    expect(await directory.verifyPassword(account, NEW)).toBe(true);
  });

  it('a write that a crash cut in two is finished in the domain, and sessions in the cloud end', async () => {
    const { dn, name, person, account } = await synchronised();
    expect(directory.takesTwoWrites).toBe(true);
    await samba.setPassword(`${name}@example.test`, NEW);
    expect(await samba.bind(dn, OLD)).toBe('OK');
    const { passwordVersion: versionBefore } = account;
    expect(await directory.finish?.(account, { password: NEW, versionBefore })).toBe('done');
    expect([await samba.bind(dn, NEW), await samba.bind(dn, OLD), person.revoked]).toEqual(['OK', '52e', 1]);
  });

  it('the rules are the domain’s, and so are its refusals', async () => {
    const { dn, account } = await synchronised();
    expect(await directory.rules(account)).toMatchObject({ minLength: 10, unicode: true });
    const refused = await refusal(directory.setPassword(account, 'Ab1-xyz'));
    expect(refused).toBeInstanceOf(PasswordRejected);
    expect(refused).toMatchObject({ rule: 'too-short' });
    expect(await samba.bind(dn, OLD)).toBe('OK');
  });

  it('a lock-out in the domain is seen and lifted', async () => {
    const { dn, person, account } = await synchronised();
    for (let wrong = 0; wrong < 3; wrong += 1) await samba.bind(dn, 'Not-The-Password-1');
    expect((await found(person)).state.locked).toBe(true);
    await directory.unlock(account);
    expect((await found(person)).state.locked).toBe(false);
    expect(await samba.bind(dn, OLD)).toBe('OK');
  });

  it.each<[string, Parameters<typeof synchronised>[0]]>([
    ['in the domain', { attributes: { adminCount: '1' } }],
    ['in the cloud', { cloud: { eligible: ['62e90394-69f5-4237-9190-012177145e10'] } }],
  ])('an account protected %s is left alone', async (_, sketch) => {
    const { dn, account } = await synchronised(sketch);
    expect(account.isProtected).toBe(true);
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
    expect(await samba.bind(dn, OLD)).toBe('OK');
  });

  it('one disabled on either side is disabled', async () => {
    expect((await synchronised({ attributes: { userAccountControl: '514' } })).account.state.disabled).toBe(true);
    const { dn, account } = await synchronised({ cloud: { accountEnabled: false } });
    expect(account.state.disabled).toBe(true);
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
    expect(await samba.bind(dn, OLD)).toBe('OK');
  });

  it('one that is not found in the domain is refused with the reason, and not written in the cloud either', async () => {
    const cloud = { onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1104' };
    const { dn, account } = await synchronised({ cloud });
    expect(account.state.cannotChange).toBe(true);
    const refused = await refusal(directory.setPassword(account, NEW));
    expect(refused).toBeInstanceOf(AccountRefused);
    expect(String(refused)).toMatch(/LDAP_BASE_DN/);
    expect([await samba.bind(dn, OLD), patched()]).toEqual(['OK', false]);
  });

  it('an account of the cloud alone is written there', async () => {
    const person = graph.add({ userPrincipalName: 'cloud@contoso.example', displayName: 'Clara Vale' });
    await directory.setPassword(await found(person), 'Fresh-Meadow-7-Walnut');
    expect([person.password, patched()]).toEqual(['Fresh-Meadow-7-Walnut', true]);
  });

  it('inspection covers both', async () => {
    const text = (await directory.inspect()).map((finding) => finding.text).join('\n');
    expect(text).toMatch(/our application is signed in/);
    expect(text).toMatch(/answers over TLS and takes the service account/);
  });
});
