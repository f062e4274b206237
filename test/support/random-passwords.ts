/** A small generator with a seed, so that a failure can be run again (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ranges of code points, the troublesome ones among them: combining, right-to-left, emoji, private use, unassigned, LDAP's own. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0xdff],
  [0x1e00, 0x20cf],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xe000, 0xf8ff],
  [0xfb00, 0xfffd],
  [0x10000, 0x10fff],
  [0x1f300, 0x1faff],
  [0x20000, 0x2ffff],
  [0xe0000, 0xe01ef],
];
const SPECIAL = ['"', "'", '\\', '*', '(', ')', '\u0000', '\ud800', '\ufffe', '\u200f', '\u2028', 'ß', 'İ', ' '];

/** From 6 to 40 characters, mostly strong enough for the usual rules. */
export function randomPassword(seed: number): string {
  const roll = dice(seed + 1);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(roll() * list.length)];
  const length = 6 + Math.floor(roll() * 34);
  let password = roll() < 0.8 ? 'Aa1-' : '';
  while ([...password].length < length) {
    if (roll() < 0.04) {
      password += pick(SPECIAL.slice(0, roll() < 0.9 ? 6 : SPECIAL.length)) ?? '';
    } else {
      const [from, to] = pick(RANGES) ?? [0x20, 0x7e];
      password += String.fromCodePoint(from + Math.floor(roll() * (to - from + 1)));
    }
  }
  return password;
}
