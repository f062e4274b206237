import { dice } from './random-passwords.js';

const PIECES = [
  '*',
  ')',
  '(',
  '\\',
  '|',
  '&',
  '!',
  '=',
  '\u0000',
  '\n',
  '(|(uid=*))',
  ')(objectClass=*',
  '*)(sAMAccountName=*',
  '\\2a',
  '\\00',
  "' or 1 eq 1 or '",
  "'",
  '%27',
  '/../',
  '?$filter=',
  '#',
  'cn=',
  ',dc=example',
  '\u202e',
  '\ud800',
  'é',
  'ﬀ',
  'ａ',
  '@',
  '.',
  '-',
  ' ',
  '_',
  'Administrator',
  '<GUID=',
  '<SID=S-1-5-32-544>',
];

/** Names made to break out of a filter, a URL or a DN; many contain a real one. The same for the same count. */
export function* hostileNames(real: string, count: number): Generator<string> {
  const roll = dice(count);
  for (let made = 0; made < count; made += 1) {
    let name = roll() < 0.6 ? real : '';
    for (let parts = 1 + Math.floor(roll() * 5); parts > 0; parts -= 1) {
      const piece = PIECES[Math.floor(roll() * PIECES.length)] ?? '*';
      name = roll() < 0.5 ? name + piece : piece + name;
    }
    yield name;
  }
}
