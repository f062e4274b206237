import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { directLine } from '../../src/channels/direct-line.js';
import { directLineTokens } from '../../src/channels/direct-line-token.js';
import { keyring } from '../../src/crypto.js';
import { createLogger } from '../../src/http/logger.js';
import { securityHeaders } from '../../src/http/security-headers.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { echoBot } from '../support/echo-bot.js';
import { rawHttp } from '../support/raw-http.js';
import { watchedStore } from '../support/watched-store.js';

interface Granted {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in: number;
  readonly streamUrl: string;
}
interface Line {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly from: { readonly id: string; readonly role: string };
  readonly channelData?: unknown;
  readonly conversation: { readonly id: string };
}
interface Frame {
  readonly activities: readonly Line[];
  readonly watermark: string;
}

const keys = keyring(new Uint8Array(32).fill(7));
let now = Date.now();
let watch: ReturnType<typeof watchedStore>['watch'];
let bot: ReturnType<typeof echoBot>;
let line: ReturnType<typeof directLine>;
let server: HttpServer;
let base = '';
let logged: string[] = [];

beforeEach(async () => {
  now = Date.now();
  logged = [];
  const store = watchedStore(() => now);
  watch = store.watch;
  bot = echoBot(store.conversations);
  const log = createLogger({ level: 'trace', stream: { write: (text) => void logged.push(text) } });
  const publicUrl = new URL('http://127.0.0.1:1/');
  line = directLine({
    ...store,
    keyring: keys,
    publicUrl,
    clock: () => now,
    run: bot.run,
    log,
    botName: 'Echo',
    trustedProxyHops: 1,
  });
  server = createHttpServer({ routes: line.routes, upgrades: [line.upgrade], log, publicUrl });
  base = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/v3/directline`;
});
afterEach(async () => {
  await line.channel.close();
  await server.close();
});

async function call<T>(
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const value: T = JSON.parse(await answer.text());
  return { status: answer.status, value, headers: answer.headers };
}

async function started(): Promise<Granted> {
  const { value } = await call<Granted>('POST', '/tokens/generate');
  return (await call<Granted>('POST', '/conversations', value.token, { locale: 'de-DE' })).value;
}

const say = (granted: Granted, body: object) =>
  call<{ id: string; code?: string }>(
    'POST',
    `/conversations/${granted.conversationId}/activities`,
    granted.token,
    body,
  );

const read = (granted: Granted, watermark = '') =>
  call<Frame>('GET', `/conversations/${granted.conversationId}/activities?watermark=${watermark}`, granted.token);

class Ear {
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  #wake: () => void = () => {};
  constructor(url: string, origin?: string) {
    this.socket = new WebSocket(url, origin === undefined ? {} : { origin });
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', resolve);
      this.socket.on('error', (error) => resolve(Number(/\d{3}/.exec(error.message)?.[0])));
    });
  }
  get lines(): readonly Line[] {
    return this.frames.flatMap((frame) => frame.activities);
  }
  async until(found: (lines: readonly Line[]) => boolean): Promise<readonly Line[]> {
    while (!found(this.lines)) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.lines;
  }
}

const texts = (lines: readonly Line[]) => lines.map((each) => each.text);

describe('a conversation', () => {
  it('begins with a token, greets once, echoes and answers over the socket', async () => {
    const granted = await started();
    expect(granted.expires_in).toBe(1800);
    const ear = new Ear(granted.streamUrl);
    await ear.until((lines) => lines.length === 1);
    const again = await call('POST', '/conversations', granted.token);
    expect(again.status).toBe(200);

    const posted = await say(granted, { type: 'message', text: 'hi', channelData: { clientActivityID: 'c1' } });
    const lines = await ear.until((all) => all.length === 3);
    expect(texts(lines)).toEqual([expect.stringContaining('Hello'), 'hi', 'You said "hi"']);
    expect(lines[1]).toMatchObject({
      id: posted.value.id,
      channelData: { clientActivityID: 'c1' },
      from: { role: 'user' },
      conversation: { id: granted.conversationId },
    });
    expect(lines[2]?.from.role).toBe('bot');
    expect(bot.seen.map(({ caller }) => caller.locale)).toEqual(['de-DE', 'en']);
  });

  it('gives its user id in the claim that clients read', async () => {
    const { token } = await started();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.user).toMatch(/^dl_[\w-]{22}$/);
  });

  it('replays what a socket missed from its watermark on, and all of it from anything else', async () => {
    const granted = await started();
    const ear = new Ear(granted.streamUrl);
    await say(granted, { type: 'message', text: 'one' });
    await ear.until((lines) => lines.length === 3);
    ear.socket.terminate();
    await say(granted, { type: 'message', text: 'two' });
    await until(async () => (await read(granted)).value.activities.length === 5);

    const mark = ear.frames.at(-1)?.watermark;
    const path = `/conversations/${granted.conversationId}`;
    const back = await call<Granted>('GET', `${path}?watermark=${mark}`, granted.token);
    const second = new Ear(back.value.streamUrl);
    expect(texts(await second.until((lines) => lines.length === 2))).toEqual(['two', 'You said "two"']);
    for (const odd of ['-', 'undefined', 'null', '']) {
      expect((await read(granted, odd)).value.activities).toHaveLength(5);
    }
    expect((await read(granted, mark)).value.activities).toHaveLength(2);
  });

  it('shows typing and does not keep it', async () => {
    const granted = await started();
    const ear = new Ear(granted.streamUrl);
    await ear.until((lines) => lines.length === 1);
    await say(granted, { type: 'message', text: 'slow' });
    const lines = await ear.until((all) => all.some((each) => each.text?.startsWith('You said')));
    expect(lines.map((each) => each.type)).toContain('typing');
    expect((await read(granted)).value.activities.map((each) => each.type)).not.toContain('typing');
  });

  it('takes a message in before the bot has looked anything up: how long that takes does not show in the request', async () => {
    const granted = await started();
    expect((await say(granted, { type: 'message', text: 'hold' })).status).toBe(200);
    const said = async () => texts((await read(granted)).value.activities);
    expect(await said()).toContain('hold');
    expect(await said()).not.toContain('You said "hold"');
    bot.letGo();
    await until(async () => (await said()).includes('You said "hold"'));
  });

  it('is nudged from elsewhere', async () => {
    const granted = await started();
    await say(granted, { type: 'message', text: 'hi' });
    const [key = ''] = watch.opened;
    expect(line.channel.owns(key)).toBe(true);
    expect(line.channel.owns(key.replace('w.', 't.'))).toBe(false);
    await line.channel.nudge(key);
    expect(texts((await read(granted)).value.activities)).toContain('You nudged me.');
    expect(bot.seen.at(-1)).toMatchObject({
      activity: { type: 'event', name: 'nudge' },
      caller: { conversation: key, ownsTranscript: true },
    });
  });

  it('whose turn fails gets an apology, and the log the reason', async () => {
    const granted = await started();
    expect((await say(granted, { type: 'message', text: 'fail' })).status).toBe(200);
    await until(async () => texts((await read(granted)).value.activities).some((text) => text?.startsWith('Sorry')));
    expect(logged.join('')).toContain('The bot tripped.');
  });

  it('whose store is away is told so on the sockets held here', async () => {
    const granted = await started();
    const ear = new Ear(granted.streamUrl);
    await ear.until((lines) => lines.length === 1);
    watch.away = true;
    const refused = await say(granted, { type: 'message', text: 'hi' });
    expect([refused.status, refused.value.code]).toEqual([503, 'ERR_STORE_UNAVAILABLE']);
    await ear.until((lines) => lines.some((each) => each.text?.startsWith('Sorry')));
    watch.away = false;
  });

  it('says goodbye with 1001 when the server stops, and listens no more', async () => {
    const granted = await started();
    const ear = new Ear(granted.streamUrl);
    await ear.until((lines) => lines.length === 1);
    await line.channel.close();
    expect(await ear.closed).toBe(1001);
    expect(watch.listening).toBe(0);
  });
});

it('a posted message is echoed and its turn begun before either is waited for', async () => {
  const granted = await started();
  await until(async () => bot.seen.length === 1);
  watch.calls.length = 0;
  await say(granted, { type: 'message', text: 'hi' });
  expect(watch.calls.slice(0, 2)).toEqual(['echo', 'turn']);
});

it('a message that arrives twice is answered once', async () => {
  const granted = await started();
  const message = { type: 'message', text: 'once', channelData: { clientActivityID: 'same' } };
  const [first, second] = await Promise.all([say(granted, message), say(granted, message)]);
  expect(first.value.id).toBe(second.value.id);
  await say(granted, { type: 'message', text: 'after' });
  await until(async () => texts((await read(granted)).value.activities).includes('You said "after"'));
  const kept = texts((await read(granted)).value.activities).filter((text) => text?.includes('once'));
  expect(kept.sort()).toEqual(['You said "once"', 'once']);
});

it('a line that was hidden stays hidden when its message arrives again', async () => {
  const granted = await started();
  const message = { type: 'message', text: 'hide', channelData: { clientActivityID: 'same' } };
  const { value } = await say(granted, message);
  const shown = async () => (await read(granted)).value.activities.find(({ id }) => id === value.id)?.text;
  await until(async () => (await shown()) === '••••••••');
  expect((await say(granted, message)).status).toBe(200);
  expect(await shown()).toBe('••••••••');
});

describe('what a client says of itself is not believed', () => {
  it('sender, recipient, conversation, channel and unknown data come from the token or not at all', async () => {
    const granted = await started();
    await say(granted, {
      type: 'message',
      text: 'hi',
      id: 'mine',
      from: { id: 'dl_other', aadObjectId: 'admin', role: 'bot' },
      recipient: { id: 'x' },
      conversation: { id: 'other' },
      channelId: 'msteams',
      serviceUrl: 'http://127.0.0.1:9/',
      deliveryMode: 'expectReplies',
      channelData: { tenant: { id: 't' }, clientActivityID: 'c' },
      entities: [{}],
      timestamp: '1999-01-01',
    });
    const heard = bot.seen.at(-1)?.activity;
    expect(heard).toMatchObject({
      channelId: 'webchat',
      channelData: { clientActivityID: 'c' },
      from: { role: 'user' },
    });
    const text = JSON.stringify(heard);
    for (const lie of ['mine', 'dl_other', 'admin', 'msteams', '127.0.0.1:9', 'expectReplies', 'tenant', '1999']) {
      expect(text).not.toContain(lie);
    }
  });

  it('events and typing of a client do not reach the bot; other activities are refused', async () => {
    const granted = await started();
    await say(granted, { type: 'event', name: 'nudge' });
    await say(granted, { type: 'typing' });
    expect(bot.seen).toHaveLength(1);
    for (const type of ['invoke', 'conversationUpdate', 'endOfConversation', 5, undefined]) {
      expect((await say(granted, { type, text: 'x' })).status).toBe(400);
    }
    expect((await say(granted, { type: 'message', text: 'x'.repeat(2001) })).status).toBe(400);
    expect((await say(granted, { type: 'message', value: { deep: { er: 1 } } })).status).toBe(400);
  });
});

describe('no secret stays in the transcript', () => {
  it('the echo has no card values and a masked text; the bot hears both as they were', async () => {
    const granted = await started();
    await say(granted, { type: 'message', text: 'it is 123 456', value: { answer: 'Fluffy' } });
    await say(granted, { type: 'message', text: 'secret choice', channelData: { postBack: true } });
    const { activities } = (await read(granted)).value;
    const echoes = activities.filter((each) => each.from.role === 'user');
    expect(texts(echoes)).toEqual(['it is ••• •••', undefined]);
    expect(JSON.stringify(echoes)).not.toContain('Fluffy');
    expect(bot.seen[1]?.activity).toMatchObject({ text: 'it is 123 456', value: { answer: 'Fluffy' } });
  });

  it('nothing that was said, and no token, is in the log', async () => {
    const granted = await started();
    await say(granted, { type: 'message', text: 'fail' });
    await say(granted, { type: 'message', text: 'canary-text' });
    expect(logged.join('')).not.toMatch(/canary-text/);
    expect(logged.join('')).not.toContain(granted.token.slice(-20));
  });
});

describe('a token', () => {
  it('opens its own conversation only', async () => {
    const [mine, other] = [await started(), await started()];
    const mixed = { ...mine, conversationId: other.conversationId };
    expect((await read(mixed)).status).toBe(403);
    expect((await say(mixed, { type: 'message', text: 'x' })).value.code).toBe('ERR_TOKEN_FOREIGN');
    expect((await call('GET', `/conversations/${other.conversationId}`, mine.token)).status).toBe(403);
  });

  it('that is missing, garbage, altered, of another key or a stream token is 403, never 401', async () => {
    const granted = await started();
    const [head = '', body = '', mac = ''] = granted.token.split('.');
    const stranger = directLineTokens(keyring(new Uint8Array(32).fill(9)), () => now);
    const none = Buffer.from('{"alg":"none","typ":"JWT","kid":""}').toString('base64url');
    const tokens = [
      undefined,
      'garbage',
      '..',
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${head}.${Buffer.from(body, 'base64url').toString('base64url').replace(/.$/, 'A')}.${mac.replace(/^./, 'A')}`,
      stranger.sign('token', { user: `dl_${'a'.repeat(22)}`, conv: granted.conversationId, key: keys.keyId }),
      new URL(granted.streamUrl).searchParams.get('t') ?? '',
    ];
    for (const token of tokens) {
      expect((await call('POST', '/tokens/refresh', token)).status).toBe(403);
      expect((await call('GET', `/conversations/${granted.conversationId}`, token)).status).toBe(403);
    }
  });

  it('expires after thirty minutes unless it is refreshed', async () => {
    const granted = await started();
    now += 29 * 60_000;
    const fresh = await call<Granted>('POST', '/tokens/refresh', granted.token);
    now += 2 * 60_000;
    const late = await call<{ code: string }>('POST', '/tokens/refresh', granted.token);
    expect([late.status, late.value.code]).toEqual([403, 'ERR_TOKEN_EXPIRED']);
    expect((await read({ ...granted, token: fresh.value.token })).status).toBe(200);
  });

  it('survives a rotation of the keys, and its conversation with it', async () => {
    const holder = { user: `dl_${'u'.repeat(22)}`, conv: 'c'.repeat(22), key: keys.keyId };
    const token = directLineTokens(keys, () => now).sign('token', holder);
    const rotated = keyring(new Uint8Array(32).fill(8), [new Uint8Array(32).fill(7)]);
    expect(directLineTokens(rotated, () => now).verify('token', token)).toEqual(holder);
    const dropped = keyring(new Uint8Array(32).fill(8));
    expect(directLineTokens(dropped, () => now).verify('token', token)).toBe('forged');
  });

  it('of a conversation that is gone is answered 404', async () => {
    const gone = await started();
    now += 3 * 3_600_000;
    const holder = JSON.parse(Buffer.from(gone.token.split('.')[1] ?? '', 'base64url').toString());
    const tokens = directLineTokens(keys, () => now);
    const granted = { ...gone, token: tokens.sign('token', holder) };
    expect((await read(granted)).status).toBe(404);
    expect((await call('GET', `/conversations/${granted.conversationId}`, granted.token)).status).toBe(404);
    const before = bot.worked.length;
    expect((await say(granted, { type: 'message', text: 'x' })).status).toBe(404);
    await line.channel.close();
    expect(bot.worked.slice(before)).toEqual([]);
    const url = gone.streamUrl.replace(/t=[^&]+/, `t=${tokens.sign('stream', holder)}`);
    expect(await new Ear(url).closed).toBe(1008);
  });

  it('is given to one source thirty times in ten minutes; the header names the source only as far as our proxies', async () => {
    const from = (address: string) =>
      call('POST', '/tokens/generate', undefined, undefined, { 'x-forwarded-for': address });
    for (let n = 0; n < 30; n += 1) expect((await from(`10.0.0.${n}, 192.0.2.1`)).status).toBe(200);
    const refused = await from('192.0.2.1');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await from('192.0.2.2')).status).toBe(200);
    expect((await from('2001:db8:1:2:3::4')).status).toBe(200);
    expect(watch.spentOn.size).toBe(3);
    await from('2001:db8:1:2:ffff::9');
    expect(watch.spentOn.size).toBe(3);
    expect(JSON.stringify([...watch.spentOn])).not.toContain('192.0.2');
  });

  it('is not given to a script of another site', async () => {
    const cross = await call('POST', '/tokens/generate', undefined, undefined, { 'sec-fetch-site': 'cross-site' });
    expect(cross.status).toBe(403);
  });
});

