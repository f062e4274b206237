import { afterEach, describe, expect, it, vi } from 'vitest';
import { type House, type HouseOptions, house } from '../support/house.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, type DoorOptions, openDoor } from '../support/teams-door.js';

/** Something that is waited for, and has begun. */
function gate() {
  let begin = (): void => undefined;
  let open = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let closed = false;
  return {
    begun,
    open: () => open(),
    close(): void {
      closed = true;
    },
    async pass(): Promise<void> {
      if (!closed) return;
      begin();
      await opened;
    },
  };
}

describe('dots in Teams', () => {
  let home: House;
  let door: Door;
  let chat: TeamsChat;
  const begin = async (options: { readonly house?: HouseOptions; readonly door?: DoorOptions } = {}): Promise<void> => {
    home = await house(options.house);
    door = await openDoor({ home, ...options.door });
    chat = teamsChat(door, colleague('ada', 1));
    await chat.installs();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  };
  afterEach(async () => {
    vi.useRealTimers();
    await door.close();
    await home.close();
  });
  const typed = (): readonly unknown[] => door.connector.sent.map(({ activity }) => activity.type);

  it('are for who waits for more than 600 ms: once, and before the answer', async () => {
    const lookup = gate();
    await begin({
      house: {
        directory: (inner) => ({
          ...inner,
          async find(login) {
            await lookup.pass();
            return inner.find(login);
          },
        }),
      },
    });
    lookup.close();
    const before = typed().length;
    const answered = chat.say('I forgot my password');
    await lookup.begun;
    vi.advanceTimersByTime(599);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(typed().slice(before)).toEqual(['typing']));
    lookup.open();
    await answered;
    expect(
      typed()
        .slice(before)
        .filter((type) => type === 'typing'),
    ).toEqual(['typing']);
    expect(typed().at(-1)).toBe('message');
  });

  it('are not sent where the answer is there at once', async () => {
    await begin();
    await chat.say('I forgot my password');
    expect(vi.getTimerCount()).toBe(0);
    expect(typed()).not.toContain('typing');
  });

  it('are over once the answer is on its way, however long that takes', async () => {
    const way = gate();
    await begin({ door: { pause: () => way.pass() } });
    way.close();
    door.connector.failures.push({ status: 503 });
    const answered = chat.say('I forgot my password');
    await way.begun;
    vi.advanceTimersByTime(60_000);
    way.open();
    await answered;
    expect(typed()).not.toContain('typing');
  });
});
