import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
/** `Word.Word…`, as rights in Microsoft Graph are named. */
const RIGHT = /'([A-Z][\w-]*(?:\.[A-Z]\w*)+)'/g;

describe('what is deployed on Azure', () => {
  const directory = read('deploy/azure/directory.bicep');
  const section = /## 2\. Its permissions([\s\S]*?)\n## /.exec(read('docs/entra.md'))?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)];

  it('gives the directory exactly the rights in Microsoft Graph that its page names', () => {
    const named = rows.map(([, right]) => right);
    expect(named.length).toBeGreaterThan(4);
    const granted = [...directory.matchAll(RIGHT)]
      .map(([, right]) => right)
      .filter((right) => /\.(All|Directory)$/.test(right ?? ''));
    expect([...granted].sort()).toEqual([...named].sort());
  });

  it('lets those be left out that may be left out, and no other', () => {
    const optional = rows.filter(([, , what]) => what?.startsWith('may be left out')).map(([, right]) => right);
    const left = /var mayBeLeftOut = ([\s\S]*?)\nvar /.exec(directory)?.[1] ?? '';
    expect([...left.matchAll(RIGHT)].map(([, right]) => right)).toEqual(optional);
  });

  it('posts messages to one address, however the public one is written', () => {
    const bot = read('deploy/azure/main.bicep');
    expect(bot).toContain("endsWith(publicUrl, '/')");
    expect(bot).toMatch(/endpoint: '\$\{origin\}\/api\/messages'/);
    expect(bot).toContain('trustedOrigins: [origin]');
  });

  it('gives nobody a directory role, and the bot no right at all', () => {
    expect(directory).not.toMatch(/roleAssignment|directoryRole|\.ReadWrite\.Directory|Directory\.ReadWrite/i);
    expect(read('deploy/azure/main.bicep')).not.toMatch(/Microsoft\.Graph|roleAssignments/);
  });
});
