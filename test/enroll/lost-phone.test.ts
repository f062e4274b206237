import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disputeDoor } from '../../src/enroll/dispute-door.js';
import { methodId } from '../../src/methods/traits.js';
import { Phone } from '../support/approver.js';
import { ADA, ADA_ID, paired, silentWaker } from '../support/approving.js';
import { type Chat, type House, house } from '../support/house.js';
import { signedIn } from '../support/registering.js';

const MINUTE = 60_000;
let home: House;

beforeEach(async () => {
  home = await house({ waker: silentWaker });
  await (await paired(home, new Phone(), true)).say('done');
});
afterEach(async () => {
  await home.close();
});

const ofPhone = async (): Promise<readonly string[]> =>
  (await home.adapters.durable.enrollments.list(ADA_ID))
    .filter(({ name }) => name === 'Pixel')
    .map(({ method }) => method)
    .sort();
const BOTH = ['authenticator-code', 'authenticator-notification'];
const others = async (): Promise<number> =>
  (await home.adapters.durable.enrollments.list(ADA_ID)).filter(({ name }) => name !== 'Pixel').length;
const mails = async (): Promise<readonly string[]> => (await home.phone(ADA)).map(({ text }) => text);
const linkIn = (text: string | undefined): string => /\/dispute\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';
const disputes = (token: string) =>
  disputeDoor({ ...home.mind.enrollWorld, log: { warn: () => undefined } }).dispute(token);

async function managing(): Promise<Chat> {
  home.time.now += MINUTE;
  const chat = await signedIn(home, 'what have I registered?', ADA, 'Correct-Horse-1');
  await chat.say('authenticator code');
  await chat.say(await home.app(ADA_ID));
  return chat;
}

/** The number under which the entry of this method stands in the list. */
async function numberOf(method: string): Promise<string> {
  const { methods } = home.mind.enrollWorld;
  const rank = (id: string): number => [...methods.values()].find(({ traits }) => traits.id === id)?.traits.rank ?? 99;
  const all = [...(await home.adapters.durable.enrollments.list(ADA_ID))].sort(
    (a, b) => rank(a.method) - rank(b.method) || a.createdAt - b.createdAt,
  );
  return String(all.findIndex((one) => one.method === method && one.name === 'Pixel') + 1);
}

describe('a phone that also shows codes', () => {
  it.each(BOTH)(
    'is removed as a whole by its %s, which is said before and after, here and elsewhere',
    async (method) => {
      const before = await others();
      expect(await ofPhone()).toEqual(BOTH);
      const chat = await managing();
      await chat.say(await numberOf(method));
      expect((await chat.say('remove')).join('\n')).toMatch(/Remove .*Pixel.*same phone/s);
      const said = (await chat.say('yes')).join('\n');
      expect(said).toMatch(/Removed: \*\*.*(App notification.*Authenticator app|Authenticator app.*App notification)/);
      expect(await ofPhone()).toEqual([]);
      expect(await others()).toBe(before);
      const notice = (await mails()).at(-1);
      expect(notice).toMatch(/was removed/);
      expect(notice).toMatch(/app notification/);
      expect(notice).toMatch(/authenticator app/);
      const audit = await home.adapters.durable.audit.list({ limit: 50 });
      const removed = audit.filter(({ outcome }) => outcome === 'method-removed').map((one) => one.method);
      expect([...removed].sort()).toEqual(BOTH);
    },
  );

  it('comes back as a whole when its removal is disputed, and can be removed as a whole again', async () => {
    const chat = await managing();
    await chat.say(await numberOf('authenticator-notification'));
    await chat.say('remove');
    await chat.say('yes');
    expect(await disputes(linkIn((await mails()).at(-1)))).toBe('undone');
    expect(await ofPhone()).toEqual(BOTH);

    home.time.now += 25 * 60 * MINUTE;
    const again = await managing();
    await again.say(await numberOf('authenticator-code'));
    await again.say('remove');
    await again.say('yes');
    expect(await ofPhone()).toEqual([]);
  });

  it.each([0, 1])('is taken out as a whole by either message that told of it (%i)', async (which) => {
    const added = (await mails()).filter((text) => /was registered/.test(text)).map(linkIn);
    expect(added).toHaveLength(2);
    expect(await disputes(added[which] ?? '')).toBe('undone');
    expect(await ofPhone()).toEqual([]);
  });

  it('leaves another phone alone', async () => {
    const data = { secret: 'A'.repeat(32), since: 0 };
    const other = { method: methodId('authenticator-code'), name: 'Other', proof: 'app', data };
    await home.adapters.durable.enrollments.add(ADA_ID, other, 0);
    const before = await others();
    const chat = await managing();
    await chat.say(await numberOf('authenticator-notification'));
    await chat.say('remove');
    await chat.say('yes');
    expect(await others()).toBe(before);
  });
});
