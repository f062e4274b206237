import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { entraEnv, entraFaults } from '../../src/directories/graph/settings.js';
import { ldapEnv } from '../../src/directories/ldap/settings.js';
import { enrollSession } from '../../src/enroll/session.js';
import { resetSession } from '../../src/reset/session.js';
import { LEAST } from '../support/graph.js';
import { delegation } from '../support/samba.js';
import { accessList } from '../support/slapd.js';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('what administrators are told is what is tested', () => {
  it('the access list of OpenLDAP', () => {
    const list = accessList('=w').trim().replaceAll('dc=example,dc=test', 'dc=contoso,dc=example');
    expect(read('docs/openldap.md')).toContain(list);
  });

  it('the delegated rights of Active Directory, by dsacls and by samba-tool', () => {
    const page = read('docs/active-directory.md');
    for (const ace of delegation('SID')) expect(page).toContain(`--sddl="${ace}"`);
    const dsacls = [...page.matchAll(/dsacls "OU=Staff,[^"]*" \/I:S \/G "[^:]*:([^"]+)"/g)].map(([, right]) => right);
    expect(dsacls).toEqual(['CA;Reset Password;user', 'RPWP;lockoutTime;user', 'RPWP;pwdLastSet;user']);
  });

  it('the permissions of Entra, these and no others', () => {
    const rows = [...read('docs/entra.md').matchAll(/^\| `([\w-]+\.[\w.]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...LEAST].sort());
  });

  it('the addresses of every cloud fit together', () => {
    const rows = [...read('docs/entra.md').matchAll(/\| `(https:[^`]+)` \| `(https:[^`]+)` \|/g)];
    expect(rows).toHaveLength(4);
    for (const [, ENTRA_GRAPH_URL, ENTRA_LOGIN_URL] of rows) {
      const id = '11111111-2222-4333-8444-555555555555';
      const fixed = { ENTRA_TENANT_ID: id, ENTRA_CLIENT_ID: id, ENTRA_CLIENT_SECRET: 'secret' };
      expect(entraFaults(z.object(entraEnv).parse({ ...fixed, ENTRA_GRAPH_URL, ENTRA_LOGIN_URL }))).toEqual([]);
    }
  });

  it('every setting of a directory, on the page it belongs to', () => {
    const pages = ['docs/active-directory.md', 'docs/openldap.md', 'docs/entra.md'].map(read).join();
    for (const name of Object.keys({ ...ldapEnv, ...entraEnv })) {
      expect(pages, name).toContain(`\`${name}`);
    }
  });

  it.each([
    ['a reset', resetSession, 0],
    ['a registration', enrollSession, 1],
  ] as const)('the machine of %s, with every phase, in labels that can be drawn', (_name, session, index) => {
    const drawn = [...read('docs/architecture.md').matchAll(/```mermaid\n([\s\S]*?)```/g)][index]?.[1] ?? '';
    for (const { shape } of session.options) {
      expect(drawn).toMatch(new RegExp(`--> ${shape.phase.value.replace('-', '_')}\\b`));
    }
    // A semicolon ends a statement there, and a second colon a label.
    expect(drawn.split('\n').filter((line) => /;|:.*:/.test(line))).toEqual([]);
  });

  it('links between documents lead somewhere', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
