import { describe, it } from 'vitest';
import { openLdap } from '../../src/directories/openldap.js';
import { quiet } from '../support/quiet.js';
import { slapdLacking, startSlapd } from '../support/slapd.js';
import { directoryContract } from './directory-contract.js';

const reason = slapdLacking();
if (reason === undefined) {
  for (const [name, startTls] of [
    ['OpenLDAP over LDAPS', false],
    ['OpenLDAP over StartTLS', true],
  ] as const) {
    directoryContract(name, async () => {
      const slapd = await startSlapd();
      const settings = { ...slapd.settings, startTls, urls: [startTls ? slapd.startTlsUrl : slapd.url] };
      const directory = await openLdap(settings, { clock: Date.now, log: quiet });
      const dnOf = (login: string): string => `uid=${login},ou=people,${slapd.baseDn}`;
      return {
        directory,
        async addPerson({ login, displayName, password, mail, phone, groups = [], disabled = false }) {
          const dn = await slapd.add({
            uid: login,
            password,
            attributes: {
              displayName,
              ...(mail !== undefined && { mail }),
              ...(phone !== undefined && { mobile: phone }),
            },
          });
          for (const group of groups) await slapd.addGroup(group, [dn]);
          if (disabled) await slapd.replace(dn, 'pwdAccountLockedTime', ['000001010000Z']);
        },
        async lock(login) {
          for (let wrong = 0; wrong < 3; wrong += 1) await slapd.whoami(dnOf(login), 'Not-The-Password-1');
        },
        signsIn: (login, password) => slapd.whoami(dnOf(login), password),
        async stop() {
          await directory.close();
          await slapd.stop();
        },
      };
    });
  }
} else {
  describe.skipIf(true)(`OpenLDAP as a directory (${reason})`, () =>
    it('runs where its server is installed', () => {}),
  );
}
