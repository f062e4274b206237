import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { z } from 'zod';

/** Microsoft's own JSON schema of Adaptive Cards 1.5, which comes in no package and is not part of the product. */
const FILE = process.env['ADAPTIVE_CARD_SCHEMA'];

export const schemaLacking = (): string | undefined =>
  FILE ? undefined : 'ADAPTIVE_CARD_SCHEMA does not name the schema of Adaptive Cards 1.5';

let judge: ValidateFunction | undefined;

function load(file: string): ValidateFunction {
  // Written for draft 6, whose `id` was renamed; nothing else in it has changed its meaning since.
  const { $schema: _, id: __, ...schema } = z.looseObject({}).parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv, ['uri', 'uri-reference']);
  return ajv.compile(schema);
}

/** What the schema has against a card; nothing where there is no schema. */
export function schemaFaults(card: unknown): readonly string[] {
  if (!FILE) return [];
  judge ??= load(FILE);
  if (judge(card)) return [];
  const faults = (judge.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'The card'} ${message}.`);
  return [...new Set(faults)];
}
