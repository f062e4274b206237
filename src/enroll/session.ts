import { z } from 'zod';
import { active, challenge, methodIdShape, subject } from '../proving/subject.js';
import { link } from '../sign-in/sign-in.js';

const QUESTIONS = 'security-questions';

/** A session lives this long, whatever happens in it. */
export const SESSION_MS = 15 * 60_000;
/** Removing and renaming want a proof no older than this (Entra: passkeys likewise). */
export const FRESH_MS = 5 * 60_000;

const base = {
  goal: z.enum(['register', 'manage']),
  id: z.string(),
  conversation: z.string(),
  channel: z.enum(['webchat', 'msteams']),
  /** Whether what is said here is kept by us alone. */
  ownsTranscript: z.boolean(),
  locale: z.string(),
  from: z.string().optional(),
  startedAt: z.number(),
  endsAt: z.number(),
  /** Counts transitions: a tap on a card of an earlier step is stale. */
  step: z.number().int(),
};

/** The current password, or the channel's own word for who this is. */
const first = z.enum(['password', 'identity']);
/** `isWithoutPhone`: the person said that there is no phone there. */
const known = { ...base, who: subject, first, isWithoutPhone: z.boolean().optional() };

/** Still to be proven. `wanted`: what the person was about to remove when a fresh proof was due. */
const proving = { ...known, wanted: z.string().optional() };

/** Proven: how many proofs this session stands on, and when the last was given (epoch ms). */
const inside = {
  ...known,
  admitted: z.strictObject({ proofs: z.union([z.literal(1), z.literal(2)]), at: z.number() }),
};

const picked = { ...inside, enrollmentId: z.string() };

/** A registration, by phase; what a phase has no field for cannot be written down. */
export const enrollSession = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('sign-in'), ...base, link }),
  /** `fresh`: nothing was asked yet, so that an only choice is asked without being offered. */
  z.strictObject({ phase: z.literal('prove'), ...proving, fresh: z.boolean() }),
  z.strictObject({ phase: z.literal('challenge'), ...proving, active }),
  /** "Is this still right?" */
  z.strictObject({ phase: z.literal('review'), ...inside }),
  z.strictObject({ phase: z.literal('overview'), ...inside }),
  /** A number or an address is awaited. */
  z.strictObject({ phase: z.literal('enter'), ...inside, method: methodIdShape, challenge }),
  /** A new method is to be proven. `kept`: what is shown and what was typed, sealed. `page`: where a code to scan is shown, if not here. */
  z.strictObject({
    phase: z.literal('confirm'),
    ...inside,
    method: methodIdShape,
    challenge,
    kept: z.string(),
    tries: z.number().int(),
    asking: z.string(),
    page: link.optional(),
  }),
  z.strictObject({ phase: z.literal('entry'), ...picked }),
  z.strictObject({ phase: z.literal('name'), ...picked }),
  z.strictObject({ phase: z.literal('remove'), ...picked }),
  z.strictObject({
    phase: z.literal('ended'),
    ...base,
    ending: z.enum(['finished', 'cancelled', 'expired', 'elsewhere', 'refused', 'blocked', 'denied']),
    retryAt: z.number().optional(),
  }),
]);

export type EnrollSession = z.infer<typeof enrollSession>;
export type Phase<P extends EnrollSession['phase']> = Extract<EnrollSession, { phase: P }>;
/** Whether answers are awaited that belong on a page of their own and nowhere else; a page that only shows something is none. */
export function isAnsweredOnPage(session: EnrollSession): boolean {
  if (session.phase === 'challenge') return session.active.challenge.question.kind === 'page';
  return session.phase === 'confirm' && session.method === QUESTIONS && session.challenge.question.kind === 'page';
}

export type Proving = Phase<'prove'> | Phase<'challenge'>;
export type Inside =
  | Phase<'review'>
  | Phase<'overview'>
  | Phase<'enter'>
  | Phase<'confirm'>
  | Phase<'entry'>
  | Phase<'name'>
  | Phase<'remove'>;
export type Known = Proving | Inside;
export type Goal = EnrollSession['goal'];
export type Ending = Phase<'ended'>['ending'];
