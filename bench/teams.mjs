// `node bench/teams.mjs`: turns that come as from Teams, answered through a connector: by the assistant, by a stock bot
// (CloudAdapter, waterfall dialog, the framework's own state) on the same Redis, and by the echo of the framework's
// successor. In one run; ratios are what counts. Every answer is read, and every request to the connector counted.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';
import { root } from '../scripts/root.mjs';
import { startRedis } from './server.mjs';
import { APP_ID, objectIdOf, startService, TENANT } from './teams-service.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const PEOPLE = 16;
const WARM_UP = 25;
const TURNS = 100;

/** Which answer is right, and how many requests to the connector make a turn. */
const BOTS = [
  {
    name: 'a stock bot',
    file: 'teams-stock.mjs',
    answer: /"text":"(What is your account name\?|Please type the code\.)"/,
    sends: 1,
  },
  // The card that offers what may be asked for, and the one before, replaced.
  {
    name: 'the assistant',
    file: '../dist/bench/bench/teams-ours.js',
    answer: /"title":"I forgot my password"/,
    sends: 2,
  },
  { name: "the successor's echo", file: 'teams-successor.mjs', answer: /"text":"You said help"/, sends: 1 },
];

const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;

/** A bot as a process of its own; resolves when it says where it listens. */
async function startBot(file, env) {
  const child = spawn(process.execPath, [join(here, file)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /listens on (\d+)/.exec(String(chunk))?.[1];
      if (found) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}.`)));
  });
  /** Processor time so far, ms (Linux): what others on the machine do does not change it. */
  const busyMs = () => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { port, busyMs, stop: () => child.kill('SIGTERM') && ended };
}

function post(port, agent, token, activity) {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const place = { host: '127.0.0.1', port, path: '/api/messages', method: 'POST' };
    const asked = request({ ...place, agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(performance.now() - begun)
          : reject(new Error(`answered ${answer.statusCode}`)),
      );
    });
    asked.on('error', reject);
    asked.setTimeout(10_000, () => asked.destroy(new Error('The bot does not answer.')));
    asked.end(JSON.stringify(activity));
  });
}

async function measure({ name, file, answer, sends }, redis) {
  const service = await startService();
  const agent = new Agent({ keepAlive: true, maxSockets: PEOPLE });
  const bot = await startBot(file, { REDIS_URL: redis, SERVICE: service.origin });
  try {
    const token = service.token();
    /** Says it and reads the answer, which is there when the bot has answered the request. */
    const say = async (number) => {
      service.heard(number);
      const took = await post(bot.port, agent, token, {
        type: 'message',
        id: randomUUID(),
        text: 'help',
        locale: 'en',
        channelId: 'msteams',
        serviceUrl: `${service.origin}/`,
        from: { id: `29:${number}`, name: 'Somebody', aadObjectId: objectIdOf(number) },
        recipient: { id: `28:${APP_ID}`, name: 'Bot' },
        conversation: { id: `a:${number}`, conversationType: 'personal', tenantId: TENANT },
        channelData: { tenant: { id: TENANT } },
      });
      const heard = service.heard(number);
      if (heard.filter((text) => answer.test(text)).length !== 1)
        throw new Error(`${name} said something else: ${heard.join(' ').slice(0, 500)}`);
      return took;
    };
    const everybody = (turns) =>
      Promise.all(
        Array.from({ length: PEOPLE }, async (_, number) => {
          const mine = [];
          for (let turn = 0; turn < turns; turn += 1) mine.push(await say(number + 1));
          return mine;
        }),
      );
    await everybody(WARM_UP);
    const sentBefore = service.seen.sent;
    const busyBefore = bot.busyMs();
    const begun = performance.now();
    const took = (await everybody(TURNS)).flat();
    const rate = (took.length * 1000) / (performance.now() - begun);
    const alone = [];
    for (let turn = 0; turn < TURNS; turn += 1) alone.push(await say(1));
    const turns = took.length + alone.length;
    const sent = service.seen.sent - sentBefore;
    if (sent !== turns * sends) throw new Error(`${name} sent ${sent} times in ${turns} turns, not ${turns * sends}.`);
    return {
      name,
      rate,
      busy: (bot.busyMs() - busyBefore) / turns,
      half: quantile(took, 0.5),
      most: quantile(took, 0.99),
      alone: quantile(alone, 0.5),
      sends,
      dots: service.seen.dots,
      metadata: service.seen.metadata,
    };
  } finally {
    await bot.stop();
    agent.destroy();
    service.close();
  }
}

/** Measures all three; rows of `[what, value, ratio]`. Undefined where no Redis is installed. */
export async function benchTeams() {
  const redis = await startRedis();
  if (!redis) return undefined;
  try {
    await bundle(['bench/teams-ours.mjs'], join(root, 'dist/bench'));
    const measured = [];
    for (const bot of BOTS) measured.push(await measure(bot, redis.url));
    const [stock] = measured;
    return measured.flatMap(({ name, rate, busy, half, most, alone, sends, dots, metadata }) => {
      const ratio = (value, base) => (name === stock.name ? '' : `${(value / base).toFixed(2)} × stock`);
      return [
        [`Teams turns a second, ${name}`, rate.toFixed(0), ratio(rate, stock.rate)],
        ['  processor time a turn', `${busy.toFixed(2)} ms`, ratio(busy, stock.busy)],
        ['  half of them within', `${half.toFixed(1)} ms`, ratio(half, stock.half)],
        ['  99 of 100 within', `${most.toFixed(1)} ms`, ratio(most, stock.most)],
        ['  one person alone', `${alone.toFixed(1)} ms`, ratio(alone, stock.alone)],
        ['  sent to the connector a turn', String(sends), ''],
        ['  turns that took so long that dots were sent', String(dots), ''],
        ['  metadata fetched', String(metadata), ''],
      ];
    });
  } finally {
    redis.stop();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = (await benchTeams()) ?? [['Teams turns', 'not measured', 'redis-server is not installed']];
  const widths = [0, 1].map((column) => Math.max(...rows.map((each) => each[column].length)));
  process.stdout.write(`Node ${process.version}, ${PEOPLE} people at once, ${TURNS} turns each\n\n`);
  for (const [what, value, ratio] of rows)
    process.stdout.write(`${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${ratio}`.trimEnd().concat('\n'));
}
