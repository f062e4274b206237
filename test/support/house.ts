import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Activity, ActivityTypes, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import { generateSync } from 'otplib';
import { z } from 'zod';
import { chatsIn } from '../../src/ask-in-teams.js';
import type { Channel, RunTurn } from '../../src/channels/channel.js';
import type { CloudChannel } from '../../src/channels/cloud.js';
import { type Config, readConfig } from '../../src/config.js';
import { keyring as keyringOf, newId } from '../../src/crypto.js';
import type { Directory } from '../../src/directories/directory.js';
import { embeddedDirectory } from '../../src/directories/embedded.js';
import { SAMPLE_DOMAIN } from '../../src/directories/embedded-people.js';
import { enrollSignIn } from '../../src/enroll/sign-in.js';
import { seedEvaluation } from '../../src/evaluation.js';
import { createLogger } from '../../src/http/logger.js';
import { type Adapters, type Mind, makeMind } from '../../src/mind.js';
import { type ChatNotices, noChat } from '../../src/notices/announcer.js';
import { passwordDoor } from '../../src/reset/door.js';
import type { Pace } from '../../src/reset/pace.js';
import type { PasswordDoor } from '../../src/reset/password-door.js';
import { changeSignIn } from '../../src/reset/sign-in.js';
import type { World } from '../../src/reset/world.js';
import { type Delivered, type Outbox, outbox } from '../../src/senders/outbox.js';
import { simulatedWaker } from '../../src/senders/simulated-waker.js';
import type { Waker } from '../../src/senders/waker.js';
import type { SignInDoor } from '../../src/sign-in/door.js';
import { signInDoor } from '../../src/sign-in/sign-in-door.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { DurableStore, LiveStore } from '../../src/stores/ports.js';
import { durableStore } from '../../src/stores/sql.js';
import { makeVoice } from '../../src/voice.js';

const KEY = Buffer.alloc(32).map((_, index) => (index * 37 + 11) % 256);

const seed = z.object({ secret: z.string() });

/** The whole product but HTTP: real dialogs, services, methods, embedded directory and SQL; the clock is the test's. */
export interface House {
  readonly world: World;
  readonly adapters: Adapters;
  readonly door: PasswordDoor;
  readonly signIn: SignInDoor;
  readonly mind: Mind;
  /** Epoch ms; set it to move time. */
  time: { now: number };
  /** `locale` as the browser tells it, from the first word on. */
  chat(name?: string, locale?: string): Chat;
  /** The bot as channels see it. */
  readonly run: RunTurn;
  /** Channels beside the chats of this house: conversations that are theirs are moved on there. */
  readonly channels: Channel[];
  /** Where people are told beside mail and text. */
  readonly told: { chatNotices: ChatNotices; teams: CloudChannel | undefined };
  /** Messages on the simulated phone, newest last. */
  phone(to?: string): Promise<readonly Delivered[]>;
  /** The code an authenticator app of that account shows now. */
  app(accountId: string): Promise<string>;
  /** When every conversation that was nudged has said what it had to say. */
  settled(): Promise<void>;
  /** The process is replaced; only what is stored survives. */
  restart(): void;
  close(): Promise<void>;
}

export interface Chat {
  readonly key: string;
  /** Says something; resolves to what the bot answered in that turn, rendered as text. */
  say(text: string): Promise<readonly string[]>;
  send(activity: Partial<Activity>): Promise<readonly Partial<Activity>[]>;
  /** What the conversation shows since the last look. */
  heard(): Promise<readonly Partial<Activity>[]>;
}

export interface HouseOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Stores that were made elsewhere are closed elsewhere. */
  readonly live?: LiveStore;
  readonly durable?: DurableStore;
  readonly directory?: (embedded: Directory) => Directory;
  /** What carries messages, in place of the simulated phone alone. */
  readonly carrier?: (box: Outbox) => Outbox;
  /** When answers leave; at once unless given. */
  readonly pace?: Pace;
  /** Where phones can be woken; without it there is no approver. */
  readonly waker?: Waker;
}

