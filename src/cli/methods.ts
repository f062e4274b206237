import { methodsCommand } from './methods-command.js';

process.stdout.on('error', () => undefined);
process.exitCode = await methodsCommand(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
});
