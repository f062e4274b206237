import type { Finding } from './directory.js';

const RANK = { down: 0, warning: 1, note: 2, ok: 3 } as const;

/** Findings in the order in which they deserve attention. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
