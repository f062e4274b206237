import { describe, expect, it } from 'vitest';
import { readName } from '../../src/reset/person.js';

describe('the account name within what was said', () => {
  it.each([
    ['ada@contoso.example', 'ada@contoso.example'],
    ["It's ADA@Contoso.example, thanks!", 'ada@contoso.example'],
    ['Ada', 'ada'],
    ['my account is ada.', 'ada'],
    ['ada!', 'ada'],
    ['it is o!k#1^~@contoso.example!!', 'o!k#1^~@contoso.example'],
    ['ada+work@contoso.example', 'ada+work@contoso.example'],
    ['CONTOSO\\Ada', 'ada'],
    ['it is contoso\\ada.lind', 'ada.lind'],
    ['\uff41\uff44\uff41', 'ada'],
  ])('%s', (said, name) => {
    expect(readName(said)).toBe(name);
  });

  it.each(['', 'I do not know it', '@', '(objectClass=*)', '*', 'ada)(mail=*', `${'a'.repeat(114)}`, 'a\\b\\c'])(
    'is not in %j',
    (said) => {
      expect(readName(said)).toBeUndefined();
    },
  );
});
