import { z } from 'zod';
import type { Claims, Clock } from '../stores/ports.js';
import { APPROVE_MS, type ApprovalRequest, type Denial, request } from './approvals.js';
import { methodId } from './traits.js';

export const TEAMS_APPROVAL = methodId('teams-approval');

/** How long "it's not me" may still be said. */
const DENY_MS = 15 * 60_000;
/** How long an answer waits to be picked up by its conversation. */
const PICK_UP_MS = 2 * 60_000;

/** A request as it stands before the person. */
export interface TeamsAsking {
  /** Its minute is over: there is nothing to approve any more. Never rejects. */
  lapse(): Promise<void>;
}

/** A person's private chat with the bot in Teams. */
export interface TeamsChats {
  /** Whether whoever has this account can be written to there. @throws DirectoryUnavailable, StoreUnavailable */
  reaches(accountId: string): Promise<boolean>;
  /** Puts a request before the person; never the number. Undefined when it did not get there. */
  ask(asked: TeamsRequest): Promise<TeamsAsking | undefined>;
}

/** What the person in Teams sees of a request: everything but the number. */
export type TeamsRequest = Pick<ApprovalRequest, 'id' | 'accountId' | 'login' | 'purpose' | 'from' | 'at' | 'until'>;

export type TeamsAnswered =
  | 'approved'
  | 'denied'
  | 'wrong-number'
  /** Its minute is over; "it's not me" may still be said. */
  | 'late'
  /** Answered already, or never there, or not this person's. */
  | 'gone';

const answer = z.strictObject({ action: z.enum(['approve', 'deny']), number: z.string() });
type Answer = z.infer<typeof answer>;

/** Requests that are answered in Teams, shared by all instances. Whatever answers one answers it once. @throws StoreUnavailable */
export interface TeamsApprovals {
  /** False when the person cannot be reached in Teams. */
  open(made: ApprovalRequest): Promise<boolean>;
  /** The channel vouches for whose account answers. */
  answer(accountId: string, id: string, given: Answer): Promise<TeamsAnswered>;
  answered(id: string): Promise<Answer | undefined>;
  /** The same, for one caller. */
  take(id: string): Promise<Answer | undefined>;
  readonly reaches: TeamsChats['reaches'];
}

interface Needs {
  readonly chats: TeamsChats;
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  readonly clock: Clock;
  /** Runs `work` once, `ms` from now; lost with the process. */
  readonly later: (ms: number, work: () => void) => void;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  /** "It's not me": keeps the person's account safe and tells the person. */
  readonly denied: (request: Denial) => Promise<void>;
}

const read = (kept: string | undefined): Answer | undefined =>
  kept === undefined ? undefined : answer.parse(JSON.parse(kept));

export function teamsApprovals({ chats, claims, clock, later, nudge, denied }: Needs): TeamsApprovals {
  const requestKey = (id: string): string => `teams-approval:${id}`;
  const answerKey = (id: string): string => `teams-approval-answer:${id}`;

  /** What was answered meanwhile has been replaced already. */
  const lapse = async (id: string, asking: TeamsAsking): Promise<void> => {
    if ((await claims.get(requestKey(id))) !== undefined) await asking.lapse();
  };

  return {
    reaches: (accountId) => chats.reaches(accountId),
    async open(made) {
      await claims.put(requestKey(made.id), JSON.stringify(made), DENY_MS);
      const { id, accountId, login, purpose, from, at, until } = made;
      const asking = await chats.ask({ id, accountId, login, purpose, from, at, until });
      if (asking) later(APPROVE_MS, () => void lapse(id, asking).catch(() => undefined));
      return asking !== undefined;
    },
    async answer(accountId, id, given) {
      const kept = await claims.get(requestKey(id));
      const found = kept === undefined ? undefined : request.parse(JSON.parse(kept));
      if (!found || found.accountId !== accountId) return 'gone';
      // What protects comes first, and may be done twice.
      if (given.action === 'deny') await denied({ ...found, method: TEAMS_APPROVAL });
      else if (clock() >= found.until) return 'late';
      // Taking it out is what makes every answer the only one.
      const isFirst = (await claims.take(requestKey(id))) !== undefined;
      if (isFirst) {
        await claims.put(answerKey(id), JSON.stringify(given), PICK_UP_MS);
        // Not waited for: the person in Teams is.
        if (found.conversation !== undefined) void nudge(found.conversation);
      }
      if (given.action === 'deny') return 'denied';
      if (!isFirst) return 'gone';
      return given.number === found.number ? 'approved' : 'wrong-number';
    },
    answered: async (id) => read(await claims.get(answerKey(id))),
    take: async (id) => read(await claims.take(answerKey(id))),
  };
}
