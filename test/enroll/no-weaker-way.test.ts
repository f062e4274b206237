import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondProofs } from '../../src/enroll/second-proof.js';
import { recognised } from '../../src/enroll/transitions.js';
import type { Method, NewEnrollment } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { type House, house } from '../support/house.js';
import { registeredCodes, registeredQuestions } from '../support/saved.js';

const PHONE = { proof: 'phone:+12025550177', data: { to: '+12025550177' } };
const KEPT: Readonly<Record<string, Pick<NewEnrollment, 'proof' | 'data'>>> = {
  'authenticator-code': { proof: 'app', data: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', since: 0 } },
  sms: PHONE,
  voice: PHONE,
  email: { proof: 'mailbox', data: { to: 'ben@home.example' } },
  'recovery-code': { proof: 'saved', data: {} },
  'security-questions': { proof: 'knowledge', data: {} },
};
const METHODS = Object.keys(KEPT);

/** What is registered · whether a phone is on file · what alone may be the second proof. */
const STATES: readonly (readonly [registered: string, phoneOnFile: boolean, wanted: string])[] = [
  ['', false, ''],
  ['', true, 'sms'],
  ['sms', true, 'sms'],
  ['sms voice', true, 'sms voice'],
  ['email', true, 'email'],
  ['email sms', true, 'sms'],
  ['authenticator-code', true, 'authenticator-code'],
  ['authenticator-code sms voice email security-questions', true, 'authenticator-code'],
  ['recovery-code email', true, 'recovery-code'],
  ['recovery-code authenticator-code', true, 'authenticator-code recovery-code'],
  ['security-questions', true, 'sms'],
  ['security-questions', false, 'security-questions'],
];

let home: House;
let methods: ReadonlyMap<Method['traits']['id'], Method>;
let phone: string | undefined;

beforeAll(async () => {
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      read: async (id) => {
        const account = await embedded.read(id);
        return account && { ...account, phone };
      },
    }),
  });
  const { method: codes } = await registeredCodes();
  const { method: questions } = await registeredQuestions();
  methods = new Map([...home.mind.enrollWorld.methods, [codes.traits.id, codes], [questions.traits.id, questions]]);
});
afterAll(() => home.close());

/** Ben, with exactly this registered, about to prove himself; `coolingFor` in ms. */
async function offered(registered: readonly string[], coolingFor = 0): Promise<readonly string[]> {
  const { enrollments } = home.adapters.durable;
  for (const { id } of await enrollments.list('sample-ben')) await enrollments.remove(id);
  for (const name of registered) {
    const kept = KEPT[name];
    if (!kept) throw new Error(`no such method: ${name}`);
    await enrollments.add('sample-ben', { method: methodId(name), name: '', ...kept }, home.time.now + coolingFor);
  }
  const who = { accountId: 'sample-ben', login: 'ben@contoso.example', person: 'p' };
  const start = {
    id: 's',
    goal: 'register',
    conversation: 'c',
    channel: 'webchat',
    ownsTranscript: true,
    locale: 'en',
  } as const;
  const world = { ...home.mind.enrollWorld, methods };
  const choices = await secondProofs(world, recognised(start, who, home.time.now));
  return choices.map(({ method }) => method.traits.id);
}

const listed = (names: string): readonly string[] => names.split(' ').filter((name) => name !== '');

describe('the second proof of a registration', () => {
  it.each(STATES)(
    'with "%s" registered, phone on file: %s, is %s and nothing weaker',
    async (registered, on, wanted) => {
      phone = on ? '+12025550101' : undefined;
      const found = await offered(listed(registered));
      for (const method of METHODS)
        expect([method, found.includes(method)]).toEqual([method, listed(wanted).includes(method)]);
    },
  );

  it('is not lent by what is still cooling', async () => {
    phone = '+12025550101';
    expect(await offered(['authenticator-code'], 60_000)).toEqual(['sms']);
    phone = undefined;
    expect(await offered(['authenticator-code', 'email'], 60_000)).toEqual([]);
  });
});
