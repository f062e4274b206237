import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Clock } from '../stores/ports.js';
import { APPROVE_MS, type ApprovalRequest } from './approvals.js';
import { decoyEnrollment, isDecoy } from './decoy.js';
import { memoOf } from './kept.js';
import type { Begun, Method, NewEnrollment, Occasion } from './method.js';
import { occasionName } from './occasion.js';
import { TEAMS_APPROVAL, type TeamsApprovals } from './teams-approvals.js';
import { traitsOf } from './traits.js';

/** An answer given in the last second still has to travel. */
const PICK_UP_MS = 30_000;

const asked = z.strictObject({
  id: z.string(),
  /** Names the occasion: an answer given on another is worthless. */
  occasion: z.string(),
  /** Epoch ms. */
  until: z.number(),
});

interface Needs {
  readonly clock: Clock;
  readonly approvals: TeamsApprovals;
  /** Runs `work` once, `ms` from now; lost with the process. */
  readonly later: (ms: number, work: () => void) => void;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
}

/**
 * A request in the person's own Teams, on a device that is still signed in there, approved by typing the number that the
 * conversation shows. For resets begun elsewhere: whoever sits at a signed-in Teams would otherwise approve it to himself.
 */
export function teamsApproval(needs: Needs): Method {
  const { clock, approvals } = needs;
  const kept: NewEnrollment = { method: TEAMS_APPROVAL, name: '', proof: 'app', data: {} };
  return {
    traits: traitsOf('teams-approval'),
    /** Nothing typed in the conversation is ever right. */
    read: () => undefined,
    begin: async (occasion, enrollment) => ask(needs, occasion, isDecoy(enrollment)),
    async arrived(challenge) {
      const { id } = memoOf(asked, challenge.memo);
      const given = await approvals.take(id);
      return given && heardOf(id, given.action, given.number);
    },
    async check(occasion, challenge, reply, enrollment) {
      const memo = memoOf(asked, challenge.memo);
      if (reply === undefined) {
        if (clock() < memo.until) return 'pending';
        throw new MethodUnavailable('Nobody answered in Teams.');
      }
      if (reply?.startsWith(heardOf(memo.id, 'deny'))) return 'denied';
      const isTimely = clock() < challenge.expiresAt && memo.occasion === occasionName(occasion);
      const { question } = challenge;
      const isApproved = question.kind === 'approve' && reply === heardOf(memo.id, 'approve', question.match);
      return isTimely && isApproved && !isDecoy(enrollment) ? 'pass' : 'fail';
    },
    decoy: (occasion) => decoyEnrollment(TEAMS_APPROVAL, occasion, { proof: 'app', data: {} }),
    describe: () => '',
    enroll: {
      async begin(occasion) {
        if (!(await approvals.reaches(occasion.accountId))) return { refused: 'not-in-teams' };
        return { ...ask(needs, occasion, false), destination: `teams:${occasion.accountId}` };
      },
      /** Whatever is typed here: what counts is what was typed in Teams. */
      async confirm(_occasion, challenge) {
        const given = await approvals.answered(memoOf(asked, challenge.memo).id);
        if (!given) return { next: challenge };
        const isSame = challenge.question.kind === 'approve' && given.number === challenge.question.match;
        return given.action === 'approve' && isSame ? kept : 'fail';
      },
    },
  };
}

/** Bound to the request by a name that nobody in the chat knows. */
const heardOf = (id: string, action: 'approve' | 'deny', number = ''): string => `${id} ${action} ${number}`;

function ask({ clock, approvals, later, nudge }: Needs, occasion: Occasion, silent: boolean): Begun {
  const at = clock();
  const until = at + APPROVE_MS;
  const { accountId, login, purpose, channel, from, sessionId, conversation } = occasion;
  const number = String(randomInt(10, 100));
  const id = newId();
  const request: ApprovalRequest = {
    ...{ id, nonce: '', accountId, login, purpose, channel, from },
    ...{ number, at, until, sessionId, conversation },
  };
  // Whether or not there is anybody, so that nobody can tell.
  if (conversation !== undefined) later(APPROVE_MS, () => void nudge(conversation));
  return {
    challenge: {
      question: { kind: 'approve', device: 'Teams', match: number },
      expiresAt: until + PICK_UP_MS,
      memo: { id, occasion: occasionName(occasion), until },
    },
    async deliver() {
      if (silent) return;
      if (!(await approvals.open(request))) throw new MethodUnavailable('The person could not be reached in Teams.');
    },
  };
}
