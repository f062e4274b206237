import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { activeDirectory } from '../../src/directories/active-directory.js';
import type { Directory, Finding } from '../../src/directories/directory.js';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { DirectoryUnavailable } from '../../src/errors.js';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.js';
import { quiet } from '../support/quiet.js';
import { readyz } from '../support/readyz.js';
import { delegation, type Samba, sambaLacking, startSamba } from '../support/samba.js';

const reason = sambaLacking();

describe.skipIf(reason !== undefined)(
  `domain controllers, their certificates and rights${reason ? ` (${reason})` : ''}`,
  () => {
    let samba: Samba;
    let now = Date.now();
    const opened: (() => Promise<unknown>)[] = [];
    const open = async (changes: Partial<LdapSettings>): Promise<Directory> => {
      const directory = await activeDirectory({ ...samba.settings, ...changes }, { clock: () => now, log: quiet });
      opened.push(() => directory.close());
      return directory;
    };
    const proxy = async (listenOn = '127.0.0.1', port = 636): Promise<FaultProxy> => {
      const made = await startFaultProxy({ host: samba.ip, port }, listenOn);
      opened.push(() => made.stop());
      return made;
    };
    const texts = (findings: readonly Finding[], severity: Finding['severity']): string =>
      findings
        .filter((one) => one.severity === severity)
        .map(({ text }) => text)
        .join('\n');

    beforeAll(async () => {
      samba = await startSamba();
      await samba.add({ name: 'ada', password: 'Quiet-Harbour-1' });
    }, 120_000);
    afterEach(async () => {
      now = Date.now();
      for (const stop of opened.splice(0)) await stop();
    });
    afterAll(() => samba?.stop());

    describe('several', () => {
      it('the second answers when the first is gone, and the first again once it has recovered and rested', async () => {
        const [first, second] = [await proxy(), await proxy()];
        const urls = [first, second].map(({ port }) => `ldaps://127.0.0.1:${port}`);
        const directory = await open({ urls });
        await directory.find('ada');
        expect([first.connections(), second.connections()]).toEqual([1, 0]);
        first.kill();
        expect(await directory.find('ada')).toBeDefined();
        const tried = first.connections();
        expect(await directory.find('ada')).toBeDefined();
        expect([first.connections(), second.connections()]).toEqual([tried, 1]);
        first.heal();
        now += 6000;
        expect(await directory.find('ada')).toBeDefined();
        expect(first.connections()).toBe(tried + 1);
      });

      it('one that is silent costs one time-out, not one a question', async () => {
        const [silent, second] = [await proxy(), await proxy()];
        const urls = [silent, second].map(({ port }) => `ldaps://127.0.0.1:${port}`);
        const directory = await open({ urls, timeoutMs: 600 });
        silent.arm({ kind: 'black-hole', direction: 'request', atByte: 1, forGood: true });
        expect(await directory.find('ada')).toBeDefined();
        const begun = performance.now();
        for (let asked = 0; asked < 5; asked += 1) expect(await directory.find('ada')).toBeDefined();
        expect(performance.now() - begun).toBeLessThan(600 * 4);
        expect(silent.connections()).toBe(1);
      });

      it.each([0, 1])(
        'number %i silent: it is warned of, and the others keep every instance in service',
        async (which) => {
          const both = [await proxy(), await proxy()];
          const directory = await open({ urls: both.map(({ port }) => `ldaps://127.0.0.1:${port}`) });
          both[which]?.arm({ kind: 'black-hole', direction: 'request', atByte: 1, forGood: true });
          const { status, state, text } = await readyz(directory);
          expect([status, state]).toEqual([200, 'warning']);
          expect(text).toMatch(new RegExp(`127\\.0\\.0\\.1:${both[which]?.port} cannot be used: no answer in time`));
        },
      );

      it('all silent: out of service within the time that a probe waits', async () => {
        const only = await proxy();
        const directory = await open({ urls: [`ldaps://127.0.0.1:${only.port}`] });
        only.arm({ kind: 'black-hole', direction: 'request', atByte: 1, forGood: true });
        expect(await readyz(directory)).toMatchObject({
          status: 503,
          state: 'down',
          text: expect.stringMatching(/no answer in time/),
        });
      });

      it('none left: the directory is unavailable, and says so in time', async () => {
        const only = await proxy();
        const directory = await open({ urls: [`ldaps://127.0.0.1:${only.port}`], timeoutMs: 600 });
        only.kill();
        await expect(directory.find('ada')).rejects.toBeInstanceOf(DirectoryUnavailable);
        expect(texts(await directory.inspect(), 'down')).toContain('cannot be used');
      });

      it('never more connections than the pool allows, however many ask', async () => {
        const only = await proxy();
        const directory = await open({ urls: [`ldaps://127.0.0.1:${only.port}`], poolSize: 3, timeoutMs: 20_000 });
        await Promise.all(Array.from({ length: 40 }, () => directory.find('ada')));
        expect(only.connections()).toBeLessThanOrEqual(3);
      });
    });

    describe('the connection', () => {
      it('works by StartTLS', async () => {
        const directory = await open({ urls: [`ldap://${samba.ip}`], startTls: true });
        const account = await directory.find('ada');
        expect(account && (await directory.verifyPassword(account, 'Quiet-Harbour-1'))).toBe(true);
      });

      it.each([
        ['ldaps', 636],
        ['ldap', 389],
      ])('over %s is refused when the certificate is of another authority', async (scheme, port) => {
        const other = await startSambaAuthority();
        const directory = await open({
          urls: [`${scheme}://${samba.ip}:${port}`],
          ca: other,
          startTls: scheme === 'ldap',
        });
        await expect(directory.find('ada')).rejects.toBeInstanceOf(DirectoryUnavailable);
      });

      it.each([
        ['ldaps', 636],
        ['ldap', 389],
      ])('over %s is refused when the certificate is for another host', async (scheme, port) => {
        const elsewhere = await proxy('127.0.0.7', port);
        const directory = await open({
          urls: [`${scheme}://127.0.0.7:${elsewhere.port}`],
          startTls: scheme === 'ldap',
        });
        await expect(directory.find('ada')).rejects.toBeInstanceOf(DirectoryUnavailable);
        expect(texts(await directory.inspect(), 'down')).toMatch(/127\.0\.0\.7/);
      });

      it('a wrong service password is told apart from an outage', async () => {
        const directory = await open({ bindPassword: 'Not-The-Password-1' });
        await expect(directory.find('ada')).rejects.toThrow(/refuses the service account/);
      });
    });

    describe('inspection', () => {
      it('of a delegated account: rights as they should be, history said to be not enforced, the certificate dated', async () => {
        const findings = await (await open({ baseDn: samba.staffDn })).inspect();
        expect(texts(findings, 'down')).toBe('');
        expect(texts(findings, 'ok')).toMatch(/may reset passwords[\s\S]*may unlock[\s\S]*may write pwdLastSet/);
        expect(texts(findings, 'ok')).toMatch(/valid until 20\d\d-/);
        expect(texts(findings, 'warning')).toContain('history not enforced');
        expect(texts(findings, 'warning')).not.toMatch(/rights/);
      });

      it('names groups that are not there, and says who can be reached', async () => {
        const directory = await activeDirectory(
          { ...samba.settings, protectedGroups: ['domain admins', 'Tresury'] },
          { clock: () => now, log: quiet, policyGroups: ['Domain Users', 'Nobodies'] },
        );
        opened.push(() => directory.close());
        const findings = await directory.inspect();
        expect(texts(findings, 'warning')).toMatch(
          /"Tresury" \(LDAP_PROTECTED_GROUPS\)[\s\S]*"Nobodies", which the policy/,
        );
        expect(texts(findings, 'warning')).not.toMatch(/"domain admins"|"Domain Users"/i);
        expect(texts(findings, 'ok')).toMatch(/people looked at, \d+ have a mail address/);
      });

      it('warns before the certificate ends, and when the clocks differ', async () => {
        const directory = await open({ baseDn: samba.staffDn });
        now += 350 * 86_400_000;
        const warnings = texts(await directory.inspect(), 'warning');
        expect(warnings).toMatch(/certificate of .* \(1\d days\)/);
        expect(warnings).toMatch(/clock of .* differ by/);
      });

      it('warns of an account that can do too much', async () => {
        const bindDn = 'Administrator@example.test';
        const warnings = texts(await (await open({ bindDn, bindPassword: 'Adm1n-Passw0rd!' })).inspect(), 'warning');
        expect(warnings).toMatch(/Too many rights: .*privileged group/);
        expect(warnings).toMatch(/Too many rights: .*protected accounts/);
      });

      /** Somebody with an organisational unit of their own to look after, under these rights, and one person in it. */
      async function looksAfter(name: string, rightsOf: (sid: string) => readonly string[]) {
        const password = 'Quiet-Harbour-1';
        await samba.add({ name, password });
        const shown = await samba.tool('user', 'show', name, '--attributes=objectSid');
        const sid = /objectSid: (\S+)/.exec(shown)?.[1] ?? '';
        const unit = `OU=${name},${samba.baseDn}`;
        await samba.tool('ou', 'create', unit);
        for (const ace of rightsOf(sid)) await samba.tool('dsacl', 'set', `--objectdn=${unit}`, `--sddl=${ace}`);
        await samba.tool('user', 'create', `of-${name}`, password, `--userou=OU=${name}`);
        const settings = { bindDn: `${name}@example.test`, bindPassword: password, baseDn: unit };
        return texts(await (await open(settings)).inspect(), 'warning');
      }

      it('warns of full control over people, which nobody needs', async () => {
        const warnings = await looksAfter('mighty', (sid) => [`(A;CI;GA;;;${sid})`]);
        expect(warnings).toMatch(/Too many rights: .*change who has rights on people/);
        expect(warnings).toMatch(/Too many rights: .*delete people/);
        expect(warnings).toMatch(/Too many rights: .*write every attribute of people/);
        expect(warnings).not.toMatch(/Too few rights/);
      });

      it.each([
        ['reset passwords', 0],
        ['unlock', 1],
        ['write pwdLastSet', 2],
      ])('says what is missing where the right to %s was not given', async (what, left) => {
        const warnings = await looksAfter(`almost${left}`, (sid) =>
          delegation(sid).filter((_, index) => index !== left),
        );
        expect(warnings.match(/Too few rights/g)).toHaveLength(1);
        expect(warnings).toMatch(new RegExp(`Too few rights: the service account may not ${what}.* for 1 of 1 people`));
        expect(warnings).not.toMatch(/Too many rights/);
      });

      it('warns of an account that can do too little', async () => {
        const directory = await open({
          bindDn: 'ada@example.test',
          bindPassword: 'Quiet-Harbour-1',
          baseDn: samba.staffDn,
        });
        await samba.add({ name: 'ben', password: 'Quiet-Harbour-1' });
        const warnings = texts(await directory.inspect(), 'warning');
        expect(warnings).toMatch(/Too few rights: .*may not reset passwords/);
        expect(warnings).toMatch(/Too few rights: .*may not unlock/);
      });
    });

    async function startSambaAuthority(): Promise<string> {
      const { mkdtempSync } = await import('node:fs');
      const { certificates } = await import('../support/certificates.js');
      return (await certificates(mkdtempSync('/tmp/other-ca-'), ['IP:127.0.0.1'])).ca;
    }
  },
);
