import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryUnavailable } from '../../src/errors.js';
import { passwordRoutes } from '../../src/http/password.js';
import type { PasswordView, SetOutcome } from '../../src/reset/password-door.js';
import { linksInMemory } from '../support/doors.js';
import { opened, pageServer, post } from '../support/page-server.js';

const MINUTE = 60_000;
const rules = { minLength: 8, maxLength: 256, classes: 0, unicode: true, forbidsOwnName: true };

/** The page over a directory that asks to be left alone for so long. */
let outcome: SetOutcome;
let isAway = false;
const links = linksInMemory<PasswordView>();
const away = (): never => {
  throw new DirectoryUnavailable('Come back later.', { retryAfterMs: 4 * MINUTE });
};
const door = {
  peek: links.door.peek,
  open: links.door.open,
  view: (cookie: string) => (isAway ? away() : links.door.view(cookie)),
  judge: async () => ({ broken: [], score: 4 }) as const,
  set: async () => outcome,
};

let server: Awaited<ReturnType<typeof pageServer>>;
beforeAll(async () => {
  server = await pageServer((needs) => passwordRoutes({ ...needs, door }));
}, 120_000);
afterAll(() => server?.close());

async function sent(retryAfterMs: number | undefined, then?: () => void) {
  const finishBy = Date.now() + 10 * MINUTE;
  const address = `${server.origin}/password/${links.issue({ login: 'ada', displayName: 'Ada', rules, finishBy })}`;
  const { cookie, fields } = await opened(address);
  outcome = { kind: 'unavailable', retryAfterMs };
  then?.();
  const typed = { password: 'a brand new passphrase', confirmation: 'a brand new passphrase' };
  const answer = await post(address, { ...fields, ...typed }, { cookie });
  isAway = false;
  return { answer, html: await answer.text(), again: () => fetch(address, { headers: { cookie } }) };
}

describe('when the directory does not answer, the page', () => {
  it.each([
    [4 * MINUTE, 'try again in 4 minutes', '240'],
    [90_500, 'try again in 2 minutes', '91'],
    [2000, 'try again in a minute', '2'],
    [undefined, 'try again in a minute', '60'],
  ])('asks for patience for %s ms: %s', async (retryAfterMs, sentence, header) => {
    const { answer, html, again } = await sent(retryAfterMs);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, header]);
    expect(html).toContain('Nothing has changed');
    expect(html).toContain(sentence);
    expect(html).not.toContain('run out of time by then');
    expect(html).not.toContain('a brand new passphrase');
    expect((await again()).status).toBe(200);
  });

  it('says so when that is longer than it lasts itself', async () => {
    const { html } = await sent(12 * MINUTE);
    expect(html).toMatch(/try again in 12 minutes\. This page will have run out of time by then: ask for a new link/);
  });

  it('says for how long also where not even the form can be shown, and is there again afterwards', async () => {
    const { answer, html, again } = await sent(4 * MINUTE, () => {
      isAway = true;
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '240']);
    expect(html).toContain('Wait 4 minutes, then try again.');
    expect((await again()).status).toBe(200);
  });
});
