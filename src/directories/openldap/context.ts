import type { LdapConnection } from '../ldap/connection.js';

const plain = (dn: string): string => dn.toLowerCase().replace(/\s*([,=])\s*/g, '$1');

/**
 * The whole tree that `base` is a branch of: groups and policies often live beside the people, not among them, and a
 * privileged group that is not seen protects nobody. `base` itself where the server does not say.
 */
export async function contextOf(connection: LdapConnection, base: string): Promise<string> {
  const [root] = await connection.search('', { scope: 'base', attributes: ['namingContexts'], limit: 1 });
  const within = (root?.texts('namingContexts') ?? []).filter(
    (context) => context !== '' && `,${plain(base)}`.endsWith(`,${plain(context)}`),
  );
  return within.sort((a, b) => b.length - a.length)[0] ?? base;
}
