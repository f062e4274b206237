import type { MethodId } from '../src/methods/method.js';
import { methodId } from '../src/methods/traits.js';
import { methods } from './vocabulary/index.js';
import { hasWords } from './words.js';

/** The method people mean by these words, if any. */
export function methodNamed(words: readonly string[]): MethodId | undefined {
  const found = methods.find(([, names]) => hasWords(words, names));
  return found && methodId(found[0]);
}
