import { describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { blockKey, budgetsOf, defaultLimits } from '../../src/reset/budgets.js';
import { personKey, readName } from '../../src/reset/person.js';
import { memoryStore } from '../../src/stores/memory.js';

const HOUR = 3_600_000;
const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

describe('who is blocked', () => {
  it('stays so while the key is changed, once and twice, as long as the first is held', async () => {
    const [first, second, third] = [keyOf(1), keyOf(2), keyOf(3)];
    const { throttle } = memoryStore({ clock: () => 0 });
    await throttle.block(blockKey(personKey(keyring(first), 'a1', 'ada')), HOUR);
    const isRefused = async (...keys: readonly [Uint8Array, ...Uint8Array[]]): Promise<boolean> => {
      const held = keyring(keys[0], keys.slice(1));
      const budgets = budgetsOf(defaultLimits, held).standing(personKey(held, 'a1', 'ada'));
      return (await throttle.spend(budgets)).kind === 'refused';
    };
    expect(await isRefused(second, first)).toBe(true);
    expect(await isRefused(third, second, first)).toBe(true);
    expect(await isRefused(third, second)).toBe(false);
  });
});

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
