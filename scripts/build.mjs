// Makes dist/ from the sources: the server (tsc), the browser code (tsc), pages and styles (copied), and Web Chat's one
// file (copied under its hash and compressed). A part whose inputs have not changed is left alone.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const web = join(dist, 'web');
const stampFile = join(dist, 'build.json');
const lock = join(dist, '.building');
const LOCK_STALE_MS = 120_000;
/** Quality 11 would save another 2 % for twice the time. */
const BROTLI_QUALITY = 10;
const SHOWN_FAULTS = 12;

const say = (text) => process.stderr.write(`${text}\n`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Every file below, as paths from the root; sorted, so that a hash over them is stable. */
function filesBelow(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Names, sizes and times: reading every file would take longer than the whole check may. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const at = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}|${at?.size}|${at?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

const webChatFolder = () => {
  const found = join(root, 'node_modules/botframework-webchat');
  return existsSync(join(found, 'dist/webchat.js')) ? found : undefined;
};

const isBrowserCode = (file) => file.startsWith(join('src', 'web'));
const parts = {
  server: {
    title: 'server',
    inputs: () => [
      ...filesBelow('src').filter((file) => !isBrowserCode(file)),
      ...filesBelow('dialogs'),
      'tsconfig.json',
      'tsconfig.build.json',
    ],
    output: () => join(dist, 'src/server.js'),
    make: () => compile('tsconfig.build.json'),
  },
  web: {
    title: 'pages',
    inputs: () => [...filesBelow('src/web'), 'tsconfig.json', 'tsconfig.web.json'],
    output: () => join(web, 'chat.js'),
    make: makePages,
  },
  webChat: {
    title: 'Web Chat client',
    inputs: () => [
      'node_modules/botframework-webchat/package.json',
      'node_modules/botframework-webchat/dist/webchat.js',
      'scripts/build.mjs',
    ],
    output: () => join(web, 'assets'),
    make: makeWebChat,
  },
};

async function compile(project) {
  const tsc = createRequire(join(root, 'package.json'))
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', project, '--pretty', 'false'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
  if (code === 0) return;
  const faults = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith(' '));
  const rest = faults.length - SHOWN_FAULTS;
  const shown = [...faults.slice(0, SHOWN_FAULTS), ...(rest > 0 ? [`… and ${rest} more`] : [])];
  throw new Error(`${project} does not compile:\n  ${shown.join('\n  ')}`);
}

async function makePages() {
  await mkdir(web, { recursive: true });
  const copied = filesBelow('src/web').filter((file) => !file.endsWith('.ts') && !file.endsWith('.md'));
  await Promise.all([
    compile('tsconfig.web.json'),
    ...copied.map(async (file) => {
      const target = join(web, relative('src/web', file));
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(root, file), target);
    }),
  ]);
}

async function makeWebChat() {
  const folder = webChatFolder();
  if (!folder) throw new Error('botframework-webchat is not installed: run `npm ci`.');
  const source = await readFile(join(folder, 'dist/webchat.js'));
  const name = `webchat.${createHash('sha256').update(source).digest('hex').slice(0, 16)}.js`;
  const assets = join(web, 'assets');
  await mkdir(assets, { recursive: true });
  const target = join(assets, name);
  if (!existsSync(`${target}.br`)) {
    const quality = {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: source.length,
    };
    const [small, smaller] = await Promise.all([
      promisify(gzip)(source, { level: 9 }),
      promisify(brotliCompress)(source, { params: quality }),
    ]);
    await writeFile(target, source);
    await writeFile(`${target}.gz`, small);
    await writeFile(`${target}.br`, smaller);
  }
  await copyFile(join(folder, 'dist/webchat.js.LICENSE.txt'), join(assets, 'webchat.LICENSE.txt'));
  for (const file of readdirSync(assets)) {
    if (/^webchat\.[0-9a-f]{16}\.js/.test(file) && !file.startsWith(name)) await rm(join(assets, file));
  }
}

/** What was compiled from a source that is no longer there would still be found by an import. */
function prune() {
  for (const folder of ['src', 'dialogs', 'web']) {
    const sources = folder === 'web' ? join('src', 'web') : folder;
    for (const file of filesBelow(join('dist', folder)).filter((each) => each.endsWith('.js'))) {
      const source = join(root, sources, relative(join('dist', folder), file).replace(/\.js$/, '.ts'));
      if (!existsSync(source) && basename(dirname(file)) !== 'assets') rmSync(join(root, file));
    }
  }
}

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
