import type { Redis } from 'ioredis';
import type { Place } from './canary.js';
import type { Pair } from './pair.js';

/** Every key of a Redis with all that is under it, whatever its type. */
export async function redisDump(admin: Redis): Promise<Place> {
  const parts: Buffer[] = [];
  for (const key of await admin.keysBuffer('*')) {
    const type = await admin.type(key);
    parts.push(key, ...(await valuesOf(admin, key, type)));
  }
  return { name: 'Redis', bytes: lines(parts) };
}

async function valuesOf(admin: Redis, key: Buffer, type: string): Promise<readonly Buffer[]> {
  switch (type) {
    case 'string':
      return [(await admin.getBuffer(key)) ?? Buffer.of()];
    case 'hash':
      return Object.entries(await admin.hgetallBuffer(key)).flatMap(([field, value]) => [Buffer.from(field), value]);
    case 'list':
      return admin.lrangeBuffer(key, 0, -1);
    case 'set':
      return admin.smembersBuffer(key);
    case 'zset':
      return admin.zrangeBuffer(key, '0', '-1');
    case 'stream':
      return (await admin.xrangeBuffer(key, '-', '+')).flatMap(([id, fields]) => [id, ...fields]);
    case 'none':
      // Its time was over since the keys were listed.
      return [];
    default:
      throw new Error(`A Redis key of type ${type}: how is it read?`);
  }
}

/** Every row of every table, every column as text. */
export async function sqlDump({ query }: Pick<Pair, 'query'>): Promise<Place> {
  const tables = await query("select table_name as name from information_schema.tables where table_schema = 'public'");
  const rows = await Promise.all(tables.map(({ name }) => query(`select * from "${String(name)}"`)));
  const parts = rows.flat().flatMap((row) => Object.values(row).map(bytesOf));
  return { name: 'SQL', bytes: lines(parts) };
}

function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

const lines = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
