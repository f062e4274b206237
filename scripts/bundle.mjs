// One program of few files, made of the sources and of every package they use: a start reads twenty files instead of some
// two thousand. `node scripts/bundle.mjs FILE FOLDER` makes one by itself.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** Loaded from node_modules: they hold machine code, or are asked for only where somebody installed them. */
const OUTSIDE = [/^@node-rs\//, /^libsql$/, 'pg-native', 'bufferutil', 'utf-8-validate'];
/** A server of the build before may still have to load one of its parts. */
const KEPT_MS = 24 * 60 * 60_000;

/**
 * Bundles the programs `files` (paths from the root) into `folder`, each under its own path; what they share goes to
 * `folder/src`. Types are not checked here. @throws with the faults in a source
 */
export async function bundle(files, folder) {
  const { rolldown } = await import('rolldown');
  const made = await rolldown({
    cwd: root,
    input: Object.fromEntries(files.map((file) => [file.replace(/\.\w+$/, ''), join(root, file)])),
    platform: 'node',
    external: OUTSIDE,
    tsconfig: join(root, 'tsconfig.json'),
    // Node's own punycode warns wherever it is not asked for from a package.
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, alias: { punycode: 'punycode/' } },
    logLevel: 'silent',
  });
  const { output } = await made.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'src/[name]-[hash].js',
    // Names stay, for stacks and for dialogs that are known by the name of their class.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await made.close();
  const parts = new Set(output.map(({ fileName }) => fileName));
  for (const each of readdirSync(join(folder, 'src'), { recursive: true })) {
    const name = join('src', each);
    const old = () => Date.now() - statSync(join(folder, name)).mtimeMs > KEPT_MS;
    if (name.endsWith('.js') && !parts.has(name) && old()) rmSync(join(folder, name));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, folder] = process.argv.slice(2);
  await bundle([file], folder);
}
