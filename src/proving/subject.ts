import { z } from 'zod';
import type { Account } from '../directories/directory.js';
import type { Challenge, MethodId } from '../methods/method.js';

/** Wrong replies to one challenge before it is destroyed. */
export const TRIES = 3;

export const methodIdShape = z.string().transform((id) => id as MethodId);

/** A passed gate. */
export const proof = z.strictObject({ method: methodIdShape, enrollmentId: z.string(), proof: z.string() });

/** Whom a session is about. */
export const subject = z.strictObject({
  /** '' for a decoy: nobody who could pass. */
  accountId: z.string(),
  login: z.string(),
  /** Keyed hash under which budgets are counted and records written. */
  person: z.string(),
  /** The account's own language, in which messages to it speak; undefined where the directory keeps none. */
  locale: z.string().optional(),
  /** The menu of a decoy; undefined for a real person. */
  decoy: z.array(methodIdShape).optional(),
});

const question = z.custom<Challenge['question']>((value) => typeof value === 'object' && value !== null);

/** A challenge as a session keeps it. */
export const challenge = z.strictObject({ question, expiresAt: z.number(), memo: z.unknown() });

/** The question that stands. */
export const active = z.strictObject({
  method: methodIdShape,
  enrollmentId: z.string(),
  challenge,
  tries: z.number().int().min(0),
  /** Names this asking: a late event of an earlier one does nothing. */
  asking: z.string(),
});

/** A real person. */
export const subjectOf = ({ id, login, locale }: Account, person: string): Subject => ({
  accountId: id,
  login,
  person,
  locale,
});

export type Proof = z.infer<typeof proof>;
export type Subject = z.infer<typeof subject>;
export type Active = z.infer<typeof active>;
