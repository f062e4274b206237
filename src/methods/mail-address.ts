import { domainToASCII } from 'node:url';
import type { Destination } from './one-time-code.js';

const LOCAL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/i;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** One plain address in one spelling (domain in lower-case ASCII), or undefined: no names, lists, quotes or line ends. */
export function plainAddress(typed: string): string | undefined {
  const text = typed.normalize('NFKC').trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  const labels = domain.split('.');
  const dots = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  if (at < 1 || text.length > 254 || !LOCAL.test(local) || dots) return undefined;
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  return `${local}@${domain}`;
}

/**
 * Mail addresses outside the organisation: a mailbox opened with the forgotten password proves nothing.
 * Refusals: `not-an-address`, `own-domain`.
 */
export function mailAddresses(needs: { readonly ownDomains: readonly string[] }): Destination {
  const own = needs.ownDomains.map((domain) => domain.toLowerCase());
  return {
    what: 'email',
    async accept(typed, login) {
      const to = plainAddress(typed);
      if (to === undefined) return { refused: 'not-an-address' };
      const domain = domainOf(to);
      // Whatever is configured: the domain people sign in with is the organisation's.
      const ours = login.includes('@') ? [...own, domainOf(login).toLowerCase()] : own;
      if (ours.some((one) => domain === one || domain.endsWith(`.${one}`))) return { refused: 'own-domain' };
      return { to };
    },
    mask: maskedAddress,
    proof: () => 'mailbox',
    invent: (bytes) => `${'abcdefghijklmnopqrstuvwxyz'[(bytes[0] ?? 0) % 26]}@mail.example`,
  };
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** `ada@home.example` → `a•••@home.example`. */
const maskedAddress = (to: string): string => `${to.slice(0, 1)}•••${to.slice(to.lastIndexOf('@'))}`;
