// npm run playground [-- --as ben@contoso.example]: the assistant in evaluation mode, and Microsoft 365 Agents Playground
// in front of it as one of the sample people in Teams. With --endpoint URL only the playground is started.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';

const playground = join(root, 'node_modules/@microsoft/m365agentsplayground/cli.js');
const START_MS = 90_000;

const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
/** The people of evaluation mode, and one more: the playground wants five beside the person who writes. */
const people = [
  ['ada', 'Ada', 'Lind'],
  ['ben', 'Ben', 'Okoro'],
  ['cleo', 'Cleo', 'Marsh'],
  ['dana', 'Dana', 'Reyes'],
  ['eve', 'Eve', 'Novak'],
  ['finn', 'Finn', 'Berg'],
].map(([login, givenName, surname], index) => ({
  id: `29:${login}`,
  name: `${givenName} ${surname}`,
  // Spelt so by the playground.
  userPrincipleName: `${login}@contoso.example`,
  aadObjectId: id(index + 1),
  givenName,
  surname,
  email: `${login}@contoso.example`,
}));

/** Everything the playground's schema asks for; where one thing is missing it ends without a word. JSON is YAML. */
function configuration(login) {
  const currentUser = people.find(({ email }) => email === login || email.split('@')[0] === login);
  if (!currentUser)
    throw new Error(`--as: expected one of ${people.map(({ email }) => email).join(', ')}, got ${login}.`);
  return JSON.stringify({
    version: '0.1.1',
    tenantId: id(100),
    bot: { id: id(200), name: 'Reset Assistant' },
    currentUser,
    users: people.filter((each) => each !== currentUser),
    personalChat: { id: 'a:personal-chat' },
    groupChat: { id: '19:group-chat', name: 'Lunch' },
    team: {
      id: '19:team',
      name: 'Contoso',
      aadGroupId: id(300),
      channels: [{ id: '19:announcements', name: 'Announcements' }],
    },
  });
}

const children = [];
function start(file, args, options) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  children.push(child);
  return child;
}

const folder = mkdtempSync(join(tmpdir(), 'agents-playground-'));
let ending = false;
function end(code) {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
}
const fail = (error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  end(1);
};

/** Starts the assistant as it is tried out, and waits until it answers. */
async function startAssistant() {
  const port = process.env.PORT || '3978';
  const { DIRECTORY: _production, ...env } = process.env;
  const child = start(join(root, 'scripts/start.mjs'), [], {
    cwd: root,
    env: { ...env, PORT: port },
    stdio: 'inherit',
  });
  child.once('exit', (code) => end(code ?? 1));
  const origin = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + START_MS; Date.now() < until && !ending; await pause(200)) {
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (answer?.ok) return `${origin}/api/messages`;
  }
  throw new Error('The assistant did not start.');
}

async function main() {
  const { values } = parseArgs({
    options: {
      as: { type: 'string', default: 'ada@contoso.example' },
      endpoint: { type: 'string' },
      port: { type: 'string', default: '56150' },
    },
  });
  if (!existsSync(playground)) throw new Error('The Agents Playground is a development package: run `npm ci` first.');
  writeFileSync(join(folder, '.m365agentsplayground.yml'), configuration(values.as));
  const endpoint = values.endpoint ?? (await startAssistant());
  if (ending) return;
  const args = ['start', '-e', endpoint, '-c', 'msteams', '-p', values.port, '--disable-telemetry'];
  const child = start(playground, args, { cwd: folder, env: { ...process.env, BROWSER: 'none' } });
  child.once('exit', (code) => end(code ?? 1));
  for await (const chunk of child.stdout) {
    const port = /Listening on (\d+)/.exec(String(chunk))?.[1];
    if (port) process.stdout.write(`\nAgents Playground, as ${values.as}: http://localhost:${port}/\n`);
  }
}

process.once('SIGINT', () => end(0));
process.once('SIGTERM', () => end(0));
await main().catch(fail);
