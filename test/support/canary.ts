import { createHash } from 'node:crypto';

/** A value that must not be found anywhere but where it belongs. */
export interface Canary {
  readonly name: string;
  readonly value: string;
  /** What can be found by trying them all must not be kept as a plain hash either. */
  readonly guessable?: boolean | undefined;
}

/** Where something might be found: a name, and all of it. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Base64 of the value wherever it begins within a longer text: every character that does not depend on its neighbours. */
function base64s(value: string): readonly string[] {
  const length = Buffer.byteLength(value);
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64');
    return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + length) * 8) / 6));
  });
}

/** The value as it could stand somewhere, by the name of the disguise; disguises that look the same are one. */
export function disguises({ value, guessable }: Canary): ReadonlyMap<string, string> {
  const bytes = Buffer.from(value);
  const found = new Map<string, string>([
    ['plain', value],
    ['reversed', [...value].reverse().join('')],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['URL-encoded', encodeURIComponent(value)],
    ['form-encoded', String(new URLSearchParams({ '': value })).slice(1)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
  ]);
  for (const [shift, text] of base64s(value).entries()) {
    found.set(`base64 at ${shift}`, text);
    found.set(`base64url at ${shift}`, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
  if (guessable) {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(algorithm).update(value).digest();
      found.set(`${algorithm} in hex`, digest.toString('hex'));
      found.set(`${algorithm} in base64`, digest.toString('base64').replace(/=+$/, ''));
      found.set(`${algorithm} in base64url`, digest.toString('base64url'));
      found.set(`${algorithm} in bytes`, digest.toString('latin1'));
    }
  }
  const names = new Map([...found].reverse().map(([name, shape]) => [shape, name]));
  return new Map([...found].filter(([name, shape]) => names.get(shape) === name));
}

/** Every canary found: `place: canary, disguise`. Numbers are found where they stand alone, for any longer number holds many. */
export function traces(canaries: readonly Canary[], places: readonly Place[]): readonly string[] {
  return places.flatMap(({ name: place, bytes }) => {
    const text = bytes.toString('latin1');
    return canaries.flatMap((canary) =>
      [...disguises(canary)]
        .filter(([, shape]) => stands(text, Buffer.from(shape).toString('latin1')) || stands(text, shape))
        .map(([disguise]) => `${place}: ${canary.name}, ${disguise}`),
    );
  });
}

function stands(text: string, shape: string): boolean {
  if (!/^\d+$/.test(shape)) return text.includes(shape);
  return new RegExp(`(?<!\\d)${shape}(?!\\d)`).test(text);
}
