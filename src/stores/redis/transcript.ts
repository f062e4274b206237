import { z } from 'zod';
import { fingerprint } from '../../crypto.js';
import type { TranscriptLine } from '../ports.js';
import type { Sealing } from './sealing.js';

const WATERMARK = /^\d{1,20}-\d{1,20}$/;

const text = z.instanceof(Buffer).transform(String);
/** What XRANGE answers: `[id, ['i', hashed id, 's', sealed line]]`, oldest first. */
const entries = z.array(z.tuple([text, z.tuple([text, text, text, z.instanceof(Buffer)])])).nullable();
const line = z.looseObject({ id: z.string() });

/** How the scripts take lines: hashed id and sealed line by turns. */
export const packed = (lines: readonly TranscriptLine[], sealing: Sealing): (string | Buffer)[] =>
  lines.flatMap((each) => [fingerprint(each.id), sealing.seal(each)]);

/** Where XRANGE begins to read on; what is no watermark of ours means from the start. */
export const after = (watermark: string): string => (WATERMARK.test(watermark) ? `(${watermark}` : '-');

/** Undefined for what does not open or is no line. */
export function opened(sealed: Uint8Array, sealing: Sealing): TranscriptLine | undefined {
  const parsed = line.safeParse(sealing.open(sealed));
  return parsed.success ? parsed.data : undefined;
}

/** A transcript's part as the stream has it; undefined when there is no transcript. */
export function unpacked(
  reply: unknown,
  sealing: Sealing,
  watermark: string,
): { readonly lines: readonly TranscriptLine[]; readonly watermark: string } | undefined {
  const found = entries.parse(reply);
  if (!found) return undefined;
  const lines = found.map(([, [, , , sealed]]) => opened(sealed, sealing)).filter((each) => each !== undefined);
  return { lines, watermark: found.at(-1)?.[0] ?? (WATERMARK.test(watermark) ? watermark : '') };
}
