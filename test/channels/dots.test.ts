import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectLineClient, type Listener } from '../support/direct-line-client.js';
import { type House, house } from '../support/house.js';
import { webChat } from '../support/web-chat.js';

describe('dots in the web chat', () => {
  let home: House;
  let chat: Awaited<ReturnType<typeof webChat>>;
  let client: DirectLineClient;
  let socket: Listener;
  /** Lets the look-up of a name go on. */
  let find: () => void;

  beforeEach(async () => {
    const asked = new Promise<void>((resolve) => {
      find = resolve;
    });
    home = await house({
      directory: (embedded) => ({
        ...embedded,
        async find(login) {
          await asked;
          return embedded.find(login);
        },
      }),
    });
    chat = await webChat(home);
    client = await DirectLineClient.begin(chat.address);
    socket = await client.listen(chat.address);
    await socket.until(/What do you need/);
  });
  afterEach(async () => {
    find();
    socket.close();
    await chat.close();
    await home.close();
  });

  /** What the bot has sent to the socket since then, by kind. */
  const kinds = (since: number): readonly unknown[] =>
    socket.lines
      .slice(since)
      .filter(({ from }) => from.id === 'reset-assistant')
      .map(({ type }) => type);

  async function says(text: string, answer: RegExp): Promise<readonly unknown[]> {
    const before = socket.lines.length;
    await client.post(chat.address, text);
    await socket.until(answer);
    return kinds(before);
  }

  it('are there while the answer is not, and over with it', async () => {
    await says('I forgot my password', /account name/);
    const before = socket.lines.length;
    await client.post(chat.address, 'ada@contoso.example');
    await expect.poll(() => kinds(before)).toEqual(['typing']);
    find();
    await socket.until(/two proofs/);
    expect(kinds(before)).toEqual(['typing', 'message']);
  });

  it('come before the words that say that something is being sent, and are not shown again later', async () => {
    find();
    await says('I forgot my password', /account name/);
    await says('ada@contoso.example', /two proofs/);
    expect(await says('text me', /I am sending a text/)).toEqual(['typing', 'message']);
    await expect.poll(() => home.phone('+12025550100')).toHaveLength(1);
    const { activities } = await client.raw(chat.address);
    expect(activities.map(({ type }) => type)).not.toContain('typing');
  });
});
