import type { DialogContext } from 'botbuilder-dialogs/lib/dialogContext.js';
import { z } from 'zod';
import { deskOf } from './desk.js';
import type { Heard } from './hear.js';
import type { Phrases } from './phrases/phrases.js';

/** A card that stands in the conversation, and what becomes of it. */
const standing = z.object({
  id: z.string(),
  /** What takes the place of a button that opens a page, or of a picture; such are good also while other things are asked. */
  words: z.string().optional(),
  /** What its taps are known by: drawn at random, good once, for this step of this session of this person. */
  nonce: z.string().optional(),
});
export type Standing = z.infer<typeof standing>;

/** What the stack keeps: whose turn it is, what was said last, and what dies when the next is said. What comes next is the domain's to say. */
export const kept = z.object({ sessionId: z.string(), step: z.number(), dying: z.array(standing) });

const stepped = z.object({ step: z.number() });

/** Whether a tap is on a card that is still good: not an old one, not used before, not somebody else's, not made up. */
export function isLive(dc: DialogContext, nonce: string): boolean {
  const { data: state } = kept.safeParse(dc.activeDialog?.state);
  const { mind, menu } = deskOf(dc.context);
  if (menu?.nonce === nonce) return true;
  const { data: session } = stepped.safeParse(mind);
  return state !== undefined && state.step === session?.step && state.dying.some((one) => one.nonce === nonce);
}

/** Once tapped, never again. */
export const spent = (one: Standing, heard: Heard): Standing =>
  heard.kind === 'words' && heard.tap && heard.tap.nonce === one.nonce ? { ...one, nonce: undefined } : one;

/** What may be repeated of a button's words: nothing that could look like anything but words. */
const PLAIN = /^[\p{L}\p{N} .,'’?!:+()•*-]{1,80}$/u;

/** What was done on a card itself, in words; nothing when it was answered another way, or not at all. */
export function chosenOf(nonce: string | undefined, heard: Heard, phrases: Phrases): readonly string[] {
  const tap = heard.kind === 'words' ? heard.tap : undefined;
  if (nonce === undefined || tap?.nonce !== nonce) return [];
  if (tap.chosen === undefined) return [phrases.answered];
  return PLAIN.test(tap.chosen) ? [phrases.youChose(tap.chosen)] : [];
}

/** What a card becomes: never with a number that was asked for, never with a link. */
export const afterwards = (one: Standing, heard: Heard, phrases: Phrases, instead: string | undefined): string =>
  one.words === undefined ? (chosenOf(one.nonce, heard, phrases)[0] ?? phrases.noLongerNeeded) : (instead ?? one.words);
