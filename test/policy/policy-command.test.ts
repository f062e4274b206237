import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { policyCommand } from '../../src/cli/policy-command.js';
import { ConfigInvalid } from '../../src/errors.js';
import { defaultPolicy } from '../../src/policy/default-policy.js';
import { loadPolicy } from '../../src/policy/load.js';
import { policyHash } from '../../src/policy/policy.js';
import { policyJsonSchema } from '../../src/policy/schema.js';
import { traits } from '../support/policies.js';

const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: readonly string[]): { readonly code: number; readonly text: string } {
  const printed: string[] = [];
  const code = policyCommand(args, (line) => printed.push(line));
  return { code, text: printed.join('\n') };
}

const file = (name: string): string => new URL(`../../${name}`, import.meta.url).pathname;

describe('npm run policy', () => {
  it('checks the default policy: every check, who passes with what, the chances', () => {
    const { code, text } = run('check', '--default');
    expect(code).toBe(0);
    expect(text).toContain('administrators: members of Domain Admins, privileged');
    expect(text).toContain('authenticator-code + sms');
    expect(text).toContain('100,000');
    expect(text).toMatch(/why: .+800-63B/u);
  });

  it.each(['policy.yaml', 'policy-authenticator-only.yaml', 'policy-entra.yaml', 'policy-strict.yaml'])(
    'accepts the example %s',
    (name) => {
      expect(run('check', file(`deploy/examples/${name}`)).code).toBe(0);
    },
  );

  it('refuses the authenticator alone under Entra with its sentence, and shows every check', () => {
    const path = written(
      'entra.yaml',
      'compatibility: entra\npolicies: [{ name: all, gates: 1, methods: [authenticator-code], allowAuthenticatorOnly: true }]',
    );
    const { code, text } = run('check', path);
    expect(code).toBe(1);
    expect(text).toContain('You must enable another method to use mobile app or hardware token code');
    expect(text).toContain('FAULT');
  });

  it('reckons with the length of codes that is in force', () => {
    const chance = (env: NodeJS.ProcessEnv): number => {
      const printed: string[] = [];
      policyCommand(['check', '--default'], (line) => printed.push(line), env);
      const found = /authenticator-code \+ sms\s+1 in ([\d,]+)/.exec(printed.join('\n'))?.[1] ?? '';
      return Number(found.replaceAll(',', ''));
    };
    const usual = chance({});
    expect(usual / chance({ CODE_DIGITS: '6' })).toBeCloseTo(100, -1);
    expect(usual / chance({ TWILIO_VERIFY_SERVICE_SID: `VA${'a1'.repeat(16)}` })).toBeCloseTo(100, -1);
    expect(usual / chance({ AUTHENTICATOR_FUTURE_STEP: 'true' })).toBeCloseTo(1.5, 1);
  });

  it('says what the authenticator alone means', () => {
    const { code, text } = run('check', file('deploy/examples/policy-authenticator-only.yaml'));
    expect(code).toBe(0);
    expect(text).toContain('recovery-code');
    expect(text).toContain('No self-service');
  });

  it.each([
    ['a missing file', ['check', '/nowhere/policy.yaml'], 'There is no such file.'],
    ['a folder', ['check', tmpdir()], 'It is a directory, not a file.'],
    ['no file', ['check'], 'check needs one file'],
    ['two files', ['check', 'a', 'b'], 'check needs one file'],
    ['nothing', [], 'Expected check, schema or --help.'],
    ['something else', ['chek', 'a'], 'Expected check, schema or --help.'],
  ])('ends with 1 and a sentence for %s', (_, args, sentence) => {
    const { code, text } = run(...args);
    expect(code).toBe(1);
    expect(text).toContain(sentence);
  });

  it('names the line of what cannot be read', () => {
    const { code, text } = run('check', written('broken.yaml', 'policies:\n  - name: a\n    methods: [sms\n'));
    expect(code).toBe(1);
    expect(text).toMatch(/line 4: /u);
  });

  it('helps', () => {
    expect(run('--help').code).toBe(0);
    expect(run('--help').text).toContain('npm run policy -- check FILE');
  });

  it('prints the JSON Schema that is published in docs', () => {
    const published: unknown = JSON.parse(readFileSync(file('docs/policy.schema.json'), 'utf8'));
    expect(JSON.parse(run('schema').text)).toEqual(published);
    expect(JSON.parse(JSON.stringify(policyJsonSchema(traits)))).toEqual(published);
  });
});

describe('the policy in force', () => {
  it('is the default one without a file, and that is the one in the examples', async () => {
    const shown = await loadPolicy(file('deploy/examples/policy.yaml'));
    expect(policyHash(await loadPolicy(undefined))).toBe(policyHash(shown));
  });

  it('leaves out of the default what cannot be asked here', async () => {
    const lacking = new Map([
      ['sms', 'TWILIO_ACCOUNT_SID'],
      ['voice', 'TWILIO_ACCOUNT_SID'],
      ['email', 'SMTP_URL'],
    ]);
    const loaded = await loadPolicy(undefined, lacking);
    expect(loaded.policies[1]).toMatchObject({ gates: 2, register: { required: 2 } });
    expect(loaded.policies[1]?.methods).toEqual(expect.not.arrayContaining(['sms', 'voice', 'email']));
    expect(loaded.policies[0]).toEqual(defaultPolicy(traits).policies[0]);
  });

  it('refuses a file that names what cannot be asked here', async () => {
    const refused = await loadPolicy(
      file('deploy/examples/policy-strict.yaml'),
      new Map([['email', 'SMTP_URL']]),
    ).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigInvalid);
    expect(refused instanceof ConfigInvalid && refused.faults).toEqual([
      'POLICY_FILE: policy "everyone" names email: expected SMTP_URL as well, got nothing',
    ]);
  });

  it('refuses a file with a fault and one that is not there, each with POLICY_FILE in front', async () => {
    for (const path of [written('empty.yaml', ''), '/nowhere/policy.yaml']) {
      const refused = await loadPolicy(path).catch((error: unknown) => error);
      expect(refused instanceof ConfigInvalid && refused.faults[0]).toMatch(/^POLICY_FILE: /u);
    }
  });
});
