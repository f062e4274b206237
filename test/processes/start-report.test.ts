import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { remarksOn } from '../../src/policy/remarks.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { startInstance } from '../support/instance.js';
import { fileOf, spelled } from '../support/policies.js';

const questions = {
  name: 'branch offices',
  appliesTo: { groups: ['branches'] },
  methods: spelled('CEQ'),
  securityQuestions: { iUnderstand: QUESTIONS_SENTENCE },
};
const oneGate = { name: 'everyone', gates: 1, methods: spelled('CE') };

describe('what is said at every start', () => {
  it('names each policy that counts questions, and each that one gate satisfies', () => {
    const named = (...policies: readonly object[]) => remarksOn(fileOf({ policies })).map(({ policy }) => policy);
    expect(named(questions, oneGate)).toEqual(['branch offices', 'everyone']);
    expect(named({ name: 'everyone', methods: spelled('CEQ') })).toEqual([]);
    expect(named({ ...questions, refuse: true }, { ...oneGate, gates: 2 })).toEqual([]);
  });

  it('stands in what is printed and in the log', { timeout: 90_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'start-report-'));
    const POLICY_FILE = join(folder, 'policy.json');
    writeFileSync(POLICY_FILE, JSON.stringify({ policies: [questions, oneGate] }));
    const server = await startInstance({ POLICY_FILE, DATA_DIR: folder, LOG_LEVEL: 'warn' });
    const logged = (what: string): unknown =>
      JSON.parse(
        server
          .output()
          .split('\n')
          .find((line) => line.startsWith('{') && line.includes(what)) ?? '{}',
      );
    for (const [name, what] of [
      ['branch offices', 'counts security questions as a gate'],
      ['everyone', 'is satisfied by one gate'],
    ] as const) {
      expect(server.output()).toContain(`  warning: Policy "${name}" ${what}`);
      await vi.waitFor(() => expect(logged(what)).toMatchObject({ level: 'warn', policy: name }), 10_000);
    }
    await server.stop();
  });
});
