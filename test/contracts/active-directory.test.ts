import { describe, it } from 'vitest';
import { activeDirectory } from '../../src/directories/active-directory.js';
import { quiet } from '../support/quiet.js';
import { sambaLacking, startSamba } from '../support/samba.js';
import { directoryContract } from './directory-contract.js';

const reason = sambaLacking();
if (reason === undefined) {
  directoryContract(
    'Active Directory',
    async () => {
      const samba = await startSamba();
      const directory = await activeDirectory(samba.settings, { clock: Date.now, log: quiet });
      const accountName = (login: string): string => login.split('@', 1)[0] ?? login;
      const groups = new Set<string>();
      return {
        directory,
        async addPerson({ login, displayName, password, mail, phone, groups: wanted = [], disabled = false }) {
          const dn = await samba.add({
            name: accountName(login),
            password,
            attributes: {
              displayName,
              ...(mail !== undefined && { mail }),
              ...(phone !== undefined && { mobile: phone }),
              ...(disabled && { userAccountControl: '514' }),
            },
          });
          for (const group of wanted) {
            if (!groups.has(group)) await samba.addGroup(group);
            groups.add(group);
            await samba.join(`CN=${group},CN=Users,${samba.baseDn}`, dn);
          }
        },
        async lock(login) {
          for (let wrong = 0; wrong < 3; wrong += 1) await samba.bind(login, 'Not-The-Password-1');
        },
        signsIn: (login, password) => samba.whoami(login, password),
        async stop() {
          await directory.close();
          await samba.stop();
        },
      };
    },
    { domain: 'example.test' },
  );
} else {
  describe.skipIf(true)(`Active Directory as a directory (${reason})`, () =>
    it('runs where its server is installed', () => {}),
  );
}