const lowerCased = (headers: object) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe('the socket', () => {
  it('refuses a foreign origin, a foreign conversation, a wrong, an old and an ordinary token', async () => {
    const [mine, other] = [await started(), await started()];
    const url = mine.streamUrl;
    expect(await new Ear(url, 'https://evil.example').closed).toBe(403);
    expect(await new Ear(url.replace(mine.conversationId, other.conversationId)).closed).toBe(403);
    expect(await new Ear(url.replace(/t=[^&]+/, `t=${mine.token}`)).closed).toBe(403);
    expect(await new Ear(`${url.split('?')[0]}?t=x`).closed).toBe(403);
    expect(await new Ear(`${url.split('/v3')[0]}/v3/other`).closed).toBe(404);
    now += 61_000;
    expect(await new Ear(url).closed).toBe(403);
  });

  const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  it.each([
    ['without a key', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'],
    ['with half a key', 'Upgrade: websocket\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n'],
    ['of another version', `Upgrade: websocket\r\n${KEY}Sec-WebSocket-Version: 7\r\n`],
    ['to another protocol', `Upgrade: h2c\r\n${KEY}Sec-WebSocket-Version: 13\r\n`],
    [
      'of subprotocols that are none',
      `Upgrade: websocket\r\n${KEY}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ,\r\n`,
    ],
  ])('refuses a handshake %s as all else is refused', async (_name, lines) => {
    const { pathname, search } = new URL((await started()).streamUrl);
    const head = `GET ${pathname}${search} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n${lines}\r\n`;
    const answer = await rawHttp(Number(new URL(base).port), head);
    expect([answer.status, answer.body, answer.headers.get('sec-websocket-version')]).toEqual([400, '', '13']);
    expect(Object.fromEntries(answer.headers)).toMatchObject(
      lowerCased(securityHeaders(new URL('http://127.0.0.1:1/'))),
    );
    expect(answer.headers.has('content-type')).toBe(false);
  });

  it('accepts our own origin, takes keep-alives and refuses more than it should', async () => {
    const granted = await started();
    const ear = new Ear(granted.streamUrl, new URL(granted.streamUrl).origin.replace('ws', 'http'));
    await ear.until((lines) => lines.length === 1);
    ear.socket.send('');
    ear.socket.send('x'.repeat(5000));
    expect(await ear.closed).toBe(1009);
    const ears = Array.from({ length: 8 }, () => new Ear(granted.streamUrl));
    await Promise.all(ears.map((each) => each.until((lines) => lines.length === 1)));
    expect(await new Ear(granted.streamUrl).closed).toBe(403);
  });
});

async function until(fact: () => Promise<boolean>): Promise<void> {
  while (!(await fact())) await new Promise((resolve) => setImmediate(resolve));
}
