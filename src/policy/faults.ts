import { isMap, isScalar, isSeq, type LineCounter, type ParsedNode } from 'yaml';
import type { z } from 'zod';
import { closest } from './closest.js';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** What is wrong with the shape of a file, in the order of its lines; one sentence each. `keys` are all keys there are. */
export function shapeFaults(
  issues: readonly Issue[],
  contents: ParsedNode,
  lines: LineCounter,
  keys: readonly string[],
): readonly string[] {
  const lineOf = (path: Path): number => lines.linePos(offsetOf(contents, path)).line;
  return issues
    .flatMap((issue) => found(issue, keys))
    .map(({ path, text }) => ({ line: lineOf(path), text: `${named(path)}: ${text}` }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `line ${line}: ${text}`);
}

function found(issue: Issue, keys: readonly string[]): readonly { readonly path: Path; readonly text: string }[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], text: `there is no such key${meant(key, keys)}` }));
    case 'invalid_value': {
      const values = issue.values.map(String);
      const sentence = `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}, got ${shown(issue.input)}`;
      return [{ path, text: sentence + meant(String(issue.input), values) }];
    }
    case 'invalid_type':
      return [{ path, text: `expected ${words[issue.expected] ?? issue.expected}, got ${shown(issue.input)}` }];
    case 'too_small':
      return [{ path, text: `expected at least ${issue.minimum}${unit(issue.origin)}, got ${shown(issue.input)}` }];
    case 'too_big':
      return [{ path, text: `expected at most ${issue.maximum}${unit(issue.origin)}, got ${shown(issue.input)}` }];
    default:
      return [{ path, text: issue.message }];
  }
}

const words: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  object: 'keys with values',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
};

const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '');

function meant(word: string, candidates: readonly string[]): string {
  const near = closest(word, candidates);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

const LONGEST = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'keys with values';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `policies[2].gates`, counted from one as people do. */
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
    const next: Place | undefined = at ? child(at, part) : undefined;
    if (!next) break;
    offset = next.offset;
    at = next.node;
  }
  return offset;
}

interface Place {
  readonly offset: number;
  readonly node: ParsedNode | null;
}

function child(node: ParsedNode, part: PropertyKey): Place | undefined {
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
    return pair ? { offset: pair.key.range[0], node: pair.value } : undefined;
  }
  if (!isSeq<ParsedNode>(node) || typeof part !== 'number') return undefined;
  const item = node.items[part];
  return item ? { offset: item.range[0], node: item } : undefined;
}
