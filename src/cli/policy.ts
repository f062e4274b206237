import { policyCommand } from './policy-command.js';

// A reader that stops early (`| head`) is no fault of ours.
process.stdout.on('error', () => undefined);
process.exitCode = policyCommand(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`), process.env);
