import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MethodUnavailable } from '../../src/errors.js';
import type { Method } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { collect } from '../../src/proving/collect.js';
import { compare } from '../../src/proving/compare.js';
import type { Choice, Inquiry } from '../../src/proving/inquiry.js';
import type { Active } from '../../src/proving/subject.js';
import { blockKey, deniedKey } from '../../src/reset/budgets.js';
import { personKey } from '../../src/reset/person.js';
import { type House, house, shownText } from '../support/house.js';
import { signedIn } from '../support/registering.js';
import { cookieFor } from '../support/saved.js';

const ADA = 'ada@contoso.example';
const DAY = 24 * 3_600_000;

let home: House;
let person = '';
beforeEach(async () => {
  home = await house();
  person = personKey(home.adapters.keyring, 'sample-ada', '');
});
afterEach(() => home.close());

/** Ada is asked by one of her methods. */
async function asked(name: string, told = false): Promise<{ inquiry: Inquiry; active: Active; choice: Choice }> {
  const method = home.world.methods.get(methodId(name));
  const enrollments = (await home.world.enrollments.list('sample-ada')).filter((one) => one.method === name);
  const [first] = enrollments;
  if (!method || !first) throw new Error(`Ada has no ${name}`);
  const who = { accountId: 'sample-ada', login: ADA, person };
  const about = {
    sessionId: `session ${Math.random()}`,
    conversation: 'w.x',
    channel: 'webchat',
    locale: 'en',
  } as const;
  const inquiry = { ...about, who, purpose: 'reset', told } as const;
  const { challenge, deliver } = await method.begin({ ...about, ...who, purpose: 'reset' }, first);
  await deliver?.();
  const active = { method: method.traits.id, enrollmentId: first.id, challenge, tries: 3, asking: 'asking' };
  return { inquiry, active, choice: { method, enrollments } };
}

const press = async (key: string): Promise<void> => {
  const calls = await home.adapters.carriers.outbox?.calls();
  await home.mind.calls.pressed(calls?.at(-1)?.reference ?? '', key);
};

const wrongCode = async () => {
  const { inquiry, active, choice } = await asked('authenticator-code', true);
  return compare(home.world, inquiry, active, choice, '000000');
};

const isBlocked = async (): Promise<boolean> =>
  (await home.world.throttle.spend(home.world.budgets.standing(person))).kind === 'refused';

describe('whether an answer has come another way', () => {
  it('takes no try while none has: whoever looks often uses up nothing', async () => {
    for (let look = 0; look < 20; look += 1) {
      const { inquiry, active, choice } = await asked('voice');
      expect(await collect(home.world, inquiry, active, choice)).toEqual({ kind: 'pending' });
    }
    expect(await wrongCode()).toMatchObject({ kind: 'failed', left: 2, locked: false });
    const { inquiry, active, choice } = await asked('voice', true);
    expect(await collect(home.world, inquiry, active, choice)).toEqual({ kind: 'pending' });
  });

  it('takes one for each that was wrong, and the last one locks', async () => {
    const locked: (boolean | undefined)[] = [];
    for (let call = 0; call < 5; call += 1) {
      const { inquiry, active, choice } = await asked('voice');
      await press('1');
      const collected = await collect(home.world, inquiry, active, choice);
      if (collected.kind !== 'failed') throw new Error(collected.kind);
      locked.push((await collected.after?.())?.locked);
    }
    expect(locked).toEqual([false, false, false, false, true]);
    expect(await isBlocked()).toBe(true);
  });

  it('ends a session that was denied, also of a person who is blocked for longer', async () => {
    const { inquiry, active, choice } = await asked('voice');
    await home.world.throttle.block(blockKey(person), home.time.now + 30 * DAY);
    await home.world.throttle.block(deniedKey(inquiry.sessionId), home.time.now + DAY);
    const collected = await collect(home.world, inquiry, active, choice);
    expect(collected).toMatchObject({ kind: 'stopped', stop: { ending: 'denied' } });
  });

  it('shows a block only after a first proof, and lets nobody pass', async () => {
    await home.world.throttle.block(blockKey(person), home.time.now + DAY);
    const untold = await asked('voice');
    expect(await collect(home.world, untold.inquiry, untold.active, untold.choice)).toEqual({ kind: 'pending' });
    await press('#');
    const refused = await collect(home.world, untold.inquiry, untold.active, untold.choice);
    expect(refused).toMatchObject({ kind: 'refused', reason: 'used-up' });
    const told = await asked('voice', true);
    const stopped = await collect(home.world, told.inquiry, told.active, told.choice);
    expect(stopped).toMatchObject({ kind: 'stopped', stop: { ending: 'blocked' } });
  });

  it('says that a method is unavailable which cannot tell, and takes no try', async () => {
    const { inquiry, active, choice } = await asked('voice');
    const arrived = async (): Promise<never> => {
      throw new MethodUnavailable('Its settings are others now.');
    };
    const method: Method = { ...choice.method, arrived };
    for (let look = 0; look < 6; look += 1) {
      expect(await collect(home.world, inquiry, active, { ...choice, method })).toEqual({ kind: 'unavailable' });
    }
    expect(await wrongCode()).toMatchObject({ left: 2 });
  });
});

describe('a page of questions that somebody else has opened', () => {
  const POLICY = `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-code, email, security-questions]
    securityQuestions: { iUnderstand: "${QUESTIONS_SENTENCE}", register: 3, ask: 3 }
`;

  async function wrongSet(blocked: boolean): Promise<readonly string[]> {
    const file = join(mkdtempSync(join(tmpdir(), 'collect-')), 'policy.yaml');
    writeFileSync(file, POLICY);
    await home.close();
    home = await house({ env: { POLICY_FILE: file } });
    const sheets = home.mind.questionSheets;
    const opened = async (said: readonly string[]): Promise<string> =>
      cookieFor(sheets, /\/questions\/(\S+)/.exec(said.join('\n'))?.[1] ?? '');
    const registering = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await registering.say(await home.app('sample-ada'));
    const cookie = await opened(await registering.say('security questions'));
    const page = await sheets.view(cookie);
    if (page === 'gone' || page.kind !== 'register') throw new Error('no questions');
    await sheets.give(
      cookie,
      page.choices.slice(0, 3).map((question, index) => ({ question, answer: `walnut ${index} tree` })),
    );
    await home.settled();
    home.time.now += 60_000;

    const chat = home.chat('two');
    for (const words of ['I forgot my password', ADA]) await chat.say(words);
    const asks = await opened(await chat.say('security questions'));
    if (blocked) await home.world.throttle.block(blockKey(person), home.time.now + DAY);
    for (const ms of [0, 1100, 5100, 15_100]) {
      home.time.now += ms;
      await chat.say('hello?');
    }
    home.time.now += 20_000;
    const shown = await sheets.view(asks);
    if (shown === 'gone' || shown.kind !== 'answer') throw new Error('gone');
    await sheets.give(
      asks,
      shown.questions.map((question) => ({ question, answer: 'no' })),
    );
    await home.settled();
    return (await chat.heard()).map(shownText);
  }

  it('answers the same to wrong answers whether or not the person is blocked, however much was said before', async () => {
    const ordinary = await wrongSet(false);
    expect(ordinary.join()).toMatch(/other questions/);
    expect(await wrongSet(true)).toEqual(ordinary);
  });
});
