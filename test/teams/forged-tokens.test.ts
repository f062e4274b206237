import { createHmac, createPublicKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clouds } from '../../src/channels/teams/clouds.js';
import { base64url, newKey } from '../support/issuer.js';
import { type Door, openDoor } from '../support/teams-door.js';

const EMPTY_401 = { status: 401, body: '' };
const HOUR_S = 3_600;

describe('a token at the door of the bot', () => {
  let door: Door;
  let serviceUrl: string;
  const stranger = newKey();
  const unendorsed = newKey();
  const weak = newKey(1024);

  beforeAll(async () => {
    door = await openDoor();
    serviceUrl = door.connector.serviceUrl;
    door.issuer.publish({ kid: 'for-skype-only', key: unendorsed, endorsements: ['skype'] });
    door.issuer.publish({ kid: 'weak', key: weak, endorsements: ['msteams'] });
  });
  afterAll(() => door.close());

  const seconds = (): number => Math.floor(door.time.now / 1000);
  const good = (): string => door.issuer.token({ serviceUrl });
  const withClaims = (claims: Readonly<Record<string, unknown>>): string => door.issuer.token({ serviceUrl, claims });
  const withHeader = (header: Readonly<Record<string, unknown>>): string => door.issuer.token({ serviceUrl, header });
  /** The good token's claims under another header, signed by whatever `seal` does. */
  const resealed = (header: object, seal: (text: string) => Buffer | undefined): string => {
    const text = `${base64url(header)}.${good().split('.')[1]}`;
    return `${text}.${seal(text)?.toString('base64url') ?? ''}`;
  };
  const publicPem = (): string =>
    createPublicKey(door.issuer.signingKey()).export({ type: 'spki', format: 'pem' }).toString();
  const jwk = () => createPublicKey(stranger).export({ format: 'jwk' });
  const signedBy =
    (key: typeof stranger, hash = 'RSA-SHA256') =>
    (text: string) =>
      sign(hash, Buffer.from(text), key);

  const noEffect = async (authorization: string | undefined, change = {}): Promise<void> => {
    const before = [door.heard.length, door.connector.sent.length, door.connector.looks.length];
    expect(await door.post(door.activity(change), authorization)).toEqual(EMPTY_401);
    expect([door.heard.length, door.connector.sent.length, door.connector.looks.length]).toEqual(before);
  };

  it('is let in when it is good, and the reply carries the token of the bot', async () => {
    const { status, body } = await door.post(door.activity({ text: 'good' }), `Bearer ${good()}`);
    expect({ status, body }).toEqual({ status: 200, body: '' });
    expect(door.heard.at(-1)).toMatchObject({ type: 'message', text: 'good' });
    expect(door.connector.sent.at(-1)).toMatchObject({
      authorization: 'Bearer bot-token-1',
      activity: { text: 'you said good' },
    });
  });

  it.each<[string, () => string | undefined]>([
    ['no header', () => undefined],
    ['another scheme', () => `Basic ${Buffer.from('bot:secret').toString('base64')}`],
    ['no scheme', () => good()],
    ['garbage', () => 'Bearer garbage'],
    ['three empty parts', () => 'Bearer ..'],
    ['a fourth part', () => `Bearer ${good()}.e30`],
    [
      'alg none without signature',
      () => `Bearer ${resealed({ typ: 'JWT', alg: 'none', kid: 'key-1' }, () => undefined)}`,
    ],
    [
      'alg none with the good signature',
      () => `Bearer ${resealed({ typ: 'JWT', alg: 'none', kid: 'key-1' }, signedBy(door.issuer.signingKey()))}`,
    ],
    ['alg None', () => `Bearer ${resealed({ alg: 'None', kid: 'key-1' }, signedBy(door.issuer.signingKey()))}`],
    [
      'HS256 keyed with the public key',
      () =>
        `Bearer ${resealed({ alg: 'HS256', kid: 'key-1' }, (text) => createHmac('sha256', publicPem()).update(text).digest())}`,
    ],
    [
      'RS384',
      () => `Bearer ${resealed({ alg: 'RS384', kid: 'key-1' }, signedBy(door.issuer.signingKey(), 'RSA-SHA384'))}`,
    ],
    ['another key under the known id', () => `Bearer ${door.issuer.token({ serviceUrl, key: stranger })}`],
    ['an unknown key id', () => `Bearer ${withHeader({ kid: 'nobody' })}`],
    ['no key id', () => `Bearer ${withHeader({ kid: undefined })}`],
    [
      'a key brought along (jwk)',
      () => `Bearer ${door.issuer.token({ serviceUrl, key: stranger, header: { jwk: jwk() } })}`,
    ],
    [
      'a key set elsewhere (jku)',
      () =>
        `Bearer ${door.issuer.token({ serviceUrl, key: stranger, header: { kid: 'mine', jku: `${door.connector.origin}/keys` } })}`,
    ],
    ['an extension that must be understood (crit)', () => `Bearer ${withHeader({ crit: ['b64'], b64: false })}`],
    [
      'a published key of 1024 bits',
      () => `Bearer ${door.issuer.token({ serviceUrl, key: weak, header: { kid: 'weak' } })}`,
    ],
    [
      'a key endorsed for another channel',
      () => `Bearer ${door.issuer.token({ serviceUrl, key: unendorsed, header: { kid: 'for-skype-only' } })}`,
    ],
    ['another issuer', () => `Bearer ${withClaims({ iss: 'https://login.microsoftonline.com/common/v2.0' })}`],
    ['the issuer with a slash', () => `Bearer ${withClaims({ iss: 'https://api.botframework.com/' })}`],
    ['another audience', () => `Bearer ${withClaims({ aud: '99999999-2222-4333-8444-555555555555' })}`],
    [
      'our audience among others',
      () => `Bearer ${withClaims({ aud: ['11111111-2222-4333-8444-555555555555', 'other'] })}`,
    ],
    ['expired 61 s ago', () => `Bearer ${withClaims({ exp: seconds() - 61 })}`],
    ['no end', () => `Bearer ${withClaims({ exp: undefined })}`],
    ['an end in words', () => `Bearer ${withClaims({ exp: String(seconds() + HOUR_S) })}`],
    ['not valid for another 62 s', () => `Bearer ${withClaims({ nbf: seconds() + 62 })}`],
    ['no service URL', () => `Bearer ${withClaims({ serviceurl: undefined })}`],
    ['another service URL', () => `Bearer ${withClaims({ serviceurl: 'https://smba.trafficmanager.net/emea/' })}`],
    ['ten thousand letters', () => `Bearer ${withClaims({ filler: 'x'.repeat(10_000) })}`],
  ])('is a plain 401 and changes nothing: %s', (_name, authorization) => noEffect(authorization()));

  it('is let in up to 60 s after its end and before its beginning', async () => {
    for (const claims of [{ exp: seconds() - 59 }, { nbf: seconds() + 59 }]) {
      expect((await door.post(door.activity(), `Bearer ${withClaims(claims)}`)).status).toBe(200);
    }
  });

  it.each<[string, object]>([
    ['another service URL of Teams', { serviceUrl: 'https://smba.trafficmanager.net/emea/' }],
    ['an address in the metadata range', { serviceUrl: 'http://169.254.169.254/' }],
    ['another machine', { serviceUrl: 'https://attacker.example/' }],
    ['the emulator', { channelId: 'emulator' }],
    ['Direct Line, which is not configured', { channelId: 'directline' }],
    ['a skill', { channelId: 'skill' }],
    ['the AseChannel', { channelId: 'AseChannel' }],
    ['the channel in capitals', { channelId: 'MSTEAMS' }],
  ])('that was good once opens nothing else when it is replayed with %s', async (_name, change) => {
    const authorization = `Bearer ${good()}`;
    expect((await door.post(door.activity(), authorization)).status).toBe(200);
    await noEffect(authorization, change);
  });

  it('signed for a service URL that is on no list goes nowhere, however good it is', async () => {
    for (const url of [
      'https://attacker.example/',
      'http://smba.trafficmanager.net/teams/',
      'https://smba.trafficmanager.net.attacker.example/',
      'https://attacker.example\\@smba.trafficmanager.net/',
      'https://bot@smba.trafficmanager.net/teams/',
      'https://smba.trafficmanager.net:8443/teams/',
      'https://smba.trafficmanager.net./teams/',
      'https://directline.botframework.com/',
      'http://[::ffff:127.0.0.1]/',
      'http://2130706433/',
      'file:///etc/passwd',
    ]) {
      await noEffect(`Bearer ${door.issuer.token({ serviceUrl: url })}`, { serviceUrl: url });
    }
  });

  it('signed for any of 500 service URLs beside the right ones goes nowhere, however good it is', async () => {
    const right = ['https://smba.trafficmanager.net/teams/', 'https://smba.trafficmanager.net/emea/'];
    const bits = [
      '@',
      ':',
      '/',
      '\\',
      '#',
      '?',
      '.',
      '%2e',
      '%00',
      ' ',
      '\t',
      'evil.example',
      '127.0.0.1',
      '\u3002',
      'http://',
      '[::1]',
    ];
    const host = 'smba.trafficmanager.net'.length + 'https://'.length;
    const bit = fc.constantFrom(...bits);
    const url = fc.constantFrom(...right);
    const inHost = fc.nat({ max: host });
    const mutation = fc.oneof(
      fc.tuple(url, inHost, bit).map(([text, at, what]) => text.slice(0, at) + what + text.slice(at)),
      fc.tuple(url, inHost, bit).map(([text, at, what]) => text.slice(0, at) + what + text.slice(at + 1)),
      fc
        .tuple(url, fc.nat({ max: host - 1 }), fc.integer({ min: 1, max: 8 }))
        .map(([text, at, count]) => text.slice(0, at) + text.slice(at + count)),
      fc.tuple(url, bit, bit).map(([text, before, after]) => `${before}${text}${after}`),
      fc.tuple(bit, url).map(([what, text]) => `https://${what}${new URL(text).host}/teams/`),
      fc.tuple(bit, url).map(([what, text]) => `https://${new URL(text).host}${what}/teams/`),
      fc.webUrl(),
      fc.string({ maxLength: 60 }),
    );
    const isRight = (text: string): boolean =>
      URL.canParse(text) && new URL(text).href === text && /^https:\/\/smba\.trafficmanager\.net\//.test(text);
    const urls = [...new Set(fc.sample(mutation, { numRuns: 1_200, seed: 20_260_101 }))].filter(
      (text) => text !== '' && !isRight(text),
    );
    expect(urls.length).toBeGreaterThan(500);
    for (const each of urls.slice(0, 500)) {
      expect(clouds.public.serves('msteams', each), each).toBe(false);
      await noEffect(`Bearer ${door.issuer.token({ serviceUrl: each })}`, { serviceUrl: each });
    }
  }, 60_000);

  it('mutated in any of 6,000 ways is a 401, and nothing happened', async () => {
    const token = good();
    expect((await door.post(door.activity(), `Bearer ${token}`)).status).toBe(200);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/';
    const place = fc.nat({ max: token.length - 1 });
    const letter = fc.constantFrom(...letters);
    const mutation = fc.oneof(
      fc.tuple(place, letter).map(([at, other]) => token.slice(0, at) + other + token.slice(at + 1)),
      fc.tuple(place, letter).map(([at, other]) => token.slice(0, at) + other + token.slice(at)),
      fc
        .tuple(place, fc.integer({ min: 1, max: 40 }))
        .map(([at, length]) => token.slice(0, at) + token.slice(at + length)),
      // The last letter of the signature, where several letters may mean the same bits.
      letter.map((other) => token.slice(0, -1) + other),
      fc.shuffledSubarray(token.split('.'), { minLength: 1 }).map((parts) => parts.join('.')),
      fc.dictionary(fc.constantFrom('iss', 'aud', 'exp', 'serviceurl', 'nbf'), fc.jsonValue()).map((claims) => {
        const [head, body = '', signature] = token.split('.');
        const said = JSON.parse(Buffer.from(body, 'base64url').toString());
        return [head, base64url({ ...said, ...claims }), signature].join('.');
      }),
      fc.dictionary(fc.constantFrom('alg', 'kid', 'typ', 'crit', 'x5u'), fc.jsonValue()).map((header) => {
        const [, body, signature] = token.split('.');
        return [base64url({ alg: 'RS256', kid: 'key-1', ...header }), body, signature].join('.');
      }),
    );
    const mutated = fc.sample(mutation, { numRuns: 6_600, seed: 20_260_101 }).filter((each) => each !== token);
    expect(mutated.length).toBeGreaterThan(6_000);
    const before = [door.heard.length, door.connector.sent.length, door.connector.looks.length];
    const answers = new Map<string, number>();
    for (let from = 0; from < mutated.length; from += 40) {
      const batch = mutated.slice(from, from + 40).map((each) => door.post(door.activity(), `Bearer ${each}`));
      for (const { status, body } of await Promise.all(batch)) {
        answers.set(`${status} ${body}`, (answers.get(`${status} ${body}`) ?? 0) + 1);
      }
    }
    expect([...answers]).toEqual([['401 ', mutated.length]]);
    expect([door.heard.length, door.connector.sent.length, door.connector.looks.length]).toEqual(before);
  }, 60_000);

  it('leaves nothing of itself in the log: one line a minute with counts', () => {
    const written = door.lines.join('');
    expect(written).toContain('authn_token_refused');
    expect(written).not.toContain('eyJ');
    expect(door.lines.filter((line) => line.includes('authn_token_refused'))).toHaveLength(1);
  });
});

describe("the issuer's keys", () => {
  it('are fetched once for 200 turns', async () => {
    const door = await openDoor();
    try {
      for (let turn = 0; turn < 200; turn += 1) {
        const token = door.issuer.token({ serviceUrl: door.connector.serviceUrl });
        expect((await door.post(door.activity(), `Bearer ${token}`)).status).toBe(200);
      }
      expect(door.issuer.fetched).toEqual({ metadata: 1, keys: 1 });
      expect(door.heard).toHaveLength(200);
    } finally {
      await door.close();
    }
  });

  it('let nobody in while they cannot be had, and say so in the log', async () => {
    const door = await openDoor();
    try {
      door.issuer.goDown(true);
      expect(await door.post(door.activity(), door.bearer())).toEqual(EMPTY_401);
      expect(door.lines.join('')).toContain('signing keys cannot be had');
      door.issuer.goDown(false);
      door.time.now += 10_000;
      expect((await door.post(door.activity(), door.bearer())).status).toBe(200);
    } finally {
      await door.close();
    }
  });
});
