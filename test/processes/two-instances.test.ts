import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { needing } from '../support/machine.js';
import { type Pair, startPair } from '../support/pair.js';
import { PasswordForm } from '../support/password-form.js';
import { until } from '../support/programs.js';

const linkIn = (said: string): string => /https?:[^"\s]+\/password\/[^"\s]+/.exec(said)?.[0] ?? '';

needing(['redis-server', 'postgres', 'initdb'], 'two instances', () => {
  describe('two instances that share Redis and PostgreSQL', { timeout: 90_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await startPair();
    });
    afterAll(() => pair.stop());

    /** From the first word to the link, each turn at another instance. */
    async function proven(one: string, two: string, login: string, phone: string) {
      const begun = Date.now();
      const chat = await DirectLineClient.begin(one);
      await chat.until(two, /What do you need/);
      expect(await chat.say(two, 'I forgot my password', one)).toMatch(/account name/);
      expect(await chat.say(one, login, two)).toMatch(/two proofs/);
      expect(await chat.say(two, 'authenticator', one)).toMatch(/6-digit code/);
      expect(await chat.say(one, await authenticatorCode(two, login), two)).toMatch(/One more/);
      expect(await chat.say(two, 'text me', one)).toMatch(/sending a text/);
      const { code } = await messageTo(one, phone, begun);
      return { chat, said: await chat.say(one, `my code is ${code}`, two) };
    }

    it('are one: the chat, the proofs, the page and the socket are served by either', async () => {
      const [one, two] = [pair.one.address, pair.two.address];
      const { chat, said } = await proven(one, two, 'ada@contoso.example', '+12025550100');
      const form = new PasswordForm(linkIn(said));
      const socket = await chat.listen(two);
      expect((await form.get(two)).status).toBe(200);
      expect(await form.open(one)).toBe(303);
      expect((await form.submit(two, 'short', one)).status).toBe(422);
      const done = await form.submit(two, 'nine purple umbrellas sing', one);
      expect(done.status).toBe(200);
      await socket.until(/Done: your new password is set/);
      socket.close();
      expect(await pair.signsIn('ada@contoso.example', 'nine purple umbrellas sing')).toBe(true);
      expect(await pair.signsIn('ada@contoso.example', 'Correct-Horse-1')).toBe(false);
      expect((await messageTo(two, 'ada@home.example')).text).toMatch(/password was changed/i);
      expect((await form.get(two)).status).toBe(410);
      expect(await pair.durable.audit.verify()).toMatchObject({ kind: 'intact' });
    });

    it('seed their people once, though both start at the same moment', async () => {
      const methods = await pair.query(
        `select account_id, method, count(*)::int as times from enrollment group by account_id, method having count(*) > 1`,
      );
      expect(methods).toEqual([]);
    });
  });

  describe('an instance that is replaced in mid-conversation', { timeout: 90_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await startPair();
    });
    afterAll(() => pair.stop());

    it('loses nothing: sockets are closed gently and what was asked is still asked', async () => {
      const { one, two } = pair;
      const chat = await DirectLineClient.begin(one.address);
      await chat.say(one.address, 'I forgot my password');
      await chat.say(one.address, 'ada@contoso.example');
      await chat.say(one.address, 'authenticator');
      const socket = await chat.listen(one.address);
      expect(await one.stop('SIGTERM')).toBe(0);
      await until('the socket is told', async () => socket.closed() === 1001);
      const next = await pair.start();
      const code = await authenticatorCode(two.address, 'ada@contoso.example');
      expect(await chat.say(next.address, code)).toMatch(/One more/);
      expect(await two.stop('SIGTERM')).toBe(0);
      const begun = Date.now();
      expect(await chat.say(next.address, 'email')).toMatch(/mail to a/);
      const sent = await messageTo(next.address, 'ada@home.example', begun);
      const last = await pair.start();
      expect(await next.stop('SIGTERM')).toBe(0);
      const form = new PasswordForm(linkIn(await chat.say(last.address, sent.code ?? '')));
      expect(await form.open(last.address)).toBe(303);
      expect(await last.stop('SIGTERM')).toBe(0);
      const another = await pair.start();
      expect((await form.submit(another.address, 'a whole new set of words')).status).toBe(200);
      await chat.until(another.address, /Done: your new password is set/);
      expect(await pair.signsIn('ada@contoso.example', 'a whole new set of words')).toBe(true);
    });
  });

  describe('an instance that is killed', { timeout: 90_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await startPair();
    });
    afterAll(() => pair.stop());

    const held = async (): Promise<boolean> => (await pair.redis.admin.keys('*:hold')).length > 0;

    it('in the middle of a turn is replaced: what is said next is answered, by the other', async () => {
      const { one, two } = pair;
      const chat = await DirectLineClient.begin(one.address);
      await chat.say(one.address, 'I forgot my password');
      await chat.post(one.address, 'ada@contoso.example');
      await until('the turn is under way', held);
      await one.stop('SIGKILL');
      expect(await held()).toBe(true);
      await chat.heard(two.address);
      await chat.post(two.address, 'ada@contoso.example');
      expect(await chat.until(two.address, /\S/, 20_000)).toMatch(/two proofs/);
    });

    it('in the middle of the write has written nothing that is called a success, and nothing is written twice', async () => {
      const { two } = pair;
      const other = await pair.start();
      const login = 'cleo@contoso.example';
      const begun = Date.now();
      const chat = await DirectLineClient.begin(two.address);
      await chat.say(two.address, 'I forgot my password');
      await chat.say(two.address, login);
      await chat.say(two.address, 'authenticator');
      await chat.say(two.address, await authenticatorCode(two.address, login));
      await chat.say(two.address, 'text me');
      const { code } = await messageTo(two.address, '+12025550102', begun);
      const form = new PasswordForm(linkIn(await chat.say(two.address, code ?? '')));
      await form.open(other.address);
      const fields = await form.fields(other.address);
      const release = await pair.lock("select * from account where id = 'sample-cleo' for update");
      const sent = form.send(other.address, fields, 'words that never arrive').catch(() => undefined);
      // The journal is written a moment before the session says so; at the lock, both are.
      await until(
        'the write waits for the account',
        async () => (await pair.query('select pid from pg_locks where not granted')).length > 0,
      );
      await other.stop('SIGKILL');
      await release();
      expect(await sent).toBeUndefined();
      expect((await form.send(two.address, fields, 'words that come again')).status).toBe(410);
      expect(await chat.say(two.address, 'well?')).toMatch(/being set right now/);
      expect(await pair.query('select outcome from write_journal')).toEqual([{ outcome: null }]);
      expect(await pair.signsIn(login, 'words that come again')).toBe(false);
    });
  });
});
