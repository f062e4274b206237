import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Pace, paced } from '../../src/reset/pace.js';
import { house } from '../support/house.js';
import { auc } from '../support/rank-test.js';

const LOOK_UP_MS = 150;
const SAMPLES = 20;
const LOGINS = ['ada@contoso.example', 'nobody@contoso.example', 'eve@contoso.example'];

/** How long the answer to a name takes, for each of the names at the same time; a directory that has to look longer for whom it knows. */
async function times(pace: Pace): Promise<readonly (readonly number[])[]> {
  const home = await house({
    pace,
    directory: (embedded) => ({
      ...embedded,
      async find(login) {
        const account = await embedded.find(login);
        if (account && !account.state.disabled) await pause(LOOK_UP_MS);
        return account;
      },
    }),
  });
  const all = await Promise.all(
    LOGINS.map(async (login) => {
      const chat = home.chat(login);
      await chat.say('I forgot my password');
      const taken: number[] = [];
      for (let n = 0; n < SAMPLES; n += 1) {
        const begun = performance.now();
        await chat.say(login);
        taken.push(performance.now() - begun);
        await chat.say('start over');
      }
      return taken;
    }),
  );
  await home.close();
  return all;
}

/** How far from a coin's toss a guess by time alone is: 0 for no better, 0.5 for always right. */
async function tell(pace: Pace): Promise<readonly number[]> {
  const [ordinary = [], ...others] = await times(pace);
  return others.map((other) => Math.abs(auc(ordinary, other) - 0.5));
}

describe('how long the answer to a name takes', { timeout: 120_000 }, () => {
  it('tells nobody whether there is such a person', async () => {
    // A machine under load is noisy; what is really there shows every time.
    const rounds = [await tell(paced)];
    if (Math.max(...(rounds[0] ?? [])) >= 0.2) rounds.push(await tell(paced));
    const least = LOGINS.slice(1).map((_, n) => Math.min(...rounds.map((round) => round[n] ?? 0.5)));
    for (const each of least) expect(each).toBeLessThan(0.25);
  });

  it('tells nobody either where the directory is slow', async () => {
    const waits: { readonly login: string; readonly took: number; readonly beatMs: number }[] = [];
    let asked = '';
    const pace: Pace = async (startedAt, beatMs) =>
      void waits.push({ login: asked, took: Date.now() - startedAt, beatMs });
    const home = await house({
      pace,
      directory: (embedded) => ({
        ...embedded,
        async find(login) {
          const account = await embedded.find(login);
          if (account) await pause(700);
          return account;
        },
      }),
    });
    // Who is asked for first teaches how long it takes.
    for (const login of [
      'ada@contoso.example',
      'nobody@contoso.example',
      'ada@contoso.example',
      'eve@contoso.example',
    ]) {
      const chat = home.chat(login);
      await chat.say('I forgot my password');
      asked = login;
      await chat.say(login);
      await chat.say('start over');
    }
    await home.close();
    const [first, ...later] = waits.filter(({ login, beatMs }) => login !== '' && beatMs > 0);
    expect(first?.took).toBeGreaterThan(690);
    const answers = later.filter(({ took, login }) => login.startsWith('nobody') || took > 690);
    expect(answers.length).toBeGreaterThan(2);
    for (const { took, beatMs } of answers) expect(beatMs).toBeGreaterThan(took);
    expect(new Set(answers.map(({ beatMs }) => beatMs)).size).toBe(1);
  });

  it('would tell everybody if answers left when they are ready', async () => {
    for (const each of await tell(async () => undefined)) expect(each).toBeGreaterThan(0.3);
  });
});
