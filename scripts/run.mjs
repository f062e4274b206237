// Runs a module of the build: node scripts/run.mjs src/cli/policy.js arguments…
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt, giveUp } from './build.mjs';

const [module, ...rest] = process.argv.slice(2);
const file = join(dirname(fileURLToPath(import.meta.url)), '../dist', module ?? '');
if (!module?.endsWith('.js')) giveUp('Usage: node scripts/run.mjs src/cli/NAME.js [arguments]');
await ensureBuilt(['server']).catch(giveUp);
if (!existsSync(file)) giveUp(`There is no ${module} in the build.`);
process.argv = [process.argv[0], file, ...rest];
await import(pathToFileURL(file).href);
