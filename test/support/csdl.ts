import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Microsoft's own description of Graph v1.0, which is not part of the product. */
const FILE = [resolve(import.meta.dirname, '../../../shared/specs/graph-csdl.xml')].find(existsSync);

export const csdlLacking = (): string | undefined => (FILE ? undefined : 'graph-csdl.xml is not beside the work tree');

interface Shape {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, string>;
}

let shapes: ReadonlyMap<string, Shape> | undefined;
let whole = '';

function load(): ReadonlyMap<string, Shape> {
  const xml = FILE ? readFileSync(FILE, 'utf8') : '';
  whole = xml;
  const graph = xml.slice(xml.indexOf('<Schema Namespace="microsoft.graph"'), xml.indexOf('</Schema>'));
  const types = graph.matchAll(/<(EntityType|ComplexType) Name="(\w+)"([^>]*?)(\/>|>([\s\S]*?)<\/\1>)/g);
  return new Map(
    [...types].map(([, , name = '', attributes = '', , body = '']) => [
      name,
      {
        base: /BaseType="graph\.(\w+)"/.exec(attributes)?.[1],
        properties: new Map(
          [...body.matchAll(/<(?:Navigation)?Property Name="(\w+)" Type="([^"]+)"/g)].map(
            ([, property = '', type = '']) => [property, type] as const,
          ),
        ),
      },
    ]),
  );
}

function typeOf(entity: string, property: string): string | undefined {
  shapes ??= load();
  for (let name: string | undefined = entity; name !== undefined; name = shapes.get(name)?.base) {
    const type = shapes.get(name)?.properties.get(property);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** Every way in which a value is not what Graph calls that; none where the description is missing. */
export function csdlFaults(entity: string, value: object): readonly string[] {
  if (!FILE) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name.includes('@odata.') || inner === null || inner === undefined) return [];
    const type = typeOf(entity, name);
    if (type === undefined) return [`${entity}.${name}: not a property of ${entity}`];
    if (type === 'Edm.String' || type === 'Edm.DateTimeOffset') {
      return typeof inner === 'string' ? [] : [`${entity}.${name}: not a string`];
    }
    if (type === 'Edm.Boolean') return typeof inner === 'boolean' ? [] : [`${entity}.${name}: not true or false`];
    const complex = /^graph\.(\w+)$/.exec(type)?.[1];
    return complex && typeof inner === 'object' ? csdlFaults(complex, inner) : [];
  });
}

const walked = new Map<string, readonly string[]>();

/** Every way in which a path below v1.0 leads nowhere; the segment after a set is an id. None where the description is missing. */
export function pathFaults(path: string): readonly string[] {
  if (!FILE) return [];
  const shape = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '1');
  const known = walked.get(shape) ?? walk(shape);
  walked.set(shape, known);
  return known;
}

function walk(path: string): readonly string[] {
  shapes ??= load();
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '');
  const root = new RegExp(`<(EntitySet|Singleton) Name="${first}" (?:Entity)?Type="microsoft\\.graph\\.(\\w+)"`).exec(
    whole,
  );
  if (!root) return [`${path}: no such resource`];
  let isSet = root[1] === 'EntitySet';
  let type = root[2];
  for (const segment of rest) {
    if (isSet) {
      isSet = false;
      continue;
    }
    const found = typeOf(type ?? '', segment);
    const action = `<Action Name="${segment}" IsBound="true">\\s*<Parameter Name="\\w+" Type="graph\\.${type}"`;
    if (found === undefined && !new RegExp(action).test(whole)) return [`${path}: ${type} has no ${segment}`];
    isSet = found?.startsWith('Collection(') ?? false;
    type = /graph\.(\w+)/.exec(found ?? '')?.[1];
  }
  return [];
}
