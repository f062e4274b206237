import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageRefused } from '../../src/errors.js';
import { type House, house } from '../support/house.js';

let home: House;
let refuses: boolean;

beforeEach(async () => {
  refuses = true;
  home = await house({
    carrier: (box) => ({
      ...box,
      async send(message) {
        if (refuses) throw new MessageRefused('No.', { cause: { code: '21610' } });
        await box.send(message);
      },
    }),
  });
});
afterEach(async () => {
  await home.close();
});

/** What is heard of a text that its carrier refuses, and of what is tried afterwards. */
async function heardBy(login: string): Promise<readonly string[]> {
  const chat = home.chat(login);
  const said: string[] = [];
  for (const words of ['I forgot my password', login, 'text me', 'hello?', 'email', 'send it again', 'another way'])
    said.push(...(await chat.say(words)));
  return said.map((line) => line.replaceAll(login, 'NAME'));
}

describe('a message that its carrier refuses', () => {
  it('shows nobody before a first proof whether there is such a person', async () => {
    const known = await heardBy('cleo@contoso.example');
    expect(known).toEqual(await heardBy('zoe.nobody@contoso.example'));
    expect(known.join()).not.toMatch(/could not reach/);
    const records = await home.adapters.durable.audit.list({ limit: 100 });
    expect(records.map(({ outcome }) => outcome)).toContain('undeliverable');
  });

  it('is told at once after a first proof, costs nothing, and another way is open', async () => {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('authenticator');
    await chat.say(await home.app('sample-ada'));
    expect((await chat.say('text me')).join()).toMatch(/could not reach you that way.*cost you no try.*E-mail/s);
    refuses = false;
    expect((await chat.say('email')).join()).toMatch(/sending a mail/);
    const code = (await home.phone('ada@home.example')).at(-1)?.code ?? '';
    expect((await chat.say(code)).join()).toMatch(/\/password\//);
  });
});

describe('messages to one address', () => {
  it('are counted together, whoever registered it and however often', async () => {
    refuses = false;
    const { throttle } = home.adapters.live;
    const { budgets } = home.world;
    const today = (person: string, to: string) => throttle.spend(budgets.send(person, to).slice(2, 3));
    for (let sent = 0; sent < 6; sent += 1)
      expect(await today(`p${sent}`, 'a@home.example')).toMatchObject({ kind: 'spent' });
    expect(await today('p7', 'a@home.example')).toMatchObject({ kind: 'refused' });
    expect(await today('p7', 'b@home.example')).toMatchObject({ kind: 'spent' });
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    for (let sent = 0; sent < 6; sent += 1) await today('others', 'ada@home.example');
    expect((await chat.say('email')).join()).toMatch(/next one in/);
  });
});

describe('numbers of countries that are allowed no more', () => {
  it('get no text and no call, though they are registered', async () => {
    await home.close();
    home = await house({ env: { PHONE_COUNTRIES: 'DE' } });
    const chat = home.chat();
    for (const words of ['I forgot my password', 'ada@contoso.example', 'authenticator']) await chat.say(words);
    await chat.say(await home.app('sample-ada'));
    expect((await chat.say('text me')).join()).toMatch(/could not reach you that way/);
    expect((await chat.say('call me')).join()).toMatch(/could not reach you that way/);
    expect(await home.phone('+12025550100')).toEqual([]);
  });
});
