const DASHED = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;

/** objectGUID as people write it; the first three groups are stored little-endian (MS-DTYP §2.3.4.2). */
export function guidText(bytes: Buffer): string {
  const swapped = Buffer.concat([
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8, 16),
  ]);
  return swapped.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The stored bytes of a GUID, or undefined for what is none. */
export function guidBytes(text: string): Buffer | undefined {
  const groups = DASHED.exec(text)?.slice(1);
  if (!groups) return undefined;
  const parts = groups.map((group) => Buffer.from(group, 'hex'));
  return Buffer.concat(parts.map((part, index) => (index < 3 ? part.reverse() : part)));
}

/** `S-1-5-21-…` (MS-DTYP §2.4.2.2). */
export function sidText(bytes: Buffer): string {
  const count = bytes[1] ?? 0;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + index * 4));
  return ['S', bytes[0] ?? 0, bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The stored bytes of a SID. */
export function sidBytes(text: string): Buffer {
  const [revision = 1, authority = 5, ...parts] = text.split('-').slice(1).map(Number);
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes[0] = revision;
  bytes[1] = parts.length;
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + index * 4);
  });
  return bytes;
}

/** 100 ns since 1601 → epoch ms; undefined for never (0 and the greatest value). */
export function fileTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return undefined;
  const ticks = BigInt(text);
  if (ticks === 0n || ticks >= 0x7fff_ffff_ffff_ffffn) return undefined;
  return Number(ticks / 10_000n) - 11_644_473_600_000;
}
