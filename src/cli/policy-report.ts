import type { MethodTraits } from '../methods/method.js';
import type { Check, Level } from '../policy/check.js';
import { type GuessLimits, policyOdds, type WayOdds } from '../policy/odds.js';
import { type Policy, type PolicyFile, policyHash } from '../policy/policy.js';

const marks: Readonly<Record<Level, string>> = {
  fault: 'FAULT  ',
  warning: 'WARNING',
  note: 'note   ',
  good: 'ok     ',
};

/** What `policy -- check` prints, line by line. */
export function report(
  title: string,
  file: PolicyFile,
  checks: readonly Check[],
  traits: readonly MethodTraits[],
  limits: GuessLimits,
): readonly string[] {
  const faults = checks.filter(({ level }) => level === 'fault').length;
  const warnings = checks.filter(({ level }) => level === 'warning').length;
  const verdict =
    faults > 0 ? `is refused: ${counted(faults, 'fault')}` : `may be used: ${counted(warnings, 'warning')}`;
  return [
    `${title} ${verdict}. Compatibility: ${file.compatibility}. Hash: ${policyHash(file)}`,
    ...shown(checks.filter(({ policy }) => policy === undefined)),
    ...file.policies.flatMap((policy) => [
      '',
      ...heading(policy),
      ...shown(checks.filter((check) => check.policy === policy.name)),
      ...waysOf(policyOdds(file, policy, traits, limits)),
    ]),
    '',
    `Assumed: ${limits.failures} wrong proofs an hour, then ${limits.blockMs / 3_600_000} h refused; ${limits.longFailures} in ${limits.longWindowMs / 86_400_000} days, then refused for the rest of them;`,
    `${limits.sessionsPerDay} sessions a day; a guesser who never stops and a person who registered everything. docs/security.md has the`,
    'formula. Guessing is not the only way in: being talked into it, malware and SIM swap are not in these figures.',
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function heading({
  name,
  appliesTo,
  privileged,
  refuse,
  gates,
  register,
  changeWithCurrentPassword,
}: Policy): readonly string[] {
  const who = appliesTo.groups ? `members of ${appliesTo.groups.join(', ')}` : 'everybody else';
  const title = `${name}: ${who}${privileged ? ', privileged' : ''}`;
  const rule = '-'.repeat(title.length);
  if (refuse) return [title, rule, 'No self-service: sent to the helpdesk.'];
  return [
    title,
    rule,
    `A reset takes ${counted(gates, 'independent proof')}; registration asks for ${register.required}.`,
    `Changing a known password takes ${changeWithCurrentPassword ? 'the current one alone' : 'the proofs of a reset as well'}.`,
  ];
}

const shown = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(({ level, id, sentence, reason }) => [
    `  ${marks[level]} ${id}: ${sentence}`,
    `          why: ${reason}`,
  ]);

/** Every set of methods that resets, as a table, the likeliest to be guessed first. */
function waysOf(odds: readonly WayOdds[]): readonly string[] {
  if (odds.length === 0) return [];
  const names = odds.map(({ way }) => way.map(({ id }) => id).join(' + '));
  const width = Math.max('Who passes with what'.length, ...names.map((name) => name.length));
  const row = (name: string, person: string, tenant: string): string =>
    `  ${name.padEnd(width)}  ${person.padEnd(24)}  ${tenant}`;
  const careless = Math.max(0, ...odds.map((one) => one.careless ?? 0));
  const rows = odds.map(({ perPersonYear, perTenantYear }, index) =>
    row(names[index] ?? '', chance(perPersonYear), chance(perTenantYear)),
  );
  const [worst] = odds;
  return [
    '',
    row('Who passes with what', 'guessed, person and year', 'anybody of 100,000 in a year'),
    ...rows,
    `  At worst ${chance(worst?.perPersonYear ?? 0)} a person and year, ${chance(worst?.perTenantYear ?? 0)} for 100,000 people.`,
    ...(careless > 0
      ? [`  Somebody who answers every notification with a number at random: ${chance(careless)} a year.`]
      : []),
  ];
}

/** `1 in 2,700,000,000`, or a percentage where it is likely. */
function chance(probability: number): string {
  if (probability <= 0) return 'nothing to guess';
  if (probability > 0.999) return 'almost certain';
  if (probability >= 0.01) return `${(probability * 100).toFixed(1)} %`;
  const once = 1 / probability;
  if (once > 1e12) return `below 1 in 10^${Math.floor(Math.log10(once))}`;
  const rounded = Number(once.toPrecision(2));
  return `1 in ${rounded.toLocaleString('en-GB')}`;
}
