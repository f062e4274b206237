import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../src/channels/mask-secrets.js';

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
    ['user1234', 'user••••'],
    ['ada@contoso.example', 'ada@contoso.example'],
    ['I am Ada.Lovelace2024@Contoso.example.', 'I am Ada.Lovelace2024@Contoso.example.'],
    [
      "it's <o'neil-smith@mail.contoso.example>, code 99887766",
      "it's <o'neil-smith@mail.contoso.example>, code ••••••••",
    ],
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

  it('takes no longer for hostile text', () => {
    const texts = [
      'a@'.repeat(1000),
      'a.'.repeat(1000),
      '1 '.repeat(1000),
      'A-'.repeat(1000),
      `x@${'a.'.repeat(999)}`,
      'ABCD '.repeat(400),
    ];
    const begun = performance.now();
    for (const text of texts) maskSecrets(text);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
