import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What zbarimg reads from a picture. */
export function readQr(png: Uint8Array): string {
  const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-qr-')), 'code.png');
  writeFileSync(file, png);
  // It complains of machines without a message bus.
  return execFileSync('zbarimg', ['--raw', '-q', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
