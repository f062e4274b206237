import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { freePort } from './machine.js';

const PATIENCE_MS = 20_000;

const answer = z.looseObject({
  id: z.number().optional(),
  type: z.string(),
  result: z.unknown(),
  message: z.string().optional(),
});
const created = z.object({ context: z.string() });
const evaluated = z.looseObject({
  type: z.string(),
  result: z.looseObject({ value: z.unknown() }).optional(),
  exceptionDetails: z.looseObject({ text: z.string() }).optional(),
});

/** Firefox without a screen, spoken to in WebDriver BiDi: only what the tests of Web Push need. */
export interface Firefox {
  open(url: string): Promise<void>;
  /** The value of an expression of the page, once it is true. @throws with what the page shows when it never is */
  until(expression: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function launchFirefox(
  preferences: Readonly<Record<string, string | boolean | number>>,
): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'reset-assistant-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const port = await freePort();
  const child = spawn(
    '/usr/bin/firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, `--remote-debugging-port=${port}`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
    },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const socket = await connected(child, port);
  const command = speaking(socket);
  await command('session.new', { capabilities: {} });
  const { context } = created.parse(await command('browsingContext.create', { type: 'tab' }));

  const evaluate = async (expression: string): Promise<unknown> => {
    const said = evaluated.parse(
      await command('script.evaluate', { expression, target: { context }, awaitPromise: true, userActivation: true }),
    );
    if (said.type === 'exception') throw new Error(said.exceptionDetails?.text);
    return said.result?.value;
  };

  return {
    evaluate,
    async open(url) {
      await command('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async until(expression) {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const value = await evaluate(expression).catch(() => undefined);
        if (value) return value;
        if (Date.now() > deadline)
          throw new Error(`Never true: ${expression}. The page shows: ${await evaluate('document.body.innerText')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async close() {
      await command('browser.close', {}).catch(() => child.kill('SIGKILL'));
      socket.terminate();
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Resolves once the browser listens. @throws with what it wrote when it ends before */
function connected(child: ChildProcess, port: number): Promise<WebSocket> {
  let output = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`Firefox did not start:\n${output}`));
    }, PATIENCE_MS);
    child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}:\n${output}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('WebDriver BiDi listening')) return;
      clearTimeout(late);
      const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
      socket.once('open', () => resolve(socket));
      socket.once('error', reject);
      child.stderr?.removeAllListeners('data');
      child.stderr?.resume();
    });
  });
}

type Command = (method: string, params: object) => Promise<unknown>;

function speaking(socket: WebSocket): Command {
  const waiting = new Map<number, (said: z.infer<typeof answer>) => void>();
  let count = 0;
  socket.on('message', (raw) => {
    const said = answer.parse(JSON.parse(String(raw)));
    if (said.id !== undefined) waiting.get(said.id)?.(said);
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, (said) =>
        said.type === 'error' ? reject(new Error(`${method}: ${said.message}`)) : resolve(said.result),
      );
      socket.send(JSON.stringify({ id: count, method, params }));
    });
}
