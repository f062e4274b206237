// The write of one reset in a process of its own, made to be killed: bundled, then run with what to do as JSON in
// RESETTING. Everything is the product's but how the proofs were given.
import { readConfig } from '../../src/config.js';
import { keyring as keyringOf, newId } from '../../src/crypto.js';
import { realDirectories } from '../../src/directories/index.js';
import { makeMind } from '../../src/mind.js';
import { passwordDoor } from '../../src/reset/door.js';
import { newSecret, readToken } from '../../src/reset/password-link.js';
import { begun, granted, identified, opened } from '../../src/reset/transitions.js';
import { memoryStore } from '../../src/stores/memory.js';
import { durableStore } from '../../src/stores/sql.js';

const { login, file, env, password, waits } = JSON.parse(process.env.RESETTING);
const clock = Date.now;
const log = { info() {}, warn() {}, error() {} };
const config = await readConfig(env);
const keyring = keyringOf(config.secretKey);
const durable = await durableStore({ file, keyring, clock });
const live = memoryStore({ keyring, clock });
const directory = await realDirectories[config.DIRECTORY](config, { clock, log, pauseMs: 50 });
const { settle } = durable.journal;
durable.journal.settle = async (...args) => {
  if (!waits) return settle(...args);
  process.stdout.write('written\n');
  return new Promise((resolve) => setTimeout(resolve, 60_000));
};

const nudge = async () => undefined;
const adapters = {
  config,
  keyring,
  clock,
  log,
  live,
  durable,
  directory,
  carriers: { senders: [] },
  nudge,
  tell: nudge,
};
const { world } = makeMind(adapters);
const account = await directory.find(login);
const app = { method: 'authenticator-code', name: '', proof: 'app', data: { secret: 'JBSWY3DPEHPK3PXP' } };
const enrollment = await durable.enrollments.add(account.id, app, 0);
const { plan } = world.planner.judge(account, [enrollment], clock(), 'reset');
const conversation = `w.${Buffer.from(login.padEnd(24, '-')).toString('base64url').slice(0, 32)}`;
const { token } = newSecret(conversation);
const base = { id: newId(), goal: 'reset', conversation, channel: 'webchat', locale: 'en', from: undefined };
const who = { accountId: account.id, login: account.login, person: 'somebody' };
const proof = { method: app.method, enrollmentId: enrollment.id, proof: app.proof };
const proven = { ...identified(begun(base, clock()), who, plan), passed: [proof] };
const { hash } = readToken(token);
const atThePage = opened(granted(proven, { id: newId(), secretHash: hash }, clock()), hash, clock());
await live.conversations.open(conversation);
await live.conversations.turn(conversation, undefined, async () => ({
  record: { voice: undefined, mind: atThePage },
  lines: [],
  result: true,
}));

const judge = async () => ({ broken: [], score: 4 });
const door = passwordDoor({ ...world, conversations: live.conversations, nudge, log, judge });
const outcome = await door.set(token, password);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await directory.close();
await live.close();
await durable.close();
process.exit(0);
