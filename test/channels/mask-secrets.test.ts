import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../src/channels/mask-secrets.js';
import { canonical, codeIn, withoutLogins } from '../../src/methods/said.js';
import { grouped, newSavedCode, savedCodeIn } from '../../src/methods/saved-code.js';

const HIDDEN = '••••••••';

describe('what a transcript may keep of what was typed', () => {
  const rows: readonly (readonly [said: string, kept: string])[] = [
    ['123456', '••••••'],
    ['my code is 123 456', 'my code is ••• •••'],
    ['my code is123456.', 'my code is••••••.'],
    ['12-34-56-78', '••-••-••-••'],
    ['1 2 3 4 5 6', '• • • • • •'],
    ['1, 2, 3, 4', '•, •, •, •'],
    ['it says ١٢٣٤٥٦', 'it says ••••••'],
    ['１２３４５６', '••••••'],
    ['1   2   3   4   5   6', '•   •   •   •   •   •'],
    ['1\u200b2\u200b3\u200b4\u200b5\u200b6', '••••••'],
    ['①②③④⑤⑥ ¹²³⁴⁵⁶', '•••••• ••••••'],
    ['1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3', '••••'],
    ['12-- -34-- -56', '••-- -••-- -••'],
    ['so Passw0rd-12 34 56', `so ${HIDDEN} •• ••`],
    ['+1 202 555 0100', '+• ••• ••• ••••'],
    ['Correct-Horse-1', HIDDEN],
    ['is it Correct-Horse-1?', `is it ${HIDDEN}`],
    ['"Summer24!"', HIDDEN],
    ['P@ssw0rd', HIDDEN],
    ['tr0ub4dor&3', HIDDEN],
    ['Pässwört1', HIDDEN],
    ['my password is hunter2', `my password is ${HIDDEN}`],
    ['Passwort: geheim1', `Passwort: ${HIDDEN}`],
    ['7K3M9-QXZ4P', HIDDEN],
    ['7k3m9-qxz4p-22abc', HIDDEN],
    ['7K3M 9QXZ 4PAB 22CD', HIDDEN],
    ['ABCDE-FGHJK', HIDDEN],
    ['7k3m9qxz4p', HIDDEN],
    ['abcdefghjkmnpqr2', HIDDEN],
    ['it is ABCD  EFGH  1234 -JKMN, thanks', `it is ${HIDDEN}, thanks`],
    ['user1234', 'user••••'],
    ['ada@contoso.example', 'ada@contoso.example'],
    ['I am Ada.Lovelace2024@Contoso.example.', 'I am Ada.Lovelace2024@Contoso.example.'],
    [
      "it's <o'neil-smith@mail.contoso.example>, code 99887766",
      "it's <o'neil-smith@mail.contoso.example>, code ••••••••",
    ],
    ['ada123456@contoso.example', 'ada123456@contoso.example'],
    ['I am\u200b here… ☕️ ½', 'I am\u200b here… ☕️ ½'],
    ['CONTOSO\\ada17', 'CONTOSO\\ada17'],
    ['Jean-Pierre O’Neill-Smith', 'Jean-Pierre O’Neill-Smith'],
    ['I forgot my password!', 'I forgot my password!'],
    ['my password is expired', 'my password is expired'],
    ['need text back', 'need text back'],
    ['Thursday! Authenticator, please.', 'Thursday! Authenticator, please.'],
    ['2', '2'],
    ['option 2 of 10', 'option 2 of 10'],
    ['', ''],
    ['密码忘记了', '密码忘记了'],
  ];
  it.each(rows)('%j is kept as %j', (said, kept) => {
    expect(maskSecrets(said)).toBe(kept);
  });

  /** Digits in every script and dress that the bot reads; what may stand between them; what stands around. */
  const DRESSES = ['0123456789', '０１２３４５６７８９', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '⓪①②③④⑤⑥⑦⑧⑨', '⁰¹²³⁴⁵⁶⁷⁸⁹'];
  const between = fc.string({
    unit: fc.constantFrom(' ', '\u00a0', '\t', '\n', '-', '–', '−', '\u200b', '\u2060'),
    maxLength: 9,
  });
  const around = fc.string({
    unit: fc.constantFrom(
      'a',
      'Z',
      'é',
      'e\u0301',
      '!',
      '.',
      '"',
      ' ',
      '-',
      '•',
      'Geheim#',
      '\u200b',
      'my password is ',
      '👩‍💻',
      '@',
    ),
    maxLength: 12,
  });
  const dressed = fc
    .array(fc.tuple(fc.nat({ max: 9 }), fc.constantFrom(...DRESSES), between), { minLength: 6, maxLength: 8 })
    .map((digits) => digits.map(([value, dress, gap]) => `${[...dress][value]}${gap}`).join(''));

  it('no digit stays of any code the bot would read', () => {
    const property = fc.property(around, dressed, around, (before, code, after) => {
      const text = `${before}${code}${after}`;
      if (codeIn(text, [6, 7, 8]) !== undefined) expect(withoutLogins(maskSecrets(text))).not.toMatch(/\p{N}/u);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('nor of one among other digits, words and hidden passwords', () => {
    const unit = fc.constantFrom(...'0123456789①٣ -–.,/•@\\aZ#', '\u200b', '   ', 'Passw0rd#', 'x.example');
    const property = fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      if (codeIn(text, [6]) === undefined) return;
      const left = withoutLogins(maskSecrets(text)).match(/[\d•](?:[\s-]*[\d•])*/gu) ?? [];
      for (const run of left)
        if (run.replace(/[\s-]/g, '').length >= 6)
          expect([text, run]).not.toMatchObject([text, expect.stringMatching(/\d/)]);
    });
    fc.assert(property, { numRuns: 5000 });
  });

  it('no group stays of any recovery code the bot would read', () => {
    const spelt = fc
      .tuple(fc.array(between, { minLength: 3, maxLength: 3 }), fc.boolean(), fc.boolean())
      .map(([gaps, small, wide]) => {
        const groups = grouped(newSavedCode()).split('-');
        const text = groups.map((group, n) => `${group}${gaps[n] ?? ''}`).join('');
        const cased = small ? text.toLowerCase() : text;
        return {
          groups,
          text: wide ? cased.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)) : cased,
        };
      });
    const property = fc.property(fc.constantFrom('', 'it is ', 'mine: '), spelt, (before, { groups, text }) => {
      if (savedCodeIn(`${before}${text}`) === undefined) return;
      const shown = canonical(maskSecrets(`${before}${text}`)).toUpperCase();
      for (const group of groups) expect(shown).not.toContain(group);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('takes no longer for hostile text', () => {
    const texts = [
      'a@'.repeat(1000),
      'a.'.repeat(1000),
      '1 '.repeat(1000),
      'A-'.repeat(1000),
      `x@${'a.'.repeat(999)}`,
      'ABCD '.repeat(400),
      `1${' '.repeat(1990)}x`,
      `${'1 -'.repeat(600)}x`,
      '\ufdfa'.repeat(2000),
    ];
    const begun = performance.now();
    for (const text of texts) maskSecrets(text);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
