import { expect } from 'vitest';
import { entra } from '../../src/directories/entra.js';
import { startGraph } from '../support/graph.js';
import { quiet } from '../support/quiet.js';
import { directoryContract } from './directory-contract.js';

directoryContract(
  'Microsoft Entra ID',
  async () => {
    const graph = await startGraph();
    const directory = await entra(graph.settings, { clock: Date.now, log: quiet, pauseMs: 5 });
    return {
      directory,
      async addPerson({ login, displayName, password, mail, phone, groups = [], disabled = false }) {
        graph.add({
          userPrincipalName: login,
          displayName,
          password,
          mail,
          phoneMethod: phone?.replace(/^\+1/, '+1 '),
          accountEnabled: !disabled,
          memberships: groups.map((group, index) => ({
            '@odata.type': '#microsoft.graph.group',
            id: `00000000-0000-4000-8000-00000000000${index}`,
            displayName: group,
          })),
        });
      },
      lock: async () => {},
      signsIn: async (login, password) =>
        [...graph.people.values()].some((one) => one.userPrincipalName === login && one.password === password),
      async stop() {
        await directory.close();
        await graph.stop();
        expect(graph.faults).toEqual([]);
      },
    };
  },
  { locks: false },
);
