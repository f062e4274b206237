import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { approveRoutes } from '../../src/http/approve.js';
import { approvePages } from '../../src/http/approve-page.js';
import { webAssets } from '../../src/http/assets.js';
import { createLogger } from '../../src/http/logger.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { approverDesk, asking, type Desk, numberIn, Phone, requested } from '../support/approver.js';

const ADA = 'account-ada';
const snapshot = z.object({
  now: z.number(),
  version: z.string(),
  phones: z.array(
    z.object({ account: z.string(), state: z.string(), waiting: z.record(z.string(), z.unknown()).optional() }),
  ),
});
type Snapshot = z.infer<typeof snapshot>;

let desk: Desk;
let server: HttpServer;
let app: ReturnType<typeof approveRoutes>;
let origin = '';

beforeEach(async () => {
  desk = approverDesk();
  const publicUrl = new URL('http://127.0.0.1/');
  const log = createLogger({ level: 'silent' });
  app = approveRoutes({
    approver: desk,
    organisation: 'Contoso',
    publicUrl,
    clock: desk.now,
    trustedProxyHops: 0,
    log,
  });
  server = createHttpServer({ routes: app.routes, log, publicUrl });
  origin = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
});
afterEach(async () => {
  app.close();
  await server.close();
});

const post = (path: string, body: unknown, headers = {}): Promise<Response> =>
  fetch(`${origin}/approve/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const listens = (phone = desk.phone, account = ADA) => ({ phones: [phone.says('listen', account, desk.now())] });

/** The events of a stream, one by one. */
async function streamed(body: object): Promise<{ response: Response; next(): Promise<Snapshot | 'over'> }> {
  const response = await post('requests', body, { Accept: 'text/event-stream' });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const waiting: string[] = [];
  return {
    response,
    async next() {
      for (;;) {
        const event = waiting.shift();
        if (event?.startsWith('data: ')) return snapshot.parse(JSON.parse(event.slice(6)));
        if (event !== undefined) continue;
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return 'over';
        waiting.push(...chunk.value.split('\n\n').filter((part) => part !== ''));
      }
    },
  };
}

describe('listening', () => {
  test('tells how things stand, what comes, and what is answered, over one stream', async () => {
    const { response, next } = await streamed(listens());
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await next()).toMatchObject({ now: desk.now(), phones: [{ account: ADA, state: 'ready' }] });
    const begun = await requested(desk);
    const told = await next();
    expect(told).toMatchObject({ phones: [{ waiting: { id: begun.waiting.id, purpose: 'reset' } }] });
    expect(JSON.stringify(told)).not.toContain(`"${numberIn(begun.challenge)}"`);
    await post('answer', desk.phone.answers(ADA, begun.waiting, numberIn(begun.challenge), desk.now()));
    expect(await next()).toMatchObject({ phones: [{ state: 'ready' }] });
    app.close();
    expect(await next()).toBe('over');
  });

  test('by asking again and again tells the same, at once or when it changes', async () => {
    const ask = async (version?: string): Promise<Snapshot> =>
      snapshot.parse(await (await post('requests', { ...listens(), version }, { Accept: 'application/json' })).json());
    const first = await ask();
    expect(first.phones).toEqual([{ account: ADA, state: 'ready' }]);
    const later = ask(first.version);
    const begun = await requested(desk);
    expect(await later).toMatchObject({ phones: [{ waiting: { id: begun.waiting.id } }] });
  });

  test('several accounts on one phone are heard together', async () => {
    const second = { ...desk.enrollment, id: 'enrollment-2', accountId: 'account-ben' };
    desk.book.push(second);
    const both = [ADA, 'account-ben'].map((account) => desk.phone.says('listen', account, desk.now()));
    const { next } = await streamed({ phones: both });
    expect(await next()).toMatchObject({ phones: [{ state: 'ready' }, { state: 'ready' }] });
    const begun = await desk.method.begin(asking({ accountId: 'account-ben' }), second);
    await begun.deliver?.();
    expect(await next()).toMatchObject({ phones: [{ account: ADA }, { account: 'account-ben', waiting: {} }] });
  });

  test.each([
    ['a phone that is not registered', () => listens(new Phone()), 'unknown'],
    ['an account that does not exist', () => listens(desk.phone, 'nobody'), 'unknown'],
    [
      'a signature of another time',
      () => ({ phones: [desk.phone.says('listen', ADA, desk.now() - 300_000)] }),
      'stale',
    ],
  ])('%s hears nothing, and is told so', async (_what, said, state) => {
    await requested(desk);
    const { next } = await streamed(said());
    expect(await next()).toMatchObject({ now: desk.now(), phones: [{ state }] });
    expect(await next()).toBe('over');
  });

  test('one signature is good for one listening', async () => {
    const said = listens();
    const once = await streamed(said);
    expect(await once.next()).toMatchObject({ phones: [{ state: 'ready' }] });
    const twice = await streamed(said);
    expect(await twice.next()).toMatchObject({ phones: [{ state: 'stale' }] });
  });

  test('a phone that is taken out is told nothing more', async () => {
    const { next } = await streamed(listens());
    await next();
    desk.book.length = 0;
    await desk.method.begin(asking(), desk.enrollment).then((begun) => begun.deliver?.());
    expect(await next()).toMatchObject({ phones: [{ state: 'unknown' }] });
  });
});

describe('answering', () => {
  test('is worth nothing altered, twice, late, or with the wrong number', async () => {
    const begun = await requested(desk);
    const right = desk.phone.answers(ADA, begun.waiting, numberIn(begun.challenge), desk.now());
    const outcomeOf = async (answer: unknown): Promise<unknown> => {
      const response = await post('answer', answer);
      return [response.status, await response.json()];
    };
    expect(await outcomeOf({ ...right, signature: `A${right.signature.slice(1, -1)}A` })).toEqual([
      403,
      { outcome: 'forged' },
    ]);
    expect(await outcomeOf({ ...right, action: 'deny', number: '' })).toEqual([403, { outcome: 'forged' }]);
    expect(await outcomeOf(right)).toEqual([200, { outcome: 'approved' }]);
    expect(await outcomeOf(right)).toEqual([410, { outcome: 'gone' }]);
    const second = await requested(desk);
    desk.pass(60_000);
    const late = desk.phone.answers(ADA, second.waiting, numberIn(second.challenge), desk.now());
    expect(await outcomeOf(late)).toEqual([410, { outcome: 'late' }]);
    const denial = desk.phone.answers(ADA, second.waiting, '', desk.now());
    expect(await outcomeOf(denial)).toEqual([200, { outcome: 'denied' }]);
    expect(desk.denials).toHaveLength(1);
  });

  test.each([
    ['another site', { Origin: 'https://evil.example' }, 403],
    ['another site, without saying which', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ])('is refused from %s', async (_what, headers, status) => {
    const begun = await requested(desk);
    const right = desk.phone.answers(ADA, begun.waiting, numberIn(begun.challenge), desk.now());
    expect((await post('answer', right, headers)).status).toBe(status);
    expect((await post('answer', right)).status).toBe(200);
  });

  test.each([
    ['an unknown field', { extra: 1 }],
    ['a number of three digits', { number: '123' }],
    ['a short id', { id: 'x' }],
  ])('with %s is a bad request', async (_what, change) => {
    const begun = await requested(desk);
    const right = desk.phone.answers(ADA, begun.waiting, numberIn(begun.challenge), desk.now());
    expect((await post('answer', { ...right, ...change })).status).toBe(400);
  });

  test('a flood from one place is refused', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 121; index += 1)
      statuses.push((await post('invitation', { secret: 'x'.repeat(43) })).status);
    expect(statuses.at(0)).toBe(410);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('pairing', () => {
  test('shows whose account it is, registers the key, and takes a push service alone to be woken', async () => {
    const begun = await desk.method.enroll?.begin(asking({ purpose: 'register' }), undefined);
    if (!begun || 'refused' in begun || begun.challenge.question.kind !== 'pair') throw new Error('not invited');
    const secret = begun.challenge.question.uri.split('#')[1] ?? '';
    expect(await (await post('invitation', { secret })).json()).toEqual({
      organisation: 'Contoso',
      login: 'ada@contoso.example',
      codes: false,
      wakeKey: 'a key',
    });
    const phone = new Phone();
    const subscription = { endpoint: 'https://127.0.0.1/internal', keys: { p256dh: 'a', auth: 'b' } };
    const paired = await post('pair', { secret, ...phone.candidate(secret), subscription });
    expect(await paired.json()).toMatchObject({
      account: ADA,
      device: phone.id,
      organisation: 'Contoso',
      wakes: false,
    });
    expect((await post('pair', { secret, ...new Phone().candidate(secret) })).status).toBe(410);
    const key = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url');
    expect((await post('pair', { secret, ...phone.candidate(secret), key })).status).toBe(400);
  });

  test('a change of where to be woken is signed by the phone', async () => {
    const [endpoint, p256dh, auth] = ['https://push.example/1', 'a', 'b'];
    const subscription = { endpoint, keys: { p256dh, auth } };
    const said = () => desk.phone.says('subscribe', ADA, desk.now(), endpoint, p256dh, auth);
    const forged = { ...subscription, endpoint: 'https://push.example/mine' };
    expect((await post('subscription', { ...said(), subscription: forged })).status).toBe(403);
    expect((await post('subscription', { ...said(), subscription: null })).status).toBe(403);
    expect(await (await post('subscription', { ...said(), subscription })).json()).toEqual({ wakes: true });
    expect(desk.book[0]?.data).toEqual({ key: desk.phone.key, subscription });
    const off = { ...desk.phone.says('subscribe', ADA, desk.now()), subscription: null };
    expect(await (await post('subscription', off)).json()).toEqual({ wakes: true });
    expect(desk.book[0]?.data).toEqual({ key: desk.phone.key });
  });
});

describe('the app', () => {
  test('is served with its worker, its manifest and its icons, under a strict policy', async () => {
    execFileSync(process.execPath, ['scripts/build.mjs', 'web', 'webChat'], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    });
    const assets = webAssets(new URL('../../dist/web/', import.meta.url));
    const pages = createHttpServer({
      routes: [...assets.routes, ...approvePages(assets, 'Contoso "& Co"')],
      log: createLogger({ level: 'silent' }),
      publicUrl: new URL('https://reset.contoso.example/'),
    });
    const at = `http://127.0.0.1:${await pages.listen('127.0.0.1', 0)}`;
    try {
      const page = await fetch(`${at}/approve`);
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
      expect(await page.text()).toContain('Contoso &quot;&amp; Co&quot;');
      const worker = await fetch(`${at}/approve/worker.js`);
      expect(worker.headers.get('service-worker-allowed')).toBe('/approve');
      expect(worker.headers.get('cache-control')).toBe('no-store');
      const manifest = z
        .object({
          name: z.string(),
          start_url: z.string(),
          display: z.string(),
          icons: z.array(z.object({ src: z.string() })),
        })
        .parse(await (await fetch(`${at}/approve/app.webmanifest`)).json());
      expect(manifest).toMatchObject({ name: 'Contoso "& Co" approver', start_url: '/approve', display: 'standalone' });
      for (const { src } of manifest.icons) {
        const icon = await fetch(`${at}${src}`);
        expect(icon.headers.get('content-type')).toBe('image/png');
        expect(
          Buffer.from(await icon.arrayBuffer())
            .subarray(1, 4)
            .toString(),
        ).toBe('PNG');
      }
    } finally {
      await pages.close();
    }
  });
});
