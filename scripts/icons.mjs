// Draws the icons of the Teams app and of the approver: a speech bubble with a key in it, as on the chat page (src/web/icon.svg), and writes them as PNG.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const BLUE = [0x33, 0x50, 0xc4];
const WHITE = [0xff, 0xff, 0xff];
/** Each pixel is looked at in this many places, each way; large pictures need fewer. */
const gridOf = (size) => (size > 200 ? 4 : 8);

// Signed distances, negative inside, on a canvas of 32 × 32 units.
const box = (x, y) => {
  const dx = Math.abs(x - 16) - 8 + 2.5;
  const dy = Math.abs(y - 13.5) - 6.5 + 2.5;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 2.5;
};
const segment = (x, y, [ax, ay, bx, by]) => {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay));
};
const TAIL = [9.4, 18, 9.4, 23.8, 15.4, 18.4];
const tail = (x, y) => {
  const [ax, ay, bx, by, cx, cy] = TAIL;
  const side = (px, py, qx, qy) => (qx - px) * (y - py) - (qy - py) * (x - px);
  const signs = [side(ax, ay, bx, by), side(bx, by, cx, cy), side(cx, cy, ax, ay)];
  const inside = signs.every((sign) => sign <= 0);
  const edge = Math.min(
    segment(x, y, [ax, ay, bx, by]),
    segment(x, y, [bx, by, cx, cy]),
    segment(x, y, [cx, cy, ax, ay]),
  );
  return (inside ? -edge : edge) - 0.4;
};
const bubble = (x, y) => Math.min(box(x, y), tail(x, y));
const BITS = [
  [15.2, 13.5, 20, 13.5],
  [20, 13.5, 20, 15.5],
  [17.8, 13.5, 17.8, 15.1],
];
const key = (x, y) => Math.min(Math.abs(Math.hypot(x - 13, y - 13.5) - 2.1), ...BITS.map((bit) => segment(x, y, bit)));

/** RGBA of a square picture; `colourAt(x, y)` gives `[r, g, b]` or undefined for nothing, in units of the canvas. */
function draw(size, zoom, colourAt) {
  const grid = gridOf(size);
  const pixels = Buffer.alloc(size * size * 4);
  for (let index = 0; index < size * size; index += 1) {
    const sum = [0, 0, 0];
    let hits = 0;
    for (let sample = 0; sample < grid * grid; sample += 1) {
      const px = (index % size) + ((sample % grid) + 0.5) / grid;
      const py = Math.floor(index / size) + (Math.floor(sample / grid) + 0.5) / grid;
      const colour = colourAt(((px / size) * 32 - 16) / zoom + 16, ((py / size) * 32 - 16) / zoom + 15.4);
      if (!colour) continue;
      hits += 1;
      for (const channel of [0, 1, 2]) sum[channel] += colour[channel];
    }
    if (hits === 0) continue;
    for (const channel of [0, 1, 2]) pixels[index * 4 + channel] = Math.round(sum[channel] / hits);
    pixels[index * 4 + 3] = Math.round((hits / grid ** 2) * 255);
  }
  return pixels;
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const check = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** A PNG (W3C PNG 3) of RGBA pixels. */
function png(size, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.of(0), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** How far outside the rounded square of `src/web/icon.svg`; negative inside. */
const corner = (x, y) => {
  const dx = Math.abs(x - 16) - 16 + 9;
  const dy = Math.abs(y - 15.4) - 16 + 9;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 9;
};

/** The approver's icon: with round corners, or to the edges for phones that cut it themselves. */
export const approverIcon = (size, { round }) =>
  png(
    size,
    draw(size, 1, (x, y) => {
      if (round && corner(x, y) > 0) return undefined;
      return bubble(x, y) <= 0 && key(x, y) > 0.9 ? WHITE : BLUE;
    }),
  );

/** 192 × 192, full colour to the edges: Teams rounds the corners itself, and keeps the middle 120 × 120 in any shape. */
export const colourIcon = () =>
  png(
    192,
    draw(192, 1.2, (x, y) => (bubble(x, y) <= 0 && key(x, y) > 0.9 ? WHITE : BLUE)),
  );

/** 32 × 32, white lines on nothing. */
export const outlineIcon = () =>
  png(
    32,
    draw(32, 1.65, (x, y) => (Math.abs(bubble(x, y) + 0.55) <= 0.55 || key(x, y) <= 0.55 ? WHITE : undefined)),
  );

// Run by itself it draws the approver's icons anew, as they stand in src/web.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const web = new URL('../src/web/', import.meta.url);
  writeFileSync(new URL('approve-192.png', web), approverIcon(192, { round: true }));
  writeFileSync(new URL('approve-512.png', web), approverIcon(512, { round: true }));
  writeFileSync(new URL('approve-maskable.png', web), approverIcon(512, { round: false }));
}
