import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findProgram, freePort } from './machine.js';
import { until } from './programs.js';

/** A real PostgreSQL on a port of its own. */
export interface PostgresServer {
  /** Makes an empty database and returns its address. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export async function startPostgres(): Promise<PostgresServer> {
  const program = (name: string): string => findProgram(name) ?? name;
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const as = owner();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' };
  const options = { ...as, env, cwd: folder };
  const init = ['-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions'];
  execFileSync(program('initdb'), init, { ...options, stdio: 'ignore' });
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: 60,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(program('postgres'), ['-D', data, '-p', String(port), ...args], { ...options, stdio: 'ignore' });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);

  const address = (name: string): string => `postgres://tests@127.0.0.1:${port}/${name}`;
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client(address('postgres'));
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await until(`PostgreSQL answers on port ${port}`, async () => {
    await ask('select 1');
    return true;
  });
  let databases = 0;
  return {
    async database() {
      databases += 1;
      await ask(`create database test_${databases}`);
      return address(`test_${databases}`);
    },
    async stop() {
      process.off('exit', kill);
      const gone = new Promise((resolve) => server.once('exit', resolve));
      // Immediate shutdown: all its processes end at once.
      server.kill('SIGQUIT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
