/** A name as people type it, with all that a UPN or an address may hold; Entra's UPN has at most 113 characters. Nothing else ever reaches a filter or a URL. */
const SHAPE = /^[\p{L}\p{N}._'@!#^~+-]{1,113}$/u;

/** The name in its one spelling (NFKC, trimmed), or undefined when it is not shaped like a name. */
export function loginIn(typed: string): string | undefined {
  if (typed.length > 4 * 113) return undefined;
  const name = typed.normalize('NFKC').trim();
  return SHAPE.test(name) ? name : undefined;
}

/** Whether the directory's value is that name and not merely one its matching rules take for it (`é` for `e`). */
export const sameLogin = (value: string | undefined, name: string): boolean =>
  value !== undefined && value.normalize('NFKC').toLowerCase() === name.toLowerCase();
