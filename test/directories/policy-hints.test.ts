import { describe, expect, it } from 'vitest';
import { MAX_LENGTH, rulesOf } from '../../src/directories/ad/rules.js';
import { setTwice } from '../../src/directories/ad/set-password.js';
import type { PasswordRules } from '../../src/directories/directory.js';
import type { LdapConnection, LdapControl, Replacement } from '../../src/directories/ldap/connection.js';
import { LdapEntry } from '../../src/directories/ldap/entry.js';
import { LdapRefusal } from '../../src/directories/ldap/failure.js';
import { ldapPool } from '../../src/directories/ldap/pool.js';
import { quiet } from '../support/quiet.js';

const HINTS = '1.2.840.113556.1.4.2239';
const DAY_MS = 86_400_000;
/** A fine-grained policy that may not be read. */
const UNREAD = { minLength: 0, classes: 0, history: undefined, unread: true } as const;
const NOW = Date.UTC(2026, 10, 24);

interface Modify {
  readonly changes: readonly Replacement[];
  readonly controls: readonly LdapControl[];
}

/** A domain controller that offers policy hints, as Windows does and Samba does not; it refuses with `refusal`, if any. */
function windows(refusal?: LdapRefusal) {
  const modifies: Modify[] = [];
  const connection: LdapConnection = {
    url: 'ldaps://dc1.example.test',
    certificateEndsAt: undefined,
    isUsable: () => true,
    bind: async () => {},
    search: async () => [new LdapEntry('CN=Ada', [['pwdLastSet', ['2']]])],
    async modify(_, changes, controls = []) {
      modifies.push({ changes, controls });
      if (refusal) throw refusal;
    },
    extended: async () => {},
    close: () => {},
  };
  return { connection, modifies };
}

const fileTime = (ms: number): string => String((BigInt(ms) + 11_644_473_600_000n) * 10_000n);

function task(
  changes: { readonly password?: string; readonly rules?: Partial<PasswordRules>; readonly setAt?: number } = {},
) {
  const settings = {
    urls: [],
    baseDn: '',
    bindDn: '',
    bindPassword: '',
    startTls: false,
    protectedGroups: [],
    timeoutMs: 500,
    poolSize: 1,
  };
  const rules = { minLength: 10, maxLength: MAX_LENGTH, classes: 3, unicode: true, history: 24, forbidsOwnName: true };
  return {
    pool: ldapPool({ settings, clock: () => NOW, log: quiet }),
    log: quiet,
    base: '',
    id: '2238f37a-f7c8-4245-9c9b-24ab4e6e2c9c',
    password: changes.password ?? 'Brisk-Lantern-2',
    domain: { base: '', hints: HINTS, time: NOW, server: 'dc1' },
    rules: { ...rules, ...changes.rules },
    entry: new LdapEntry('CN=Ada', [
      ['sAMAccountName', ['ada']],
      ['pwdLastSet', [fileTime(changes.setAt ?? NOW - 90 * DAY_MS)]],
    ]),
    now: NOW,
    pauseMs: 1,
  };
}

describe('a server that offers policy hints', () => {
  it('is given them, critical, with the first write alone: the second could not pass its own history', async () => {
    const { connection, modifies } = windows();
    await setTwice(connection, task());
    expect(modifies.map(({ controls }) => controls)).toEqual([
      [{ oid: HINTS, critical: true, value: Buffer.from('3003020101', 'hex') }],
      [],
    ]);
  });

  it('gets password, lock-out and pwdLastSet in one modify, both times the same', async () => {
    const { connection, modifies } = windows();
    await setTwice(connection, task());
    const quoted = Buffer.from('"Brisk-Lantern-2"', 'utf16le');
    const whole = [
      { type: 'unicodePwd', values: [quoted] },
      { type: 'lockoutTime', values: ['0'] },
      { type: 'pwdLastSet', values: ['-1'] },
    ];
    expect(modifies.map(({ changes }) => changes)).toEqual([whole, whole]);
  });
});

describe('Windows says only 0000052D, and the rule is found by us', () => {
  const constraint = new LdapRefusal(
    19,
    '0000052D: AtrErr: DSID-03191083, #1: 0: 0000052D: DSID-03191083, problem 1005',
  );
  const unwilling = new LdapRefusal(53, '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0');

  it.each([
    ['too-short', { password: 'Ab1-xyz' }],
    ['too-simple', { password: 'alllowercaseletters' }],
    ['too-young', { rules: { minAgeMs: DAY_MS }, setAt: NOW - 3_600_000 }],
    ['in-history', {}],
    ['directory-policy', { rules: { history: 0 } }],
    ['directory-policy', { password: 'Ab1-xyz', rules: UNREAD }],
  ] as const)('%s', async (rule, changes) => {
    for (const refusal of [constraint, unwilling]) {
      const { connection, modifies } = windows(refusal);
      await expect(setTwice(connection, task(changes))).rejects.toMatchObject({ code: 'ERR_PASSWORD_REJECTED', rule });
      expect(modifies).toHaveLength(1);
    }
  });
});

describe('rules as Windows enforces them on a reset', () => {
  const domain = { base: 'DC=x', hints: HINTS, time: NOW, server: 'dc1' };
  const policy = { minPwdLength: '7', pwdProperties: '1', pwdHistoryLength: '24', minPwdAge: String(-DAY_MS * 10_000) };
  const reading = (entries: Readonly<Record<string, string>>) => ({
    ...windows().connection,
    search: async () => [
      new LdapEntry(
        '',
        Object.entries(entries).map(([name, value]) => [name, [value]]),
      ),
    ],
  });

  it('the domain says how old a password must be before the next', async () => {
    const rules = await rulesOf(reading(policy), domain, new LdapEntry('', []));
    expect(rules).toMatchObject({ minLength: 7, history: 24, minAgeMs: DAY_MS });
    expect(
      (await rulesOf(reading({ ...policy, minPwdAge: '0' }), domain, new LdapEntry('', []))).minAgeMs,
    ).toBeUndefined();
  });

  it('a server without the control enforces neither history nor age', async () => {
    const rules = await rulesOf(reading(policy), { ...domain, hints: undefined }, new LdapEntry('', []));
    expect([rules.history, rules.minAgeMs]).toEqual([undefined, undefined]);
  });

  it('those of a fine-grained policy that may not be read are not guessed at', async () => {
    const entry = new LdapEntry('', [['msDS-ResultantPSO', ['CN=strict']]]);
    expect(await rulesOf(reading({ ...policy, cn: 'strict' }), domain, entry)).toMatchObject({
      minLength: 0,
      classes: 0,
      unread: true,
    });
  });
});
