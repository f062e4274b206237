import { directoryCommand } from './directory-command.js';
import { typedSecret } from './typed-secret.js';

// A reader that stops early (`| head`) is no fault of ours.
process.stdout.on('error', () => undefined);
process.exitCode = await directoryCommand(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  secret: () => typedSecret(process.stdin, process.stderr),
});