/** @throws when the configuration has faults */
export async function house(options: HouseOptions = {}): Promise<House> {
  const folder = options.durable ? tmpdir() : mkdtempSync(join(tmpdir(), 'reset-assistant-'));
  const time = { now: Date.UTC(2026, 10, 24, 9, 0, 0) };
  const clock = () => time.now;
  const keyring = keyringOf(KEY);
  const config: Config = await readConfig({ DATA_DIR: folder, ...options.env });
  const live = options.live ?? memoryStore({ clock });
  const durable = options.durable ?? (await durableStore({ file: join(folder, 'test.db'), keyring, clock }));
  await seedEvaluation({ durable, keyring, clock });
  const embedded = embeddedDirectory({ accounts: durable.accounts, keyring, clock, domain: SAMPLE_DOMAIN });
  const directory = options.directory?.(embedded) ?? embedded;
  const ownBox = outbox({ clock, conversations: live.conversations });
  const box = options.carrier?.(ownBox) ?? ownBox;
  const log = createLogger({ level: 'silent' });
  const adapters: Adapters = {
    config,
    keyring,
    clock,
    log,
    live,
    durable,
    directory,
    carriers: { senders: [box], outbox: box, waker: options.waker && simulatedWaker(options.waker, box) },
    nudge: (key) => nudge(key),
    chatNotices: {
      tell: (account, wording) => told.chatNotices.tell(account, wording),
      settle: (where, locale) => told.chatNotices.settle(where, locale),
    },
    teamsChats: chatsIn(() => told.teams),
    pace: options.pace ?? (async () => undefined),
  };
  const told: House['told'] = { chatNotices: noChat, teams: undefined };
  const mind = makeMind(adapters);
  const { world } = mind;
  let run: RunTurn = makeVoice(adapters, mind);
  const chats = new Map<string, Chat>();
  const locales = new Map<string, string>();
  const chat = (name = 'one', spoken = 'en'): Chat => {
    const key = `w.${Buffer.from(name.padEnd(24, '-')).toString('base64url').slice(0, 32)}`;
    const known = chats.get(key) ?? chatOver(key, live, (activity) => runIn(key, activity));
    if (!chats.has(key)) locales.set(key, spoken);
    chats.set(key, known);
    return known;
  };
  const runIn = (key: string, activity: Partial<Activity>) => {
    const locale = locales.get(key) ?? 'en';
    const caller = { channel: 'webchat', conversation: key, ownsTranscript: true, locale } as const;
    return run(contextOf(key, { locale, ...activity }), caller);
  };
  const channels: Channel[] = [];
  const nudging = new Set<Promise<void>>();
  const nudge = (key: string): Promise<void> => {
    const nudged = nudgedTurn(key).finally(() => nudging.delete(nudged));
    nudging.add(nudged);
    return nudged;
  };
  const nudgedTurn = async (key: string): Promise<void> => {
    const channel = channels.find((each) => each.owns(key));
    const moved = channel ? channel.nudge(key) : runIn(key, { type: ActivityTypes.Event, name: 'nudge' });
    // Never rejects, as in the product: what could not be moved on is when the person writes again.
    await moved.catch(() => undefined);
  };
  return {
    world,
    mind,
    adapters,
    signIn: signInDoor({ ...mind.enrollWorld, nudge }, [enrollSignIn(mind.enrollWorld), changeSignIn(mind.world)]),
    time,
    chat,
    run: (context, caller) => run(context, caller),
    channels,
    told,
    door: passwordDoor({
      ...world,
      conversations: live.conversations,
      nudge,
      log,
      judge: async (password) => ({ broken: [...password].length < 12 ? ['too-short'] : [], score: 4 }),
    }),
    phone: (to) => box.list(to),
    async app(accountId) {
      const kept = (await durable.enrollments.list(accountId)).find(({ method }) => method === 'authenticator-code');
      return generateSync({ secret: seed.parse(kept?.data).secret, epoch: Math.floor(time.now / 1000) });
    },
    settled: async () => void (await Promise.allSettled(nudging)),
    restart() {
      run = makeVoice(adapters, makeMind(adapters));
    },
    async close() {
      if (!options.live) await live.close();
      if (options.durable) return;
      await durable.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function chatOver(key: string, live: LiveStore, run: (activity: Partial<Activity>) => Promise<void>): Chat {
  let watermark = '';
  const heard = async () => {
    const found = await live.conversations.since(key, watermark);
    watermark = found?.watermark ?? watermark;
    return (found?.lines ?? []).map((line): Partial<Activity> => line);
  };
  const send = async (activity: Partial<Activity>) => {
    await live.conversations.open(key);
    await run(activity);
    return heard();
  };
  return {
    key,
    heard,
    send,
    say: async (text) => (await send({ type: ActivityTypes.Message, text })).map(shownText),
  };
}

const contextOf = (key: string, activity: Partial<Activity>): TurnContext =>
  new TurnContext(new SilentAdapter(), {
    id: newId(),
    channelId: 'webchat',
    conversation: { id: key, isGroup: false, conversationType: 'personal', name: '' },
    from: { id: 'person', name: '' },
    recipient: { id: 'bot', name: '' },
    ...activity,
  });

const card = z.object({
  body: z.array(z.object({ text: z.string().optional() })),
  actions: z.array(z.object({ url: z.string().optional() })).default([]),
});

/** Words of an activity, those on its card and the addresses its buttons open. */
export function shownText(activity: Partial<Activity>): string {
  const cards = (activity.attachments ?? []).map(({ content }) => card.safeParse(content).data);
  const parts = cards.flatMap((one) => [
    ...(one?.body ?? []).map(({ text }) => text),
    ...(one?.actions ?? []).map(({ url }) => url),
  ]);
  return [activity.text, ...parts].filter((part) => part !== undefined).join('\n');
}

/** Replies are read from the transcript; typing goes nowhere. */
class SilentAdapter extends BotAdapter {
  override async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return activities.map(() => ({ id: '' }));
  }
  override async updateActivity(): Promise<void> {}
  override async deleteActivity(): Promise<void> {}
  override async continueConversation(): Promise<void> {}
}
