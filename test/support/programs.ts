import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/libexec', '/usr/lib/openldap'];

/** Where a program is, or undefined. */
export const programAt = (name: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));

/** Why a suite cannot run on this machine, or undefined. On CI a missing program is a failure, never a skip. */
export function lacking(programs: readonly string[], needsRoot = false): string | undefined {
  const missing = programs.filter((name) => programAt(name) === undefined);
  const reason =
    missing.length > 0
      ? `not installed: ${missing.join(', ')}`
      : needsRoot && process.getuid?.() !== 0
        ? 'needs root, for ports below 1024'
        : undefined;
  if (reason !== undefined && process.env['CI'] === 'true')
    throw new Error(`Suites must not be skipped on CI: ${reason}.`);
  return reason;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Runs a program to its end; standard output and error together. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8', ...options.env };
    const child = execFile(programAt(program) ?? program, [...args], { env, timeout: 60_000 }, (error, out, err) => {
      if (error && typeof error.code !== 'number') reject(new Error(`${program}: ${error.message}`));
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: `${out}${err}` });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** The same, and anything but success is an error. */
export async function must(...args: Parameters<typeof run>): Promise<string> {
  const { code, out } = await run(...args);
  if (code !== 0) throw new Error(`${args[0]} ${args[1].join(' ')} ended with ${code}:\n${out}`);
  return out;
}

/** Starts a server in a process group of its own. */
export function serve(program: string, args: readonly string[]): ChildProcess {
  return spawn(programAt(program) ?? program, [...args], { detached: true, stdio: ['ignore', 'ignore', 'ignore'] });
}

/** Signals a server and all its children. */
export function signal(server: ChildProcess, name: NodeJS.Signals): void {
  if (server.pid === undefined || server.exitCode !== null) return;
  try {
    process.kill(-server.pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Ends a server and waits until it is gone. */
export async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  signal(server, 'SIGKILL');
  await gone;
}

/** Asks until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const late = Date.now() + withinMs;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > late) throw new Error(`Not so within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
