import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { type Canary, disguises, type Place, traces } from '../support/canary.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { redisDump, sqlDump } from '../support/dumps.js';
import { needing } from '../support/machine.js';
import { hiddenIn, opened, post } from '../support/page-server.js';
import { type Pair, startPair } from '../support/pair.js';
import { PasswordForm } from '../support/password-form.js';
import { type PostgresServer, startPostgres } from '../support/postgres.js';
import { age, type RedisServer, startRedis } from '../support/redis.js';

const seed = z.object({ secret: z.string() });
const messages = z.array(z.object({ text: z.string() }));

const TYPED = 'Zwölf-Boxkämpfer#7';
const PLAIN = 'hunterhunter';
const REFUSED = 'Blaubart?42';
/** How a code may be typed, digit by digit. */
type Dress = (code: string) => string;
const AS_IT_IS: Dress = (code) => code;
const APART: Dress = (code) => [...code].join('   ');
const CIRCLED: Dress = (code) => [...code].map((digit) => '⓪①②③④⑤⑥⑦⑧⑨'[Number(digit)]).join('');
const INVISIBLY_APART: Dress = (code) => [...code].join('\u200b');
const CHOSEN = 'seven canaries/sing+at noon & say "ü"';

needing(['redis-server', 'postgres', 'initdb'], 'secrets of a whole run', () => {
  describe('the secrets of a whole run', { timeout: 120_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await startPair({ LOG_LEVEL: 'trace' });
    });
    afterAll(() => pair.stop());

    const canaries: Canary[] = [];
    const kept: Place[] = [];
    const known = (name: string, value: string, guessable = false): string => {
      canaries.push({ name, value, guessable });
      return value;
    };
    /** What stands in the stores at this moment: things come and go. */
    const look = async (when: string): Promise<void> => {
      const found = await Promise.all([redisDump(pair.redis.admin), sqlDump(pair)]);
      kept.push(...found.map(({ name, bytes }) => ({ name: `${name} ${when}`, bytes })));
    };
    const said = async (path: string): Promise<string> => (await fetch(`${pair.one.address}${path}`)).text();
    /** Proofs by app, text and mail, slips included; the link is opened, one password refused, one set. */
    async function reset(
      login: string,
      phone: string,
      mail: string,
      [ofApp, ofText, ofMail]: readonly [Dress, Dress, Dress] = [AS_IT_IS, AS_IT_IS, AS_IT_IS],
    ): Promise<DirectLineClient> {
      const typed = (name: string, code: string, dress: Dress): string =>
        dress === AS_IT_IS ? code : known(`${name} of ${login} as typed`, dress(code), true);
      const [one, two] = [pair.one.address, pair.two.address];
      const chosen = `${CHOSEN} ${phone.slice(-4)}`;
      const chat = await DirectLineClient.begin(one);
      known(`chat token of ${login}`, chat.token);
      await chat.say(one, 'I forgot my password');
      await chat.say(two, login);
      await chat.say(one, `my password is ${known(`password typed in the chat by ${login}`, TYPED, true)}`);
      await chat.say(two, `my password is ${known(`plain password typed in the chat by ${login}`, PLAIN, true)}`);
      await chat.say(two, 'authenticator');
      const appCode = known(`app code of ${login}`, await authenticatorCode(one, login), true);
      await chat.say(one, `it says ${typed('app code', appCode, ofApp)}`);
      await look('after the app code');
      await chat.say(two, 'text me');
      const text = known(`text code of ${login}`, (await messageTo(one, phone)).code ?? '', true);
      const wrong = known(`wrong code of ${login}`, '73194628', true);
      await chat.say(one, typed('wrong code', wrong, ofText));
      await look('while a text code is asked for');
      await age(pair.redis, 31_000);
      await chat.say(two, 'email');
      const mailed = known(`mail code of ${login}`, (await messageTo(one, mail)).code ?? '', true);
      expect(text).not.toBe(mailed);
      const link =
        /https?:[^"\s]+\/password\/[^"\s]+/.exec(await chat.say(one, typed('mailed one', mailed, ofMail)))?.[0] ?? '';
      const form = new PasswordForm(link);
      const [, secret = ''] = /\.([\w-]{43})$/.exec(link) ?? [];
      known(`link of ${login}`, secret);
      await look('while the link waits');
      expect(await form.open(two)).toBe(303);
      known(`cookie of ${login}`, /\.([\w-]{43})~/.exec(form.cookie)?.[1] ?? '');
      known(`form token of ${login}`, (await form.fields(one))['csrf'] ?? '');
      expect((await form.submit(one, known(`refused password of ${login}`, REFUSED, true))).status).toBe(422);
      await look('while the page is open');
      expect((await form.submit(two, known(`new password of ${login}`, chosen, true))).status).toBe(200);
      await chat.until(one, /Done: your new password is set/);
      expect(await pair.signsIn(login, chosen)).toBe(true);
      await look('afterwards');
      return chat;
    }

    /** A known password is changed: signed in at one instance, set at the other. */
    async function change(login: string, password: string): Promise<DirectLineClient> {
      const [one, two] = [pair.one.address, pair.two.address];
      const chat = await DirectLineClient.begin(one);
      const link = /https?:[^"\s]+\/sign-in\/[^"\s]+/.exec(await chat.say(one, 'change my password'))?.[0] ?? '';
      known(`sign-in link of ${login}`, /\.([\w-]{43})$/.exec(link)?.[1] ?? '');
      const path = new URL(link).pathname.slice(1);
      const { cookie, fields } = await opened(`${two}${path}`);
      known(`sign-in cookie of ${login}`, /\.([\w-]{43})~/.exec(cookie)?.[1] ?? '');
      await look('while a sign-in is awaited');
      const typed = { username: login, password: known(`current password of ${login}`, password, true) };
      const answer = await post(`${one}${path}`, { ...fields, ...typed }, { cookie });
      const holds = { cookie: answer.headers.getSetCookie()[1]?.split(';')[0] ?? '' };
      known(`cookie of ${login}`, /\.([\w-]{43})~/.exec(holds.cookie)?.[1] ?? '');
      await look('while the page for another password is open');
      const next = `${two}${answer.headers.get('location')?.slice(1)}`;
      const chosen = known(`new password of ${login}`, `${CHOSEN} ${login}`, true);
      const form = hiddenIn(await (await fetch(next, { headers: holds })).text());
      expect((await post(next, { ...form, password: chosen, confirmation: chosen }, holds)).status).toBe(200);
      await chat.until(one, /Done: your new password is set/);
      expect(await pair.signsIn(login, chosen)).toBe(true);
      await look('after a change');
      return chat;
    }

    /** The authenticator is registered: signed in, proven by text, scanned at one instance, confirmed at the other. */
    async function register(login: string, password: string, phone: string): Promise<DirectLineClient> {
      const [one, two] = [pair.one.address, pair.two.address];
      const chat = await DirectLineClient.begin(two);
      const asked = await chat.say(one, 'set up my sign-in methods');
      const link = /https?:[^"\s]+\/sign-in\/[^"\s]+/.exec(asked)?.[0] ?? '';
      const path = new URL(link).pathname.slice(1);
      const { cookie, fields } = await opened(`${one}${path}`);
      const typed = { username: login, password: known(`password of ${login} at registration`, password, true) };
      expect((await post(`${two}${path}`, { ...fields, ...typed }, { cookie })).status).toBe(200);
      await chat.until(one, /text to the phone/);
      await chat.say(
        two,
        known(`text code of ${login} at registration`, (await messageTo(one, phone)).code ?? '', true),
      );
      const shown = await chat.say(one, 'authenticator');
      const uri = /otpauth:[^"\\]+/.exec(shown)?.[0] ?? '';
      const secret = known(`new seed of ${login}`, new URL(uri).searchParams.get('secret') ?? '');
      known(`new seed of ${login}, to type`, secret.replace(/(.{4})(?=.)/g, '$1 '));
      await look('while a picture is shown');
      await post(`${one}phone/authenticator`, { key: uri }, {});
      const code = known(`first app code of ${login}`, await authenticatorCode(one, login), true);
      expect(await chat.say(two, code)).toMatch(/Set up/);
      await look('after a registration');
      return chat;
    }

    it('are found nowhere: not in logs, Redis, tables, transcripts, metrics, audit or other messages', async () => {
      for (const login of ['ada', 'cleo', 'dana', 'eve']) {
        const enrolled = await pair.durable.enrollments.list(`sample-${login}`);
        const data = enrolled.find(({ method }) => method === 'authenticator-code')?.data;
        known(`seed of ${login}`, seed.parse(data).secret);
      }
      const chats = [
        await reset('ada@contoso.example', '+12025550100', 'ada@home.example'),
        await reset('cleo@contoso.example', '+12025550102', 'cleo@home.example', [APART, INVISIBLY_APART, CIRCLED]),
        await register('ben@contoso.example', 'Correct-Horse-2', '+12025550101'),
        await change('ben@contoso.example', 'Correct-Horse-2'),
      ];
      for (const canary of canaries) expect([canary.name, canary.value.length > 5]).toEqual([canary.name, true]);
      const transcripts = await Promise.all(chats.map((chat) => chat.raw(pair.two.address)));
      kept.push(
        { name: 'transcripts', bytes: Buffer.from(JSON.stringify(transcripts)) },
        { name: 'metrics', bytes: Buffer.from(await said('metrics')) },
        { name: 'health', bytes: Buffer.from(`${await said('readyz')}${await said('healthz')}`) },
        { name: 'audit', bytes: Buffer.from(JSON.stringify(await pair.durable.audit.list({ limit: 1000 }))) },
      );
      const sent = messages.parse(JSON.parse(await said('phone/messages.json')));
      const inMessages = sent.map(({ text }, n) =>
        traces(canaries, [{ name: `message ${n}`, bytes: Buffer.from(text) }]),
      );
      // A code stands in its own message, and nothing else stands in any.
      expect(
        inMessages
          .flat()
          .map((found) => found.replace(/^message \d+: /, ''))
          .sort(),
      ).toEqual(
        canaries
          .filter(({ name }) => /^(text|mail) code/.test(name))
          .map(({ name }) => `${name}, plain`)
          .sort(),
      );
      await pair.one.stop('SIGTERM');
      await pair.two.stop('SIGTERM');
      kept.push({ name: 'logs', bytes: Buffer.from(`${pair.one.output()}${pair.two.output()}`) });
      expect(traces(canaries, kept)).toEqual([]);
    });
  });

  describe('the search for secrets finds what is planted', () => {
    const planted: Canary = { name: 'planted', value: 'Zwölf+Boxkämpfer/7 "jagen"', guessable: true };
    const code: Canary = { name: 'code', value: '48151623', guessable: true };
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.stop());

    it.each([planted, code])('in every disguise: $name', (canary) => {
      for (const [disguise, shape] of disguises(canary)) {
        const bytes = Buffer.from(`{"a":"x ${shape} y"}`, disguise.endsWith('in bytes') ? 'latin1' : 'utf8');
        expect(traces([canary], [{ name: 'here', bytes }])).toContain(`here: ${canary.name}, ${disguise}`);
      }
      expect(traces([canary], [{ name: 'here', bytes: Buffer.from('nothing at all, but 1481516234') }])).toEqual([]);
    });

    it.each([0, 1, 2, 3, 4])('within a longer text that is in base64 as a whole, %i characters in', (before) => {
      for (const canary of [planted, { name: 'six digits', value: '481516' }]) {
        const bytes = Buffer.from(Buffer.from(`${'x'.repeat(before)}${canary.value}yyyy`).toString('base64'));
        expect(traces([canary], [{ name: 'here', bytes }])).not.toEqual([]);
      }
    });

    it('by no less than seven characters of base64: fewer stand in sealed data by chance', () => {
      for (const [disguise, shape] of disguises({ name: 'six digits', value: '481516' })) {
        if (disguise.startsWith('base64')) expect([disguise, shape.length >= 7]).toEqual([disguise, true]);
      }
    });

    it('in every type of Redis key, as a name and as a value', async () => {
      const { admin } = redis;
      const { value } = code;
      const plant: readonly (() => Promise<unknown>)[] = [
        () => admin.set('s', `a ${value} b`),
        () => admin.set(`name ${value}`, ''),
        () => admin.hset('h', 'field', value),
        () => admin.hset('h', value, 'value'),
        () => admin.rpush('l', 'first', value),
        () => admin.sadd('t', value),
        () => admin.zadd('z', 1, value),
        () => admin.xadd('x', '*', 'field', value),
      ];
      for (const each of plant) {
        await each();
        expect(traces([code], [await redisDump(admin)])).toEqual(['Redis: code, plain']);
        await admin.flushall();
      }
    });
  });

  describe('the search through tables finds what is planted', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());

    it.each(['text', 'bytea', 'jsonb', 'varchar(40)'])('in a column of type %s', async (type) => {
      const client = new pg.Client(await server.database());
      await client.connect();
      await client.query(`create table planted (id int, value ${type})`);
      const value = type === 'jsonb' ? '{"deep":["48151623"]}' : 'so 48151623 stands here';
      await client.query('insert into planted values (1, $1)', [type === 'bytea' ? Buffer.from(value) : value]);
      const query = async (sql: string) => (await client.query(sql)).rows;
      const dumped = await sqlDump({ query }).finally(() => client.end());
      expect(traces([{ name: 'code', value: '48151623' }], [dumped])).toEqual(['SQL: code, plain']);
    });
  });
});
