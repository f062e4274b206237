/** The tags in it, as they stand: "de-CH, en;q=0.8" is what browsers and directories keep (RFC 2798 §2.7). */
const TAGS = /(?<![a-z0-9=])[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*/giu;

/** Browsers may send thousands of letters; nobody speaks so much. */
const LONGEST = 200;

/** "de-CH-1996" → de-ch-1996, de-ch, de. */
function prefixesOf(tag: string): readonly string[] {
  const parts = tag.toLowerCase().replaceAll('_', '-').split('-');
  return parts.map((_part, index) => parts.slice(0, parts.length - index).join('-'));
}

/**
 * What there is in the language nearest to `locale`, a BCP 47 tag or several in order of preference: the longest prefix
 * that there is (RFC 4647 §3.4); the first of all where there is none.
 */
export function inLanguage<T extends { readonly language: string }>(
  locale: string | undefined,
  all: readonly [T, ...T[]],
): T {
  const wanted = (locale?.slice(0, LONGEST).match(TAGS) ?? []).flatMap(prefixesOf);
  const found = wanted.map((tag) => all.find(({ language }) => language === tag));
  return found.find((one) => one !== undefined) ?? all[0];
}
