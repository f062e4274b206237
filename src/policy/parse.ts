import { LineCounter, parseDocument } from 'yaml';
import type { MethodTraits } from '../methods/method.js';
import { checkPolicy } from './checks.js';
import { shapeFaults } from './faults.js';
import type { PolicyFile } from './policy.js';
import { policyFileSchema, policyKeys } from './schema.js';
import { settle } from './settle.js';

const MAX_CHARACTERS = 1_000_000;

type Read = { readonly file: PolicyFile } | { readonly faults: readonly string[] };

/** Reads a policy file, YAML or JSON, and refuses it when any of its checks is a fault. Each fault is one sentence, with the line where
 * there is one. Nothing is repaired or guessed: a file means what it says, or nothing. */
export function parsePolicy(
  text: string,
  traits: readonly MethodTraits[],
): { readonly policy: PolicyFile } | { readonly faults: readonly string[] } {
  const read = readPolicy(text, traits);
  if ('faults' in read) return read;
  const faults = checkPolicy(read.file, traits)
    .filter(({ level }) => level === 'fault')
    .map(({ id, policy, sentence }) => `${policy === undefined ? '' : `policy "${policy}": `}${sentence} (${id})`);
  return faults.length > 0 ? { faults } : { policy: read.file };
}

/** The shape alone: syntax, keys, types and ranges. For showing every check of a file that has faults. */
export function readPolicy(text: string, traits: readonly MethodTraits[]): Read {
  if (text.length > MAX_CHARACTERS) return { faults: ['The file is longer than a million characters.'] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', stringKeys: true, prettyErrors: false });
  const spoiled = [...document.errors, ...document.warnings];
  if (spoiled.length > 0) {
    return { faults: spoiled.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`) };
  }
  const { contents } = document;
  if (contents === null) return { faults: ['The file is empty.'] };
  try {
    const parsed = policyFileSchema(traits).safeParse(document.toJS({ maxAliasCount: 20 }), { reportInput: true });
    if (parsed.success) return { file: settle(parsed.data, traits) };
    return { faults: shapeFaults(parsed.error.issues, contents, lines, policyKeys(traits)) };
  } catch (error) {
    // Aliases that do not resolve, or that would unfold without end.
    return { faults: [error instanceof Error ? error.message : 'The file cannot be read.'] };
  }
}
