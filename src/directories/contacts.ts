import type { Finding } from './directory.js';
import type { PhoneReader } from './phone.js';

/** What stands in the directory of somebody: notices go to the mail, and registration begins with the phone. */
export interface Contacts {
  readonly mail: string | undefined;
  /** As written there, any of them. */
  readonly phones: readonly (string | undefined)[];
}

/** How many of the people looked at can be reached, and whether a number stands there that cannot be read. */
export function contactFindings(people: readonly Contacts[], readPhone: PhoneReader): readonly Finding[] {
  if (people.length === 0) return [];
  const written = people.filter(({ phones }) => phones.some((phone) => phone !== undefined));
  const readable = written.filter(({ phones }) => phones.some((phone) => readPhone(phone) !== undefined));
  const mails = people.filter(({ mail }) => mail !== undefined).length;
  const unreadable = written.length - readable.length;
  return [
    {
      severity: 'ok',
      text: `Of ${people.length} people looked at, ${mails} have a mail address and ${readable.length} a phone number on file.`,
    },
    ...(unreadable === 0
      ? []
      : [
          {
            severity: 'note',
            text: `The phone numbers of ${unreadable} of them cannot be read: write them as +1 202 555 0100, or set LDAP_PHONE_REGION.`,
          } as const,
        ]),
  ];
}
