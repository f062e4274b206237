import { z } from 'zod';
import { active, methodIdShape, proof, subject } from '../proving/subject.js';
import { link } from '../sign-in/sign-in.js';

/** A session lives this long, whatever happens in it (Entra's passwords-faq: 15 minutes). */
export const SESSION_MS = 15 * 60_000;
/** A link must be opened within this, and the page finished within that. */
export const OPEN_MS = 5 * 60_000;
export const FINISH_MS = 10 * 60_000;
/** Longer than any directory takes: a write that has not ended by then has lost its process. */
export const WRITE_MS = 2 * 60_000;

const plan = z.strictObject({
  policy: z.string(),
  policyHash: z.string(),
  gates: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  methods: z.array(methodIdShape),
  /** At least one gate must be passed with one of these; empty when any will do. */
  strong: z.array(methodIdShape),
  /** The directory's own phone and mail count as registered. */
  contacts: z.boolean(),
  /** When it was made, epoch ms: what became usable later does not count. */
  at: z.number(),
});

const grant = z.strictObject({
  id: z.string(),
  /** SHA-256 of the link's secret while it is `issued`, of the cookie's from then on. */
  secretHash: z.string(),
  stage: z.enum(['issued', 'opened', 'writing']),
  /** Epoch ms until which the present stage may go on. */
  until: z.number(),
  attempts: z.number().int(),
  /** While it is `writing`: epoch ms from which on nobody knows what became of it. */
  writeBy: z.number().optional(),
});

const base = {
  goal: z.enum(['reset', 'unlock', 'change']),
  id: z.string(),
  conversation: z.string(),
  channel: z.enum(['webchat', 'msteams']),
  locale: z.string(),
  from: z.string().optional(),
  startedAt: z.number(),
  endsAt: z.number(),
  /** Counts transitions: a tap on a card of an earlier step is stale. */
  step: z.number().int(),
};

const known = {
  ...base,
  who: subject,
  plan,
  passed: z.array(proof),
  /** The person said that there is no phone there. */
  isWithoutPhone: z.boolean().optional(),
  /** The current password as nobody can read it, where it was typed: the new one must be another. */
  current: z.string().optional(),
};

/** A reset, an unlock or a change, by phase; what a phase has no field for cannot be written down. */
export const resetSession = z.discriminatedUnion('phase', [
  /** `who`: whom the channel vouches for. */
  z.strictObject({ phase: z.literal('sign-in'), ...base, goal: z.literal('change'), who: subject.optional(), link }),
  z.strictObject({ phase: z.literal('identify'), ...base }),
  /** `away`: the directory did not answer, so there was nothing to choose from. */
  z.strictObject({ phase: z.literal('choose'), ...known, away: z.literal(true).optional() }),
  z.strictObject({ phase: z.literal('challenge'), ...known, active }),
  z.strictObject({ phase: z.literal('password'), ...known, grant }),
  z.strictObject({
    phase: z.literal('ended'),
    ...base,
    ending: z.enum([
      'done',
      'unlocked',
      'unlocked-password-expired',
      'not-locked',
      'password-expired',
      'account-expired',
      'account-disabled',
      'cancelled',
      'expired',
      'blocked',
      'short-of-methods',
      'short-of-methods-here',
      'refused',
      'unknown-outcome',
      'denied',
    ]),
    retryAt: z.number().optional(),
    /** With the password every session of the person has ended, everywhere. */
    signedOut: z.literal(true).optional(),
  }),
]);

export type ResetSession = z.infer<typeof resetSession>;
export type Phase<P extends ResetSession['phase']> = Extract<ResetSession, { phase: P }>;
/** Whether answers are awaited that belong on a page of their own and nowhere else. */
export const isAnsweredOnPage = (session: ResetSession): boolean =>
  session.phase === 'challenge' && session.active.challenge.question.kind === 'page';

export type Known = Phase<'choose'> | Phase<'challenge'> | Phase<'password'>;
export type { Active, Proof, Subject } from '../proving/subject.js';
export type FrozenPlan = z.infer<typeof plan>;
export type Grant = z.infer<typeof grant>;
