import { makeCarriers, makeDirectory, makeDurable, makeLive } from '../adapters.js';
import { readConfig } from '../config.js';
import { keyring } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import { addressIn } from '../enroll/changes.js';
import { sameDevice } from '../enroll/same-device.js';
import { createLogger } from '../http/logger.js';
import type { Enrollment } from '../methods/method.js';
import { makeMind } from '../mind.js';
import { personKey } from '../reset/person.js';
import type { World } from '../reset/world.js';
import type { Terminal } from './directory-command.js';

const USAGE = `npm run methods -- list NAME        what a person has registered
npm run methods -- remove NAME ID   takes one of them out: a phone that was lost, a number that changed
npm run methods -- --help           prints this

Reads the same environment as the server, and may run beside it. What is removed stands in the audit log, and the
person is told at every address. Ends with 0 when it is done, with 1 when there is no such person or method, and
with 2 when it could not be done.`;

type Printing = Pick<Terminal, 'env' | 'print' | 'warn'>;

/** `npm run methods`. Returns the exit code. */
export async function methodsCommand(args: readonly string[], terminal: Printing): Promise<0 | 1 | 2> {
  const [command = '', name = '', id] = args;
  if (['--help', '-h', 'help'].includes(command)) {
    terminal.print(USAGE);
    return 0;
  }
  const fits = (command === 'list' && args.length === 2) || (command === 'remove' && args.length === 3);
  if (!fits) {
    terminal.warn(`Expected list NAME, or remove NAME ID.\n\n${USAGE}`);
    return 2;
  }
  try {
    return await withWorld(terminal.env, async (world) => {
      const account = await world.directory.find(name);
      if (!account) {
        terminal.warn(`Nobody is found by the name ${JSON.stringify(name)}.`);
        return 1;
      }
      const enrollments = await world.enrollments.list(account.id);
      return id === undefined
        ? list(world, enrollments, terminal)
        : remove(
            world,
            account,
            enrollments,
            enrollments.find((one) => one.id === id),
            terminal,
          );
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.warn(error.message);
    return 2;
  }
}

/** Opens what the server would open, without the rest of it, and closes it again. */
async function withWorld<R>(env: NodeJS.ProcessEnv, work: (world: World) => Promise<R>): Promise<R> {
  const config = await readConfig(env);
  const log = createLogger({ level: 'silent' });
  const making = { config, keyring: keyring(config.secretKey, config.oldKeys), clock: Date.now, log };
  const durable = await makeDurable(making);
  const [live, directory] = await Promise.all([makeLive(making), makeDirectory(making, async () => durable)]);
  const carriers = makeCarriers(making, live);
  const idle = async (): Promise<undefined> => undefined;
  try {
    return await work(
      makeMind({
        ...making,
        live,
        durable,
        directory,
        carriers,
        nudge: idle,
        chatNotices: { tell: idle, settle: idle },
      }).world,
    );
  } finally {
    const waker = carriers.waker ? [carriers.waker] : [];
    await Promise.all([...carriers.senders, ...waker, directory, live].map((adapter) => adapter.close()));
    await durable.close();
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function list({ methods, clock }: World, enrollments: readonly Enrollment[], { print }: Printing): 0 {
  if (enrollments.length === 0) print('Nothing is registered.');
  for (const one of enrollments) {
    const { id, method, name, createdAt, lastUsedAt, usableFrom } = one;
    const shown = [name, methods.get(method)?.describe({ ...one, name: '' }) ?? ''].filter((part) => part !== '');
    const used = lastUsedAt === undefined ? 'never used' : `last used ${dayOf(lastUsedAt)}`;
    const waits = usableFrom > clock() ? `, counts from ${new Date(usableFrom).toISOString()}` : '';
    print([id, method, ...shown, `since ${dayOf(createdAt)}, ${used}${waits}`].join('  '));
  }
  return 0;
}

/** Recorded, then removed, then told: without the record nothing happens. */
async function remove(
  world: World,
  account: Account,
  all: readonly Enrollment[],
  enrollment: Enrollment | undefined,
  { print, warn }: Printing,
): Promise<0 | 1> {
  if (!enrollment) {
    warn(`${account.login} has no method of that id. Ask for the list.`);
    return 1;
  }
  const { audit, enrollments, announcer, keyring: keys, clock } = world;
  const { method, data } = enrollment;
  const gone = sameDevice(world, all, enrollment);
  for (const one of gone) {
    await audit.append({
      event: 'user_updated',
      outcome: 'method-removed',
      person: personKey(keys, account.id, account.login),
      sessionId: 'administrator',
      channel: 'cli',
      method: one.method,
    });
    await enrollments.remove(one.id);
  }
  const address = addressIn(data);
  const along = gone.slice(1).map((one) => one.method);
  await announcer.announce('method-removed', account, { at: clock(), method, along, except: address, also: address });
  const same = along.length > 0 ? ` and, on the same phone, ${along.join(', ')}` : '';
  print(`Removed ${method}${same} of ${account.login}. The person was told.`);
  return 0;
}
