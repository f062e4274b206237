import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MOST, traitsOf } from '../../src/methods/traits.js';
import { amongOdds, yearlyOdds } from '../../src/policy/odds.js';
import { defaultLimits, guessLimits } from '../../src/reset/budgets.js';

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
const limits = guessLimits(defaultLimits);

/** `7.9 · 10⁻¹⁰`, as the page writes it. */
function asWritten(chance: number): string {
  const [digits = '', exponent = ''] = chance.toExponential(1).split('e');
  return `${digits} · 10${[...exponent].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('')}`;
}

it.each([
  ['default, weakest pair', [1e-5, 1e-8]],
  ['default, text + mail', [1e-8, 1e-8]],
  ['the authenticator alone', [1e-5]],
  ['one gate by text', [1e-8]],
] as const)('the security page gives the figures of today: %s', (row, odds) => {
  const line = page.split('\n').find((text) => text.startsWith(`| ${row}`));
  const chance = yearlyOdds(odds, limits);
  expect(line).toContain(asWritten(chance));
  const among = amongOdds(chance, 100_000);
  expect(line).toContain(among > 0.999 ? 'certain' : among > 0.01 ? `${Math.round(among * 100)} %` : asWritten(among));
});

it('the security page states the limits in force', () => {
  expect(page).toContain(`\`F\` = ${limits.failures} wrong proofs`);
  expect(page).toContain(`\`S\` = ${limits.sessionsPerDay} unfinished sessions`);
  expect(page).toContain(`\`M\` = ${limits.longFailures} wrong proofs in ${limits.longWindowMs / 86_400_000} days`);
});

it('the security page reckons with every authenticator a person may have', () => {
  expect(traitsOf('authenticator-code').guessOdds).toBeCloseTo((MOST.app * 2) / 1e6, 12);
  expect(page).toMatch(/^\| authenticator-code \| 10⁻⁵ \|/mu);
});
