import { z } from 'zod';
import { makeDurable } from '../adapters.js';
import type { Config } from '../config.js';
import { keyring as keyringOf, newId } from '../crypto.js';
import { passwordHashes } from '../directories/embedded-hash.js';
import { createLogger } from '../http/logger.js';
import type { Terminal } from './directory-command.js';

const LEAST = 12;

const person = z.tuple([
  z
    .string()
    .regex(
      /^[\p{L}\p{N}._'-]{1,64}@[a-z0-9.-]+\.[a-z]{2,}$/iu,
      'The sign-in name has to look like ada@contoso.example.',
    ),
  z.string().trim().min(1, 'The full name is missing.').max(128, 'The full name is longer than 128 characters.'),
  z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'The phone number has to look like +12025550100.')
    .optional(),
]);

/** Adds a person to the embedded directory: sign-in name (also the mail address), full name, phone; the first password from standard input. */
export async function addPerson(config: Config, args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  if (config.DIRECTORY !== 'embedded') {
    terminal.warn('Only the embedded directory takes people from here (DIRECTORY=embedded).');
    return 2;
  }
  const { data, error } = person.safeParse([args[0], args[1], args[2]]);
  if (!data) {
    for (const { message } of error.issues) terminal.warn(message);
    return 2;
  }
  const [name, displayName, phone] = data;
  const login = name.toLowerCase();
  const keyring = keyringOf(config.secretKey, config.oldKeys);
  const durable = await makeDurable({ config, keyring, clock: Date.now, log: createLogger({ level: 'silent' }) });
  try {
    if (await durable.accounts.find(login)) {
      terminal.warn(`${login} is there already.`);
      return 1;
    }
    const password = await terminal.secret();
    if ([...password].length < LEAST) {
      terminal.warn(`The first password has to have ${LEAST} characters or more.`);
      return 1;
    }
    const id = newId();
    const passwordHash = await passwordHashes(keyring).make(id, password);
    const state = { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false };
    const known = { id, login, displayName, mail: login, phone, groups: [], state };
    await durable.accounts.add({ ...known, passwordHash, passwordSetAt: Date.now(), failedSignIns: 0 });
    terminal.print(`Added ${displayName} (${login}). They can set up their sign-in methods in the chat.`);
    return 0;
  } finally {
    await durable.close();
  }
}
