/** Whether these bytes are one whole message and nothing more: a sequence and its length (X.690 §8.1.3). */
export function isOneMessage(bytes: Buffer): boolean {
  const [tag, first = 0xff] = bytes;
  if (tag !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return false;
  return bytes.length === 2 + count + bytes.readUIntBE(2, count);
}
