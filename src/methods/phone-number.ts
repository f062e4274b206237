import type { Destination } from './one-time-code.js';

/** Numbers that cost the caller or reach no person: never called, never texted (toll fraud). */
const REFUSED = new Set(['PREMIUM_RATE', 'SHARED_COST', 'TOLL_FREE', 'PERSONAL_NUMBER', 'UAN', 'PAGER', 'VOICEMAIL']);
const NO_TEXTS = new Set(['FIXED_LINE', 'VOIP']);

/**
 * Phone numbers, E.164. `countries` are ISO 3166 codes a number may belong to, '*' for all; the first is assumed for numbers
 * typed without a country. Refusals: `not-a-number`, `country`, `premium`, `no-texts`.
 */
export function phoneNumbers(needs: {
  readonly countries: readonly string[];
  readonly carries: 'texts' | 'calls';
}): Destination {
  const { countries, carries } = needs;
  return {
    what: 'phone',
    async accept(typed) {
      const { default: parse, isSupportedCountry } = await import('libphonenumber-js/max');
      const home = countries.find((country) => isSupportedCountry(country));
      const text = typed.normalize('NFKC').trim().slice(0, 40);
      const number = parse(text, {
        extract: false,
        ...(home !== undefined && isSupportedCountry(home) ? { defaultCountry: home } : {}),
      });
      if (!number?.isValid()) return { refused: 'not-a-number' };
      if (!countries.includes('*') && !countries.includes(number.country ?? '')) return { refused: 'country' };
      const type = number.getType() ?? 'UNKNOWN';
      if (REFUSED.has(type)) return { refused: 'premium' };
      if (carries === 'texts' && NO_TEXTS.has(type)) return { refused: 'no-texts' };
      const extension = carries === 'calls' && number.ext ? `;ext=${number.ext}` : '';
      return { to: `${number.number}${extension}` };
    },
    mask: maskedNumber,
    proof: (to) => `phone:${numberOf(to)}`,
    invent: (bytes) => `+1202555${String(((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % 10_000).padStart(4, '0')}`,
  };
}

/** Those of the codes no number can belong to. */
export async function unknownCountries(codes: readonly string[]): Promise<readonly string[]> {
  if (codes.length === 0) return [];
  const { isSupportedCountry } = await import('libphonenumber-js/max');
  return codes.filter((code) => !isSupportedCountry(code));
}

/** Whether a number, as it is kept, may get a text: not one behind a switchboard, and not a land line. */
export async function takesTexts(to: string): Promise<boolean> {
  if (numberOf(to) !== to) return false;
  const found = await phoneNumbers({ countries: ['*'], carries: 'texts' }).accept(to, '');
  return !('refused' in found) || found.refused === 'not-a-number';
}

/** `+12025550100` → `•••• 00`: the same length for every number. */
const maskedNumber = (to: string): string => `•••• ${numberOf(to).slice(-2)}`;

/** Without its extension: two extensions of one switchboard are one number. */
const numberOf = (to: string): string => to.split(';')[0] ?? to;
