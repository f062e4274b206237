import { generateSync } from 'otplib';
import { z } from 'zod';
import { conversationKey } from '../../src/channels/conversation-key.js';
import { passwordHashes } from '../../src/directories/embedded-hash.js';
import { scanDoor } from '../../src/enroll/scan-door.js';
import type { House } from './house.js';
import type { Resident } from './residents.js';
import type { Shown, TeamsChat } from './teams-chat.js';
import { TENANT } from './teams-door.js';

/** A person in Teams at some step. */
export interface Here {
  readonly home: House;
  readonly who: Resident;
  readonly chat: TeamsChat;
}

/** Something that can be done at a step. Those that mean the same have one label. */
export interface Move {
  readonly label: string;
  make(here: Here): Promise<unknown>;
}

const MINUTE = 60_000;
const PASSWORD = 'Correct-Horse-1';

const session = z.looseObject({
  phase: z.string(),
  goal: z.string(),
  plan: z.looseObject({ gates: z.number() }).optional(),
  passed: z.array(z.unknown()).optional(),
  method: z.string().optional(),
  active: z.looseObject({ method: z.string() }).optional(),
  grant: z.looseObject({ stage: z.string() }).optional(),
});
export type At = z.infer<typeof session>;

/** What is kept of somebody's conversation, without how it was said. */
export async function keptOf(
  home: House,
  who: Resident,
): Promise<{ readonly at: At | undefined; readonly all: unknown }> {
  const place = { channel: 'msteams', tenant: TENANT, conversation: `a:${who.id}`, person: who.objectId } as const;
  const key = conversationKey(place, home.adapters.keyring);
  const kept = await home.adapters.live.conversations.turn(key, undefined, async (record) => ({
    record,
    lines: [],
    result: record,
  }));
  if (kept === 'not-run') throw new Error('no turn');
  const text = JSON.stringify(kept?.voice ?? null, (name, value: unknown) =>
    ['dying', 'step', 'menu'].includes(name) ? undefined : value,
  );
  return { at: session.safeParse(kept?.mind).data, all: [kept?.mind, JSON.parse(text)] };
}

/** `reset choose`, or `nothing`. */
export const phaseOf = (at: At | undefined): string => (at ? `${at.goal} ${at.phase}` : 'nothing');

/** What makes two steps differ as far as cards go: where they are in the session, and what can be done there. */
export const stepOf = (at: At | undefined, moves: readonly Move[]): string =>
  [phaseOf(at), at?.passed?.length, at?.grant?.stage, `(${[...new Set(moves.map(({ label }) => label))].join(', ')})`]
    .filter((part) => part !== undefined)
    .join(' ');

const isTap = (data: object): boolean => 'nonce' in data && 'say' in data;
const isSend = (data: object): boolean => 'nonce' in data && !('say' in data);

/** Every value that stands on the person's cards, a field filled in. */
export const valuesOf = (chat: TeamsChat, entry = '123456'): readonly object[] =>
  chat
    .cards()
    .flatMap(({ buttons }) => buttons.map(({ data }) => data))
    .flatMap((data) => (isTap(data) ? [data] : isSend(data) ? [{ ...data, entry }] : []));

/** The names of buttons that mean the same are one name: ways to prove, things to register, things that are registered. */
function labelOf(title: string, at: At | undefined): string {
  const isList = /choose|prove|overview/.test(at?.phase ?? '') && !/^(Cancel|Done|Add a method)$/.test(title);
  if (!isList) return title;
  return at?.phase === 'overview' && at.goal === 'manage' ? '<entry>' : '<method>';
}

const button = (chat: TeamsChat, at: number): readonly [Shown, object] => {
  const all = chat.cards().flatMap((shown) => shown.buttons.map(({ data }) => [shown, data] as const));
  const found = all.filter(([, data]) => 'nonce' in data)[at];
  if (!found) throw new Error('the button is gone');
  return found;
};

const sends =
  (index: number, entry: (here: Here) => Promise<string>) =>
  async (here: Here): Promise<unknown> => {
    const text = await entry(here);
    const [shown, data] = button(here.chat, index);
    return here.chat.submit(shown, { ...data, entry: text });
  };

/** The newest link to such a page. */
const link = (chat: TeamsChat, page: string): string | undefined => {
  const shown = chat
    .cards()
    .map(({ json }) => json)
    .join('\n');
  return [...shown.matchAll(new RegExp(`/${page}/([\\w.-]+)`, 'g'))].at(-1)?.[1];
};

async function seedOf({ home, who }: Here): Promise<string> {
  const all = await home.adapters.durable.enrollments.list(who.accountId);
  return z.object({ secret: z.string() }).parse(all.find(({ method }) => method === 'authenticator-code')?.data).secret;
}

