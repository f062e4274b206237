import type { Account, Finding, PasswordRules } from '../directories/directory.js';
import type { Policy } from '../policy/policy.js';

const marks: Readonly<Record<Finding['severity'], string>> = {
  down: 'DOWN   ',
  warning: 'WARNING',
  note: 'note   ',
  ok: 'ok     ',
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What `directory -- check` prints, line by line; the findings come worst first. */
export function checkReport(name: string, findings: readonly Finding[]): readonly string[] {
  const isDown = findings.some(({ severity }) => severity === 'down');
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const verdict = isDown ? 'cannot be used' : `can be used: ${counted(warnings, 'warning')}`;
  return [
    `The directory (${name}) ${verdict}.`,
    ...findings.map(({ severity, text }) => `  ${marks[severity]} ${text}`),
  ];
}

/** What `directory -- find` prints of a person. Phone numbers are not shown whole: outputs are kept and passed on. */
export function accountReport(account: Account, policy: Policy | undefined): readonly string[] {
  const { id, login, displayName, groups, state, mail, phone, isProtected, passwordSetAt, locale } = account;
  const rows: readonly (readonly [string, string])[] = [
    ['id', id],
    ['may sign in', standing(state)],
    ['protected', isProtected ? 'yes: the password is never set by self-service' : 'no'],
    ['groups', groups.length > 0 ? [...groups].sort().join(', ') : 'none that can be read'],
    ['mail', mail ?? 'none on file: no notices can be sent there'],
    ['phone', phone === undefined ? 'none on file that can be read' : masked(phone)],
    ['password set', passwordSetAt === undefined ? 'the directory does not say' : dated(passwordSetAt)],
    ...(locale === undefined ? [] : [['language', locale] as const]),
    ['policy', policyText(policy)],
  ];
  return [`${displayName} (${login})`, ...rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`)];
}

function standing(state: Account['state']): string {
  const reasons = [
    ...(state.disabled ? ['disabled by an administrator'] : []),
    ...(state.expired ? ['the account has ended'] : []),
    ...(state.locked ? ['locked out after wrong passwords'] : []),
    ...(state.passwordExpired ? ['the password has expired or must be changed'] : []),
  ];
  const kept = state.cannotChange ? ['the directory does not let the password be set by self-service'] : [];
  return [reasons.length === 0 ? 'yes' : `no: ${reasons.join('; ')}`, ...kept].join('; ');
}

function policyText(policy: Policy | undefined): string {
  if (!policy) return 'none: no self-service';
  if (policy.refuse) return `${policy.name}: sent to the helpdesk`;
  return `${policy.name}: ${counted(policy.gates, 'independent proof')} for a reset`;
}

const dated = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `+12025550100` → `+12 •••• 00`. */
const masked = (phone: string): string => `${phone.slice(0, 3)} •••• ${phone.slice(-2)}`;

/** What `directory -- rules` prints: what people see beside the field, and what is enforced where. */
export function rulesReport(login: string, rules: PasswordRules): readonly string[] {
  const { minLength, maxLength, classes, unicode, history, minAgeMs, unread, forbidsOwnName } = rules;
  return [
    `A new password of ${login}:`,
    unread
      ? '  follows rules of its own that our account may not read: grant read on the Password Settings Container'
      : `  has ${minLength} to ${maxLength} characters`,
    ...(classes > 0 ? [`  has ${classes} of: capital letter, small letter, digit, symbol`] : []),
    unicode ? '  may have letters of any script' : '  has only English letters, digits, spaces and symbols',
    ...(forbidsOwnName ? ["  does not contain the person's own names"] : []),
    ...(unread ? [] : [repeats(history)]),
    ...(minAgeMs ? [`  is set no sooner than ${counted(Math.ceil(minAgeMs / HOUR_MS), 'hour')} after the last`] : []),
    '  is neither common nor easy to guess, which we check ourselves',
  ];
}

const HOUR_MS = 3_600_000;

const repeats = (history: number | undefined): string =>
  history === undefined
    ? '  may repeat an earlier one: the directory does not enforce its history on a reset'
    : `  is none of the last ${history}`;
