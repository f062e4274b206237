import { expect, it } from 'vitest';
import { drawQr } from '../src/qr.js';
import { needing } from './support/machine.js';
import { readQr } from './support/qr.js';

const uriOf = (login: string): string =>
  `otpauth://totp/Contoso:${encodeURIComponent(login)}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Contoso`;

/** The width of a PNG stands in its header. */
const pixelsOf = (png: Buffer): number => png.readUInt32BE(16);

it('has four pixels a module and more, and fits a small phone with an ordinary account name', async () => {
  const { png, width } = await drawQr(uriOf('maximiliane.musterfrau@branch.contoso.example'));
  expect(width % 4).toBe(0);
  expect(width).toBeLessThanOrEqual(264);
  expect(pixelsOf(png)).toBe(width * 2);
  expect(png.length).toBeLessThan(8_000);
});

needing(['zbarimg'], 'QR codes', () => {
  it.each(['ada@contoso.example', 'jürgen.o’neill@contoso.example', `${'long.'.repeat(30)}name@contoso.example`])(
    'of %s is read as what was drawn',
    async (login) => {
      expect(readQr((await drawQr(uriOf(login))).png)).toBe(uriOf(login));
    },
  );
});
