import { makeDurable } from '../adapters.js';
import { readConfig } from '../config.js';
import { keyring } from '../crypto.js';
import { createLogger } from '../http/logger.js';
import type { AuditVerdict } from '../stores/ports.js';
import type { Terminal } from './directory-command.js';

const USAGE = `npm run audit -- verify [--head SEQ:MAC]   walks the audit log's whole chain
npm run audit -- --help                    prints this

Any edit, cut or swap of a record is found. Keep the head it prints somewhere else and give it back the next time:
then a log put back to an earlier state, head and all, is found too. Reads the same environment as the server, and may run
beside it. Ends with 0 when the log is intact, with 1 when it is not, and with 2 when it could not be read.`;

/** `npm run audit`. Returns the exit code. */
export async function auditCommand(
  args: readonly string[],
  terminal: Pick<Terminal, 'env' | 'print' | 'warn'>,
): Promise<0 | 1 | 2> {
  const [command = '', flag, head, ...rest] = args;
  if (['--help', '-h', 'help'].includes(command)) {
    terminal.print(USAGE);
    return 0;
  }
  const fits = command === 'verify' && (flag === undefined || (flag === '--head' && head !== undefined));
  if (!fits || rest.length > 0) {
    terminal.warn(`Expected verify, or verify --head SEQ:MAC.\n\n${USAGE}`);
    return 2;
  }
  try {
    return told(await verify(terminal.env, head), terminal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.warn(error.message);
    return 2;
  }
}

async function verify(env: NodeJS.ProcessEnv, head: string | undefined): Promise<AuditVerdict> {
  const config = await readConfig(env);
  const log = createLogger({ level: 'silent' });
  const making = { config, keyring: keyring(config.secretKey, config.oldKeys), clock: Date.now, log };
  const durable = await makeDurable(making);
  try {
    return await durable.audit.verify(head);
  } finally {
    await durable.close();
  }
}

function told(verdict: AuditVerdict, { print }: Pick<Terminal, 'print'>): 0 | 1 {
  if (verdict.kind === 'broken') {
    print(`broken at record ${verdict.seq}: ${verdict.reason}`);
    print(
      'Somebody changed the log, or its key is not among SECRET_KEY and SECRET_KEYS_OLD. What stands before is intact.',
    );
    return 1;
  }
  print(`intact: ${verdict.records} ${verdict.records === 1 ? 'record' : 'records'}`);
  print(`head: ${verdict.head}`);
  return 0;
}
