import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Microsoft's own description of Graph v1.0, which is not part of the product. */
const FILE = [resolve(import.meta.dirname, '../../../shared/specs/graph-csdl.xml')].find(existsSync);

interface Shape {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, string>;
}

let shapes: ReadonlyMap<string, Shape> | undefined;

function load(): ReadonlyMap<string, Shape> {
  const xml = FILE ? readFileSync(FILE, 'utf8') : '';
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
