import { keysCommand } from './keys-command.js';

process.stdout.on('error', () => undefined);
process.exitCode = await keysCommand(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
});
