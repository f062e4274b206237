import { z } from 'zod';
import type { Account } from '../directories/directory.js';
import type { Message, Sender } from '../senders/sender.js';
import type { Enrollments, Told } from '../stores/ports.js';
import { type NoticeFacts, type NoticeKind, notice, type Wording } from './notices.js';

/** Where there is no such chat. */
export const noChat: ChatNotices = { tell: async () => undefined, settle: async () => undefined };

/** Tells a person, at every address we know, what happened to the account (NIST SP 800-63B-4 §4.6). */
export interface Announcer {
  /** Never throws: what could not be sent is logged. Resolves when every carrier has taken or refused its message. */
  announce(kind: NoticeKind, account: Account, facts: Happening): Promise<void>;
  /** What was told in a chat has been disputed: there is nothing to tap any more. Never rejects. */
  settle(told: Told, account: Account): Promise<void>;
}

/** Notices in a chat that a channel has with people (Teams), where there is one. Neither rejects. */
export interface ChatNotices {
  /** Where it stands from then on; undefined where it cannot be said again. */
  tell(account: Account, wording: Wording): Promise<Told | undefined>;
  /** Says in its place, in that language, that it was disputed. */
  settle(told: Told, locale: string): Promise<void>;
}

/** `at` is epoch ms. */
export type Happening = Pick<NoticeFacts, 'at' | 'channel' | 'method' | 'along' | 'left' | 'disputeUrl'> & {
  /** The address the change was about: told last, so that the others hear of it even if it is the thief's. */
  readonly except?: string | undefined;
  /** An address that was the person's until now: told too, without the link. */
  readonly also?: string | undefined;
};

interface Needs {
  readonly senders: readonly Sender[];
  readonly chat: ChatNotices;
  readonly enrollments: Pick<Enrollments, 'list'>;
  /** Whether a number may get a text: the others are called alone. */
  readonly takesTexts: (to: string) => Promise<boolean>;
  readonly organisation: string;
  readonly helpdesk: string | undefined;
  /** Where the directory keeps no language of the person's. Not the chat's: it may have been somebody else's. */
  readonly locale: string;
  /** Where a person says of a notice of that kind that it was somebody else; undefined where there is nothing to say. */
  readonly linkFor: (accountId: string, kind: NoticeKind) => Promise<string | undefined>;
  /** Keeps where the notice with that link stands in a chat. */
  readonly keepTold: (disputeUrl: string, told: Told) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

const reachable = z.object({ to: z.string() });

export function announcer({
  senders,
  chat,
  enrollments,
  takesTexts,
  organisation,
  helpdesk,
  locale: usual,
  linkFor,
  keepTold,
  log,
}: Needs): Announcer {
  return {
    async announce(kind, account, { except, also, disputeUrl, ...facts }) {
      const { login, locale = usual } = account;
      const worded = (url: string | undefined): Wording =>
        notice(kind, { ...facts, disputeUrl: url, organisation, helpdesk, login, locale });
      const link = disputeUrl ?? (await linkFor(account.id, kind).catch(() => undefined));
      const wording = worded(link);
      const places = await addresses(enrollments, account).catch(() => ownAddresses(account));
      const told = [...places].filter((to) => to !== except).map((to) => messageTo(to, wording));
      const parted = also === undefined ? [] : [messageTo(also, worded(undefined))];
      await Promise.all([tellInChat(account, wording, link), ...[...told, ...parted].map((message) => carry(message))]);
    },
    settle: (told, { locale = usual }) => chat.settle(told, locale),
  };

  async function tellInChat(account: Account, wording: Wording, link: string | undefined): Promise<void> {
    const told = await chat.tell(account, wording);
    if (!told || link === undefined) return;
    await keepTold(link, told).catch((err: unknown) => log.warn({ err }, 'It is not kept where a notice stands.'));
  }

  async function carry(message: Message): Promise<void> {
    const sender = senders.find(({ carries }) => carries.includes(message.kind));
    if (!sender) return;
    try {
      if (message.kind === 'sms' && !(await takesTexts(message.to))) return;
      await sender.send(message);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      log.warn({ code, kind: message.kind }, 'A notice was not taken by its carrier.');
    }
  }
}

const messageTo = (to: string, { subject, text, html, sms }: Wording): Message =>
  to.includes('@') ? { kind: 'email', to, subject, text, html } : { kind: 'sms', to, text: sms };

const MESSAGED: readonly string[] = ['sms', 'voice', 'email'];

async function addresses(enrollments: Pick<Enrollments, 'list'>, account: Account): Promise<ReadonlySet<string>> {
  const registered = (await enrollments.list(account.id))
    .filter(({ method }) => MESSAGED.includes(method))
    .map(({ data }) => reachable.safeParse(data).data?.to)
    .filter((to) => to !== undefined);
  return new Set([...ownAddresses(account), ...registered]);
}

const ownAddresses = ({ mail, phone }: Account): ReadonlySet<string> =>
  new Set([mail, phone].filter((to) => to !== undefined));
