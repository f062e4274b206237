/**
 * A search filter as a tree: a value is sent as octets of its own and is never parsed, so no name can change the shape.
 * (The library's filter strings also encode an escaped `é` twice.)
 */
export type LdapFilter =
  | { readonly all: readonly LdapFilter[] }
  | { readonly any: readonly LdapFilter[] }
  | { readonly attribute: string; readonly is: string | Buffer }
  | { readonly attribute: string; readonly rule: string; readonly is: string };

export const all = (...filters: readonly LdapFilter[]): LdapFilter => ({ all: filters });
export const any = (...filters: readonly LdapFilter[]): LdapFilter => ({ any: filters });
export const is = (attribute: string, value: string | Buffer): LdapFilter => ({ attribute, is: value });

/** Group membership through any number of groups (MS-ADTS LDAP_MATCHING_RULE_IN_CHAIN). */
export const inChain = (attribute: string, dn: string): LdapFilter => ({
  attribute,
  rule: '1.2.840.113556.1.4.1941',
  is: dn,
});

/** All of these bits are set (MS-ADTS LDAP_MATCHING_RULE_BIT_AND). */
export const hasBits = (attribute: string, bits: number): LdapFilter => ({
  attribute,
  rule: '1.2.840.113556.1.4.803',
  is: String(bits),
});
