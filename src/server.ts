import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { compiledFolder } from './built.js';

// From Node 22 on, what was compiled once is kept beside the build, and a start takes less time.
const keepCompiled: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof keepCompiled === 'function') keepCompiled(fileURLToPath(compiledFolder()));
const { main } = await import('./main.js');
await main(process.env);
