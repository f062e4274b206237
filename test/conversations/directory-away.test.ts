import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../src/directories/directory.js';
import { DirectoryUnavailable } from '../../src/errors.js';
import { resetService } from '../../src/reset/service.js';
import { type House, house } from '../support/house.js';
import { signedIn } from '../support/registering.js';

const ADA = 'ada@contoso.example';
const NOBODY = 'nobody@contoso.example';
const MINUTE = 60_000;
const AWAY = /directory does not answer right now, and nothing has changed/;

/** The directory's own phone and mail count, so that it is asked at every step. */
const folder = mkdtempSync(join(tmpdir(), 'away-'));
const policy = join(folder, 'policy.yaml');
writeFileSync(
  policy,
  `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-code, sms, email]
    register: { required: 2, directoryContacts: reset }
`,
);
afterAll(() => rmSync(folder, { recursive: true }));

let home: House;
let retryAfterMs: number | undefined;
let isAway = false;
const ask: readonly (keyof Directory)[] = ['find', 'read', 'rules'];

beforeEach(async () => {
  [isAway, retryAfterMs] = [false, 4 * MINUTE];
  home = await house({
    env: { POLICY_FILE: policy },
    directory: (embedded) =>
      new Proxy(embedded, {
        get: (whole, name) =>
          isAway && ask.some((one) => one === name)
            ? async () => {
                throw new DirectoryUnavailable('Come back later.', { retryAfterMs });
              }
            : Reflect.get(whole, name),
      }),
  });
});
afterEach(() => home.close());

const say = async (text: string, name = 'one'): Promise<string> => (await home.chat(name).say(text)).join('\n');

describe('a directory that does not answer', () => {
  it('when the name is said: for how long, for every name in the same words; the name is heard when it is back', async () => {
    const answers: string[] = [];
    for (const login of [ADA, 'eve@contoso.example', NOBODY]) {
      isAway = false;
      await say('I forgot my password', login);
      isAway = true;
      answers.push(await say(login, login));
    }
    expect(answers[0]).toMatch(AWAY);
    expect(answers[0]).toMatch(/try again in 4 minutes/);
    expect(answers[0]).not.toMatch(/proofs are kept/);
    expect(new Set(answers).size).toBe(1);
    isAway = false;
    expect(await say(ADA, ADA)).toMatch(/two proofs/);
  });

  it('which does not say for how long: a minute', async () => {
    retryAfterMs = undefined;
    await say('I forgot my password');
    isAway = true;
    expect(await say(ADA)).toMatch(/try again in 60 seconds/);
  });

  it('before a first proof: the same for who exists and who does not, at every step', async () => {
    const heard: string[][] = [];
    for (const login of [ADA, NOBODY]) {
      isAway = false;
      const said: string[] = [];
      await say('I forgot my password', login);
      await say(login, login);
      isAway = true;
      said.push(await say('email', login), await say('hello?', login));
      isAway = false;
      await say('email', login);
      isAway = true;
      said.push(await say('12345678', login), await say('another way', login));
      heard.push(said);
    }
    expect(heard[0]).toEqual(heard[1]);
    for (const answer of heard[0] ?? []) expect(answer).toMatch(AWAY);
  });

  it('just after a right code, which is used up: the proof counts, and it goes on where it was', async () => {
    await say('I forgot my password');
    await say(ADA);
    await say('authenticator');
    const code = await home.app('sample-ada');
    // Asked for what was registered, it still answered; for what comes next it does not.
    const { read } = home.world.directory;
    let reads = 0;
    Object.assign(home.world.directory, {
      read: (id: string) => {
        reads += 1;
        isAway = reads > 1;
        return isAway ? Promise.reject(new DirectoryUnavailable('Come back later.', { retryAfterMs })) : read(id);
      },
    });
    const said = await say(code);
    expect(said).toMatch(AWAY);
    expect(said).toMatch(/proofs are kept/);
    Object.assign(home.world.directory, { read });
    isAway = false;
    const back = await say('try again');
    expect(back).toMatch(/One more/);
    expect(back).not.toMatch(/did not catch/);
    await say('email');
    expect(await say((await home.phone('ada@home.example')).at(-1)?.code ?? '')).toMatch(/\/password\//);
  });

  it('after all proofs: they are kept, and the link comes when it is back', async () => {
    await say('I forgot my password');
    await say(ADA);
    await say('authenticator');
    await say(await home.app('sample-ada'));
    await say('email');
    const code = (await home.phone('ada@home.example')).at(-1)?.code ?? '';
    isAway = true;
    expect(await say(code)).toMatch(AWAY);
    isAway = false;
    expect(await say(code)).toMatch(/\/password\//);
  });

  it('in Teams, where nobody says a name: the conversation is over before it began, and says for how long', async () => {
    const recognise = () => Promise.reject(new DirectoryUnavailable('Come back later.', { retryAfterMs }));
    const identity = { tenantId: 't', objectId: 'o' };
    const caller = { channel: 'msteams', conversation: 't.1', identity, ownsTranscript: false, locale: 'en' } as const;
    const { session, ask } = await resetService({ ...home.world, recognise }).open(caller, 'reset');
    expect(session.phase).toBe('ended');
    expect(ask).toEqual({ kind: 'directory-away', retryAt: home.time.now + 4 * MINUTE, kept: false, over: true });
  });
});

describe('a directory that does not answer while methods are set up', () => {
  const BEN = 'ben@contoso.example';
  const sent = async (): Promise<string> => (await home.phone('+12025550101')).at(-1)?.code ?? '';

  it('when a proof is chosen or typed: the proof is kept, and it goes on where it was', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', BEN, 'Correct-Horse-2');
    isAway = true;
    const away = (await chat.say(await sent())).join();
    expect(away).toMatch(AWAY);
    expect(away).toMatch(/4 minutes/);
    isAway = false;
    expect((await chat.say(await sent())).join()).toMatch(/0 of 2 ready/);
  });

  it('when something is added: nothing is lost', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', BEN, 'Correct-Horse-2');
    await chat.say(await sent());
    isAway = true;
    expect((await chat.say('authenticator')).join()).toMatch(/Your proofs are kept.*"try again" in 4 minutes/);
    expect((await chat.say('try again')).join()).toMatch(AWAY);
    isAway = false;
    expect((await chat.say('try again')).join()).toMatch(/0 of 2 ready/);
    expect((await chat.say('authenticator')).join()).toMatch(/[Ss]can/);
  });
});
