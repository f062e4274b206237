import { policyCommand } from './policy-command.js';

process.exitCode = policyCommand(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
