import { makeDurable } from '../adapters.js';
import { readConfig } from '../config.js';
import { keyring } from '../crypto.js';
import { createLogger } from '../http/logger.js';
import type { Terminal } from './directory-command.js';

const USAGE = `npm run keys -- rotate    seals again under SECRET_KEY what is still sealed under a key of SECRET_KEYS_OLD
npm run keys -- --help    prints this

Reads the same environment as the server, and may run beside it: once all instances have been restarted with the new
key. Ends with 0 when it is done, and with 2 when it could not be; then it may be run again.`;

const STILL_NEEDED = `An earlier key is still needed for what was made with it and cannot be sealed again: records of the audit log, recovery
codes and security questions until they are registered anew, and passwords of the embedded directory until their next sign-in.
Keep it for two hours in any case: for conversations under way, and passwords that are being written. With the last one held go
blocks and counts of tries: see Keys in docs/operations.md.`;

/** `npm run keys`. Returns the exit code. */
export async function keysCommand(
  args: readonly string[],
  { env, print, warn }: Pick<Terminal, 'env' | 'print' | 'warn'>,
): Promise<0 | 2> {
  const [command = ''] = args;
  if (['--help', '-h', 'help'].includes(command)) {
    print(USAGE);
    return 0;
  }
  if (command !== 'rotate' || args.length !== 1) {
    warn(`Expected rotate.\n\n${USAGE}`);
    return 2;
  }
  try {
    const { methods, chats, disputes } = await rotate(env);
    print(
      `Sealed again: ${methods} registered methods, ${chats} places where people can be reached, ${disputes} changes that can be disputed.`,
    );
    print(STILL_NEEDED);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    warn(error.message);
    return 2;
  }
}

async function rotate(env: NodeJS.ProcessEnv) {
  const config = await readConfig(env);
  const log = createLogger({ level: 'silent' });
  const making = { config, keyring: keyring(config.secretKey, config.oldKeys), clock: Date.now, log };
  const durable = await makeDurable(making);
  try {
    const { enrollments, references, disputes } = durable;
    return {
      methods: await enrollments.rotate(),
      chats: await references.rotate(),
      disputes: await disputes.rotate(),
    };
  } finally {
    await durable.close();
  }
}
