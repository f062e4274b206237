import { describe, expect, test } from 'vitest';
import { codesLeft } from '../../src/methods/recovery-code.js';
import { SHEET_MS } from '../../src/methods/recovery-sheets.js';
import { grouped, newSavedCode, savedCodeIn } from '../../src/methods/saved-code.js';
import { occasion } from '../support/methods.js';
import { begunAt, openedBy, registeredCodes, registering, tokenOf } from '../support/saved.js';

describe('recovery codes', () => {
  test('are ten, of 80 bits, without letters that look like others', async () => {
    const { codes } = await registeredCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  });

  test('are drawn evenly from all 32 characters', () => {
    const counts = new Map<string, number>();
    for (let made = 0; made < 20_000; made++)
      for (const letter of newSavedCode()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(32);
    // Codes without a digit from 2 to 9 (1 in 100) are drawn again, which favours those digits by as much.
    for (const count of counts.values()) expect(Math.abs(count / 10_000 - 1)).toBeLessThan(0.06);
  });

  test('are stored as slow hashes alone', async () => {
    const { enrollment, codes } = await registeredCodes();
    const stored = JSON.stringify(enrollment.data);
    for (const code of codes) {
      for (const spelling of [
        code,
        code.replaceAll('-', ''),
        Buffer.from(code.replaceAll('-', '')).toString('base64'),
      ]) {
        expect(stored).not.toContain(spelling);
      }
    }
  });

  test('each pass once, and what is left is counted', async () => {
    const { method, enrollment, codes, book } = await registeredCodes();
    for (const [index, code] of codes.entries()) {
      const { challenge } = await method.begin(occasion(), enrollment);
      const reply = method.read(code) ?? '';
      expect(await method.check(occasion(), challenge, reply, enrollment)).toBe('pass');
      expect(await method.check(occasion(), challenge, reply, enrollment)).toBe('fail');
      const [now] = await book.list(enrollment.accountId);
      if (!now) throw new Error('it is gone');
      expect(codesLeft(now)).toBe(9 - index);
      expect(method.describe(now)).toBe(`${9 - index}/10`);
    }
  });

  test('100 at once with one right code: one passes', async () => {
    const { method, enrollment, codes } = await registeredCodes();
    const { challenge } = await method.begin(occasion(), enrollment);
    const reply = method.read(codes[3] ?? '') ?? '';
    const rush = Array.from({ length: 100 }, () => method.check(occasion(), challenge, reply, enrollment));
    expect((await Promise.all(rush)).filter((verdict) => verdict === 'pass')).toHaveLength(1);
  });

  test('of another person are worthless', async () => {
    const { method, enrollment, codes } = await registeredCodes();
    const ben = occasion({ accountId: 'account-ben' });
    const { challenge } = await method.begin(ben, enrollment);
    expect(await method.check(ben, challenge, method.read(codes[0] ?? '') ?? '', enrollment)).toBe('fail');
  });

  test('are shown once, and good only after the person said they are saved', async () => {
    const { method, sheets, nudged } = await registeredCodes();
    nudged.length = 0;
    const challenge = await begunAt(method);
    const token = tokenOf(challenge);
    expect(await sheets.peek(token)).toBe('waiting');
    expect(await method.enroll?.confirm(registering, challenge, 'done')).toEqual({ next: challenge });
    expect(await sheets.saved(token)).toBe(false);
    const opened = await sheets.open(token);
    if (opened === 'gone') throw new Error('it is gone');
    const sheet = await sheets.view(opened.cookie);
    expect(sheet).toMatchObject({ login: 'ada@contoso.example' });
    if (sheet === 'gone') throw new Error('it is gone');
    for (const code of sheet.codes) expect(JSON.stringify(challenge)).not.toContain(code.replaceAll('-', ''));
    expect(await sheets.open(token)).toBe('gone');
    expect(await sheets.peek(token)).toBe('gone');
    expect(nudged).toEqual([]);
    expect(await sheets.saved(opened.cookie)).toBe(true);
    expect(await sheets.saved(opened.cookie)).toBe(false);
    expect(await sheets.view(opened.cookie)).toBe('gone');
    expect(nudged).toEqual(['w.conversation']);
    expect(await method.enroll?.confirm(registering, challenge, '')).toMatchObject({ proof: 'saved' });
    expect(await method.enroll?.confirm(registering, challenge, '')).toEqual({ next: challenge });
  });
});

describe('a sheet of codes', () => {
  test('whose time is up is neither shown nor taken for saved, however late it was opened', async () => {
    const { method, sheets, pass } = await registeredCodes();
    const [unopened, open] = [await begunAt(method), await begunAt(method)];
    const cookie = await openedBy(sheets)(open);
    pass(SHEET_MS - 1);
    expect(await sheets.view(cookie)).toMatchObject({ login: 'ada@contoso.example' });
    pass(1);
    expect(await sheets.view(cookie)).toBe('gone');
    expect(await sheets.saved(cookie)).toBe(false);
    expect(await sheets.peek(tokenOf(unopened))).toBe('gone');
    expect(await sheets.open(tokenOf(unopened))).toBe('gone');
  });
});

describe('the recovery code in what was said', () => {
  const code = 'AB2D-EFGH-JKMN-PQR0';
  const plain = 'AB2DEFGHJKMNPQR0';
  test.each([
    [code, plain],
    [plain, plain],
    ['ab2d efgh jkmn pqr0', plain],
    ['My code is ab2d-efgh-jkmn-pqrO. Thanks!', plain],
    ['ＡＢ２Ｄ-ＥＦＧＨ-ＪＫＭＮ-ＰＱＲ０', plain],
    ['AB2D–EFGH–JKMN–PQR0', plain],
    ['my code AB2D EFGH JKMN PQR0 from the list', plain],
    ['iL2d-efgh-jkmn-pqr0', '112DEFGHJKMNPQR0'],
    [`${code} ${code}`, plain],
    [`${code} or ZZ2D-EFGH-JKMN-PQR0`, undefined],
    ['this code does work', undefined],
    ['AB2D-EFGH-JKMN', undefined],
    ['UUUU-2222-UUUU-2222', undefined],
    ['123456', undefined],
    ['', undefined],
  ])('%j', (said, expected) => {
    expect(savedCodeIn(said)).toBe(expected);
  });

  test('any code is read in every spelling', () => {
    for (let made = 0; made < 2000; made++) {
      const fresh = newSavedCode();
      expect(savedCodeIn(grouped(fresh))).toBe(fresh);
      expect(savedCodeIn(fresh.toLowerCase())).toBe(fresh);
      expect(savedCodeIn(`It is ${grouped(fresh).replaceAll('-', ' ')}.`)).toBe(fresh);
    }
  });

  test('a very long message is read in no time', () => {
    const begun = performance.now();
    expect(savedCodeIn('AB2D EF3H '.repeat(50_000))).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
