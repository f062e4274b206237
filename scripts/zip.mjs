// The smallest ZIP writer (APPNOTE.TXT 6.3): deflated files, UTF-8 names, no dates, so that the same input is the same archive.
import { crc32, deflateRawSync } from 'node:zlib';

const UTF8 = 0x0800;
const DEFLATE = 8;
const VERSION = 20;
/** 1 January 1980, the first day there is. */
const DATE = 0x0021;

/** What a local header and a directory entry have in common, from "version needed" to the lengths. */
function common(name, data, packed) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8, 2);
  fields.writeUInt16LE(DEFLATE, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function uint32(...values) {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value, index * 4);
  });
  return bytes;
}

/** An archive of `files`: `[name, bytes]` in the order given. */
export function zip(files) {
  const locals = [];
  const entries = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path, 'utf8');
    const data = Buffer.from(content);
    const packed = deflateRawSync(data, { level: 9 });
    const fields = common(name, data, packed);
    const local = Buffer.concat([uint32(0x04034b50), fields, name, packed]);
    // Made by version; then no comment, disk 0, no attributes.
    entries.push(uint32(0x02014b50), Buffer.of(VERSION, 0), fields, Buffer.alloc(10), uint32(offset), name);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
