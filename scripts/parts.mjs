// The parts of dist/: the server and the commands (bundled), the browser code (tsc) with its pages and styles (copied),
// and Web Chat's one file (copied under its hash and compressed).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { root } from './root.mjs';

export const dist = join(root, 'dist');
const web = join(dist, 'web');
/** Quality 11 would save another 2 % for twice the time. */
const BROTLI_QUALITY = 10;
const SHOWN_FAULTS = 12;

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
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const at = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}|${at?.size}|${at?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

export const webChatFolder = () => {
  const found = join(root, 'node_modules/botframework-webchat');
  return existsSync(join(found, 'dist/webchat.js')) ? found : undefined;
};

/** What is started by its path, below src/: the server, the thread that measures passwords, the commands. */
const PROGRAMS = [
  'server',
  'passwords/strength-worker',
  'cli/audit',
  'cli/directory',
  'cli/keys',
  'cli/methods',
  'cli/policy',
];

const isBrowserCode = (file) => file.startsWith(join('src', 'web'));
/** What each part is made of, where it goes, and how it is made. */
export const parts = {
  server: {
    title: 'server',
    inputs: () => [
      ...filesBelow('src').filter((file) => !isBrowserCode(file)),
      ...filesBelow('dialogs'),
      'package-lock.json',
      'tsconfig.json',
      'scripts/bundle.mjs',
    ],
    output: () => join(dist, 'src/server.js'),
    make: () =>
      bundle(
        PROGRAMS.map((name) => `src/${name}.ts`),
        dist,
      ),
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
      'scripts/parts.mjs',
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

/** What was compiled from a source that is no longer there would still be served. */
export function prune() {
  for (const file of filesBelow('dist/web').filter((each) => each.endsWith('.js'))) {
    const source = join(root, 'src/web', relative('dist/web', file).replace(/\.js$/, '.ts'));
    if (!existsSync(source) && basename(dirname(file)) !== 'assets') rmSync(join(root, file));
  }
}
