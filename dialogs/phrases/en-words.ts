import { minutesLeft } from './minutes-left.js';

/** What methods are called when they are set up or listed. */
export const METHODS: Readonly<Record<string, string>> = {
  'authenticator-notification': 'App notification',
  'authenticator-code': 'Authenticator app',
  'recovery-code': 'Recovery codes',
  'teams-approval': 'Approval in Teams',
  sms: 'Text message',
  voice: 'Phone call',
  email: 'E-mail',
  'security-questions': 'Security questions',
};

export const methodName = (method: string): string => METHODS[method] ?? method;

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** "November 24, 2026". */
export const dayOf = (at: number): string => day.format(at);

/** "text message, phone call and e-mail". */
export const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** "12 seconds", "5 minutes", "24 hours", "7 days". */
export function span(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const [count, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5400
        ? [Math.ceil(seconds / 60), 'minute']
        : seconds < 172_801
          ? [Math.ceil(seconds / 3600), 'hour']
          : [Math.ceil(seconds / 86_400), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** For how long something is good, "for 5 minutes". */
export function forMinutes(ms: number): string {
  const minutes = minutesLeft(ms);
  return minutes > 1 ? `for ${minutes} minutes` : minutes === 1 ? 'for about a minute' : 'for less than a minute';
}

/** Remarks that are the same whatever is under way. */
export const REMARKS = {
  'only-on-page':
    'Please answer on the page only, never here. I have not used what you wrote, and where I can I have hidden it. If the page is closed, write "send it again" for a new one.',
  'other-questions':
    'Those answers did not match. The page shows other questions now: please try again there. If it is closed, write "send it again" for a new one.',
  'other-ways': 'Of course. You can choose from what is here. If none of it works for you, write "talk to a person".',
  'without-phone': 'All right, without your phone: what works without it comes first.',
  'only-by-phone':
    'Without your phone I cannot go on: everything that is left here needs your phone. Come back when you have it, or write "talk to a person".',
  'nothing-sent': 'There is nothing here that I could send again.',
} as const;
