// Makes dist/ from the sources. A part whose inputs have not changed is left alone.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { dist, fingerprint, parts, prune, webChatFolder } from './parts.mjs';
import { root } from './root.mjs';

const stampFile = join(dist, 'build.json');
const lock = join(dist, '.building');
const LOCK_STALE_MS = 120_000;

const say = (text) => process.stderr.write(`${text}\n`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function stamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function stale(wanted) {
  const known = stamps();
  return wanted.filter(
    (name) => !existsSync(parts[name].output()) || known[name] !== fingerprint(parts[name].inputs()),
  );
}

/** Whether whoever took the lock is still at work; one that was killed leaves it behind. */
function held() {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return Date.now() - statSync(lock).mtimeMs < LOCK_STALE_MS;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One build at a time: two servers may be started on one machine at once. */
async function alone(work) {
  mkdirSync(dist, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (held()) await pause(100);
      else rmSync(lock, { recursive: true, force: true });
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Builds what is missing or stale of `wanted` (all parts by default). Where the development packages are not installed
 * but a build is there, that build is used as it is.
 */
export async function ensureBuilt(wanted = Object.keys(parts)) {
  if (stale(wanted).length === 0) return;
  const canBuild = existsSync(join(root, 'node_modules/typescript/package.json')) && webChatFolder();
  if (!canBuild) {
    if (wanted.every((name) => existsSync(parts[name].output()))) return;
    throw new Error('There is no build and no compiler: run `npm ci` (without --omit=dev) first.');
  }
  await alone(async () => {
    const todo = stale(wanted);
    const begun = performance.now();
    if (todo.length > 0) say(`Building ${todo.map((name) => parts[name].title).join(', ')} …`);
    // Taken before: a source that changes while it is compiled is stale again.
    const taken = Object.fromEntries(todo.map((name) => [name, fingerprint(parts[name].inputs())]));
    await Promise.all(todo.map((name) => parts[name].make()));
    prune();
    writeFileSync(stampFile, `${JSON.stringify({ ...stamps(), ...taken }, null, 2)}\n`);
    if (todo.length > 0) say(`Built in ${seconds(begun)}.`);
  });
}

/** Ends the process with what went wrong, without a stack. */
export function giveUp(error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const only = process.argv.slice(2).filter((argument) => argument in parts);
  await ensureBuilt(only.length > 0 ? only : undefined).catch(giveUp);
}