async function scannedSeed({ home, chat }: Here): Promise<string> {
  const door = scanDoor(home.mind.enrollWorld);
  const opened = await door.open(link(chat, 'scan') ?? '');
  const view = opened === 'gone' ? 'gone' : await door.view(opened.cookie);
  if (view === 'gone') throw new Error('the page did not open');
  return new URL(view.uri).searchParams.get('secret') ?? '';
}

/** The code that is right now. */
async function rightCode(here: Here, at: At): Promise<string> {
  const { home, who } = here;
  const method = at.active?.method ?? at.method ?? '';
  if (method === 'authenticator-code') {
    const secret = at.phase === 'confirm' ? await scannedSeed(here) : await seedOf(here);
    return generateSync({ secret, epoch: Math.floor(home.time.now / 1000) });
  }
  const to = method === 'email' ? who.mailbox : at.phase === 'confirm' ? who.otherPhone : who.phone;
  return (await home.phone(to)).at(-1)?.code ?? '';
}

/** Who has registered nothing is asked all the same, and can be right in registering only. */
const canProve = ({ kind }: Resident, { goal }: At): boolean => kind.registered === true || goal === 'register';

/** What can be typed into the field that stands. */
function entries({ who }: Here, at: At, index: number): readonly Move[] {
  const typed = (label: string, entry: (here: Here) => Promise<string>): Move => ({
    label,
    make: sends(index, entry),
  });
  switch (at.phase) {
    case 'enter': {
      const good = at.method === 'email' ? ({ who }: Here) => who.mailbox : ({ who }: Here) => who.otherPhone;
      return [typed('<good>', async (here) => good(here)), typed('<bad>', async () => 'nowhere')];
    }
    case 'name':
      return [typed('<good>', async () => 'My own'), typed('<bad>', async () => 'https://x.example/')];
    default:
      return [
        ...(canProve(who, at) ? [typed('<right>', (here) => rightCode(here, at))] : []),
        typed('<wrong>', async () => '00000000'),
      ];
  }
}

const opensPage: Move['make'] = async ({ home, chat }) => {
  await home.door.open(link(chat, 'password') ?? '');
  await home.settled();
};

const signsIn: Move['make'] = async ({ home, who, chat }) => {
  const opened = await home.signIn.open(link(chat, 'sign-in') ?? '');
  if (opened === 'gone') throw new Error('the sign-in page did not open');
  const passwordHash = await passwordHashes(home.adapters.keyring).make(who.accountId, PASSWORD);
  await home.adapters.durable.accounts.update(who.accountId, { passwordHash });
  await home.signIn.signIn(opened.cookie, who.upn, PASSWORD);
  await home.settled();
};

const picksUp: Move['make'] = async ({ home }) => {
  const calls = (await home.adapters.carriers.outbox?.calls()) ?? [];
  await home.mind.calls.pressed(calls.at(-1)?.reference ?? '', '#');
  await home.settled();
};

const runsOut: Move['make'] = ({ home, chat }) => {
  home.time.now += 16 * MINUTE;
  return chat.say('hello');
};

const asksAgain: Move['make'] = ({ chat }) => chat.say('what now?');

/** What happens beside the cards. */
const aside = (at: At, { who, chat }: Here): readonly Move[] => [
  ...(at.phase === 'password' && at.grant?.stage === 'issued' ? [{ label: '<page opened>', make: opensPage }] : []),
  ...(at.phase === 'sign-in' && !who.kind.locked ? [{ label: '<signed in>', make: signsIn }] : []),
  ...(at.active?.method === 'voice' && canProve(who, at) ? [{ label: '<picked up>', make: picksUp }] : []),
  ...(/choose|overview|sign-in/.test(at.phase) ? [{ label: '<run out>', make: runsOut }] : []),
  // Where nothing can be tapped, what comes next is asked for.
  ...(valuesOf(chat).length === 0 ? [{ label: '<asked again>', make: asksAgain }] : []),
];

/** What may be asked for and is on no button. */
const ASKED: readonly Move[] = ['change my password', 'what have I registered?'].map((words) => ({
  label: `<${words}>`,
  make: ({ chat }) => chat.say(words),
}));

/** All that can be done at this step. */
export function movesAt(here: Here, at: At | undefined): readonly Move[] {
  const { chat } = here;
  const standing = chat.cards().flatMap(({ buttons }) => buttons.filter(({ data }) => 'nonce' in data));
  return [
    ...standing.flatMap(({ title, data }, index): readonly Move[] => {
      if (isSend(data)) return at ? entries(here, at, index) : [];
      return [
        {
          label: labelOf(title, at),
          make: async (then) => then.chat.submit(...button(then.chat, index)),
        },
      ];
    }),
    ...(at ? aside(at, here) : ASKED),
  ];
}
