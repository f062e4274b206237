import type { CountryCode } from 'libphonenumber-js/min';

/** Reads phone numbers as directories hold them (`+1 425 555-0100`, `(425) 555 0100`) into E.164; undefined for what is none. */
export type PhoneReader = (text: string | undefined) => string | undefined;

/** `region` (ISO 3166, `US`) is where numbers without a country code are; without it they are left out. */
export async function phoneReader(region: string | undefined): Promise<PhoneReader> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const country: CountryCode | undefined = region !== undefined && isSupportedCountry(region) ? region : undefined;
  return (text) => {
    if (text === undefined || text.length > 60) return undefined;
    const phone = parsePhoneNumberFromString(text.replace(/^\s*00/, '+'), country);
    return phone?.isPossible() ? phone.number : undefined;
  };
}
