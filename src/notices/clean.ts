const LONGEST = 64;
const LINK = /[a-z][a-z0-9+.-]*:\/\/\S*|www\.\S*|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?:[/?#:]\S*)?/giu;
const PLAIN_LOGIN = /^[^\s@/:?#<>"']{1,64}(?:@[^\s@/:?#<>"']{1,190})?$/u;

const oneLine = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const cut = (text: string, longest: number): string => [...text].slice(0, longest).join('').trim();

/**
 * A name somebody chose, made fit for a message: one line, no control or direction characters, nothing a mail program
 * would make a link of, at most 64 characters.
 */
export const cleanName = (name: string): string => cut(oneLine(oneLine(name).replace(LINK, '')), LONGEST);

/** A sign-in name; one that is not shaped like `name` or `name@domain` is treated as any other name. */
export function cleanLogin(login: string): string {
  const text = oneLine(login);
  return PLAIN_LOGIN.test(text) ? text : cleanName(text);
}
