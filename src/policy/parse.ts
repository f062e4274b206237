import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { MethodTraits } from '../methods/method.js';
import { checkPolicy } from './checks.js';
import type { PolicyFile } from './policy.js';
import { policyFileSchema } from './schema.js';
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
  if (document.contents === null) return { faults: ['The file is empty.'] };
  const parsed = policyFileSchema(traits).safeParse(document.toJS({ maxAliasCount: 20 }), { reportInput: false });
  if (parsed.success) return { file: settle(parsed.data, traits) };
  const contents = document.contents;
  return {
    faults: parsed.error.issues.flatMap((issue) =>
      faultsOf(issue, (path) => lines.linePos(offsetOf(contents, path)).line),
    ),
  };
}

type Path = readonly PropertyKey[];

function faultsOf(issue: z.core.$ZodIssue, lineOf: (path: Path) => number): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `line ${lineOf([...issue.path, key])}: ${named([...issue.path, key])}: unknown key`);
  }
  return [`line ${lineOf(issue.path)}: ${named(issue.path)}: ${issue.message}`];
}

const named = (path: Path): string =>
  path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part + 1}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '') || 'the file';

/** Where the last part of the path that is there at all begins: a key where it is one. */
function offsetOf(root: ParsedNode, path: Path): number {
  let at: ParsedNode | null = root;
  let offset = root.range[0];
  for (const part of path) {
    const found: { readonly offset: number; readonly node: ParsedNode | null } | undefined = at
      ? child(at, part)
      : undefined;
    if (!found) break;
    offset = found.offset;
    at = found.node;
  }
  return offset;
}

function child(node: ParsedNode, part: PropertyKey) {
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
    return pair ? { offset: pair.key.range[0], node: pair.value } : undefined;
  }
  if (!isSeq<ParsedNode>(node) || typeof part !== 'number') return undefined;
  const item = node.items[part];
  return item ? { offset: item.range[0], node: item } : undefined;
}
