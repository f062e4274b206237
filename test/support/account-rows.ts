import type { AccountRow, AccountRows } from '../../src/stores/ports.js';

/** Accounts in a map: what the database does, without one. Found by login or mail, without case. */
export function fakeAccountRows(): AccountRows {
  const rows = new Map<string, AccountRow>();
  return {
    async find(name) {
      const wanted = name.toLowerCase();
      const all = [...rows.values()];
      return (
        all.find(({ login }) => login.toLowerCase() === wanted) ??
        all.find(({ mail }) => mail?.toLowerCase() === wanted)
      );
    },
    read: async (id) => rows.get(id),
    async add(row) {
      if (rows.has(row.id)) throw new Error(`There is an account ${row.id} already.`);
      rows.set(row.id, row);
    },
    async update(id, change, before) {
      const row = rows.get(id);
      const told = ({ passwordHash, failedSignIns, state }: NonNullable<typeof before>): string =>
        JSON.stringify([passwordHash, failedSignIns, state]);
      if (!row || (before && told(before) !== told(row))) return false;
      rows.set(id, { ...row, ...change });
      return true;
    },
    count: async () => rows.size,
  };
}
