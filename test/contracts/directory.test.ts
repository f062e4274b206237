import { keyring } from '../../src/crypto.js';
import { embeddedDirectory } from '../../src/directories/embedded.js';
import { passwordHashes } from '../../src/directories/embedded-hash.js';
import { fakeAccountRows } from '../support/account-rows.js';
import { directoryContract } from './directory-contract.js';

directoryContract('the embedded directory', async () => {
  const keys = keyring(new Uint8Array(32).fill(7));
  const accounts = fakeAccountRows();
  let now = 1_700_000_000_000;
  const clock = (): number => (now += 1000);
  const directory = embeddedDirectory({ accounts, keyring: keys, clock });
  const open = { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false };
  return {
    directory,
    async addPerson({ login, displayName, password, mail, phone, groups = [], disabled = false }) {
      const passwordHash = await passwordHashes(keys).make(login, password);
      const state = { ...open, disabled };
      await accounts.add({ id: login, login, displayName, mail, phone, groups, state, passwordHash, failedSignIns: 0 });
    },
    lock: async (login) => void (await accounts.update(login, { state: { ...open, locked: true } })),
    async signsIn(login, password) {
      const row = await accounts.find(login);
      return (
        row !== undefined && !row.state.locked && (await passwordHashes(keys).matches(row, password.normalize('NFC')))
      );
    },
    stop: () => directory.close(),
  };
});
