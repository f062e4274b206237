// `npm run bench`: cold start, memory and turns of the built server, and turns as from Teams beside other bots, in one run on
// this machine. Ratios are what counts.
import { spawnSync } from 'node:child_process';
import { ensureBuilt, giveUp } from '../scripts/build.mjs';
import { openChat } from './chat.mjs';
import { startRedis, startServer } from './server.mjs';
import { benchTeams } from './teams.mjs';

const STARTS = 5;
const CHATS = 8;
const TURNS = 60;
const WARM_UP = 10;
const IDLE = 300;

const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};
const rows = [];
const row = (what, value, ratio = '') => {
  rows.push([what, value, ratio]);
  process.stdout.write('.');
};

async function coldStart() {
  const bare = [];
  const ours = [];
  for (let i = 0; i < STARTS; i += 1) {
    const begun = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - begun);
    const server = await startServer();
    ours.push(server.startedMs);
    await server.stop();
  }
  const [node, server] = [quantile(bare, 0.5), quantile(ours, 0.5)];
  row('cold start to the first answer', `${server.toFixed(0)} ms`, `${(server / node).toFixed(1)} × bare node`);
}

/** Turns of several people at once; every turn is loaded, answered, saved and pushed. */
async function turns(name, env, base) {
  const server = await startServer(env);
  try {
    const chats = await Promise.all(Array.from({ length: CHATS }, () => openChat(server.address)));
    for (let i = 0; i < WARM_UP; i += 1) await Promise.all(chats.map((chat) => chat.say('help')));
    const begun = performance.now();
    const took = await Promise.all(
      chats.map(async (chat) => {
        const mine = [];
        for (let i = 0; i < TURNS; i += 1) mine.push(await chat.say('help'));
        return mine;
      }),
    );
    const rate = (CHATS * TURNS * 1000) / (performance.now() - begun);
    const all = took.flat();
    row(`turns a second, ${name}`, rate.toFixed(0), base ? `${(rate / base).toFixed(2)} × memory` : '');
    row(`  half of them within`, `${quantile(all, 0.5).toFixed(1)} ms`);
    row(`  99 of 100 within`, `${quantile(all, 0.99).toFixed(1)} ms`);
    for (const chat of chats) chat.close();
    return rate;
  } finally {
    await server.stop();
  }
}

async function memory() {
  const server = await startServer();
  const before = server.memory();
  const chats = [];
  for (let i = 0; i < IDLE; i += 1) chats.push(await openChat(server.address));
  await Promise.all(chats.map((chat) => chat.say('I forgot my password')));
  const after = server.memory();
  row('memory after the start', `${before.toFixed(0)} MiB`);
  row(
    `  with ${IDLE} open chats`,
    `${after.toFixed(0)} MiB`,
    `${(((after - before) * 1024) / IDLE).toFixed(0)} KiB a chat`,
  );
  for (const chat of chats) chat.close();
  await server.stop();
}

await ensureBuilt(['server', 'web', 'webChat']).catch(giveUp);
await coldStart();
const inMemory = await turns('memory', {}, undefined);
const redis = await startRedis();
if (redis) {
  await turns('Redis', { REDIS_URL: redis.url }, inMemory).finally(redis.stop);
} else {
  row('turns a second, Redis', 'not measured', 'redis-server is not installed');
}
await memory();
for (const each of (await benchTeams()) ?? [['Teams turns a second', 'not measured', 'redis-server is not installed']])
  row(...each);
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((each) => each[column].length)));
process.stdout.write(`\n\nNode ${process.version}, ${CHATS} people at once, ${TURNS} turns each\n\n`);
for (const each of rows) {
  process.stdout.write(
    `${each
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd()}\n`,
  );
}
