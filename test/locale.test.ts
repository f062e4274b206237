import { expect, test } from 'vitest';
import { inLanguage } from '../src/locale.js';

interface Spoken {
  readonly language: string;
}

const there: readonly [Spoken, ...Spoken[]] = [
  { language: 'en' },
  { language: 'de' },
  { language: 'de-ch' },
  { language: 'fr' },
];

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE_ch', 'de-ch'],
  ['de-CH-1996', 'de-ch'],
  ['pt-BR,pt;q=0.9,fr;q=0.8,en;q=0.7', 'fr'],
  ['*', 'en'],
  ['den', 'en'],
  ['x', 'en'],
  ['', 'en'],
  [undefined, 'en'],
  [`${'aa-'.repeat(5_000)}bb, de`, 'en'],
])('%j is spoken to in %s', (locale, language) => {
  expect(inLanguage(locale, there).language).toBe(language);
});

test('what is far too long costs nothing', () => {
  const long = Array.from({ length: 16_000 }, () => 'ab').join('-');
  const before = performance.now();
  for (let times = 0; times < 100; times += 1) inLanguage(long, there);
  expect(performance.now() - before).toBeLessThan(1_000);
});
