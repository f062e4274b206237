import { makeDirectory, makeDurable } from '../adapters.js';
import { type Config, readConfig } from '../config.js';
import { keyring } from '../crypto.js';
import type { Account, Directory } from '../directories/directory.js';
import { createLogger } from '../http/logger.js';
import { policyFor } from '../policy/evaluate.js';
import type { DurableStore } from '../stores/ports.js';
import { addPerson } from './directory-add.js';
import { accountReport, checkReport, rulesReport } from './directory-report.js';

const USAGE = `npm run directory -- check          whether connection, certificate, rights and rules are as they should be
npm run directory -- find NAME      what is known of a person, and which policy applies
npm run directory -- rules NAME     what a new password of that person must be like
npm run directory -- verify NAME    reads a password from standard input, prints accepted or refused
npm run directory -- add NAME "FULL NAME" [PHONE]
                                    adds a person to the embedded directory; reads the first password from standard input
npm run directory -- --help         prints this

Reads the same environment as the server, and may run beside it. Only add changes anything; a wrong password given to
verify counts towards the directory's own lock-out. Ends with 0 when all is well or accepted, with 1 when not,
and with 2 when the question could not be asked.`;

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  print(line: string): void;
  /** To standard error: what a program that reads the answer should not see. */
  warn(line: string): void;
  /** A password from standard input. */
  secret(): Promise<string>;
}

type ExitCode = 0 | 1 | 2;

const COMMANDS = ['find', 'rules', 'verify'];

/** `npm run directory`. Returns the exit code. */
export async function directoryCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [command = '', name, ...rest] = args;
  if (['--help', '-h', 'help'].includes(command)) {
    terminal.print(USAGE);
    return 0;
  }
  if (command === 'add') return orUnasked(terminal, async (config) => addPerson(config, args.slice(1), terminal));
  const fits = command === 'check' ? args.length === 1 : COMMANDS.includes(command) && name !== undefined;
  if (!fits || rest.length > 0) {
    terminal.warn(
      COMMANDS.includes(command) ? `${command} needs one name.\n` : 'Expected check, find, rules, verify or add.\n',
    );
    terminal.warn(USAGE);
    return 2;
  }
  return orUnasked(terminal, (config) =>
    withDirectory(config, async (directory) =>
      name === undefined ? check(directory, terminal) : about(command, name, { directory, config, terminal }),
    ),
  );
}

/** What cannot be asked is said in a sentence. */
async function orUnasked(terminal: Terminal, work: (config: Config) => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work(await readConfig(terminal.env));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.warn(error.message);
    return 2;
  }
}

/** Opens what the server would open, without the rest of it, and closes it again. */
async function withDirectory<R>(config: Config, work: (directory: Directory) => Promise<R>): Promise<R> {
  const log = createLogger({ level: 'silent' });
  const making = { config, keyring: keyring(config.secretKey, config.oldKeys), clock: Date.now, log };
  let durable: DurableStore | undefined;
  try {
    const directory = await makeDirectory(making, async () => {
      durable = await makeDurable(making);
      return durable;
    });
    try {
      return await work(directory);
    } finally {
      await directory.close();
    }
  } finally {
    await durable?.close();
  }
}

async function check(directory: Directory, terminal: Terminal): Promise<ExitCode> {
  const findings = await directory.inspect();
  for (const line of checkReport(directory.name, findings)) terminal.print(line);
  return findings.some(({ severity }) => severity === 'down') ? 1 : 0;
}

interface About {
  readonly directory: Directory;
  readonly config: Config;
  readonly terminal: Terminal;
}

async function about(command: string, name: string, { directory, config, terminal }: About): Promise<ExitCode> {
  const account = await directory.find(name);
  if (!account) terminal.warn(`Nobody is found by the name ${JSON.stringify(name)}.`);
  if (command === 'verify') return verify(directory, account, terminal);
  if (!account) return 1;
  const lines =
    command === 'find'
      ? accountReport(account, policyFor(config.policy, account))
      : rulesReport(account.login, await directory.rules(account));
  for (const line of lines) terminal.print(line);
  return 0;
}

async function verify(directory: Directory, account: Account | undefined, terminal: Terminal): Promise<ExitCode> {
  const password = await terminal.secret();
  const accepted = account !== undefined && (await directory.verifyPassword(account, password));
  terminal.print(accepted ? 'accepted' : 'refused');
  return accepted ? 0 : 1;
}
