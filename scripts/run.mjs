// Runs a module of the build: node scripts/run.mjs src/cli/policy.js arguments…
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, giveUp } from './build.mjs';
import { dist } from './parts.mjs';

const [module, ...rest] = process.argv.slice(2);
const file = join(dist, module ?? '');
if (!module?.endsWith('.js')) giveUp('Usage: node scripts/run.mjs src/cli/NAME.js [arguments]');
await ensureBuilt(['server']).catch(giveUp);
if (!existsSync(file)) giveUp(`There is no ${module} in the build.`);
process.argv = [process.argv[0], file, ...rest];
await import(pathToFileURL(file).href);
