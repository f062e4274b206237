import { createRequire } from 'node:module';
import { z } from 'zod';
import { schemaFaults } from './official-card-schema.js';

interface Property {
  readonly name: string;
  readonly targetVersion: Version;
}
interface Version {
  compareTo(other: Version): number;
}
interface Instance {
  getSchema(): { getCount(): number; getItemAt(index: number): Property };
}
interface Registry {
  findByName(name: string): { readonly objectType: new () => Instance; readonly schemaVersion: Version } | undefined;
}
interface Context {
  readonly eventCount: number;
  getEventAt(index: number): { readonly message: string };
}
interface Library {
  readonly Versions: { readonly v1_5: Version };
  readonly GlobalRegistry: { readonly elements: Registry; readonly actions: Registry };
  readonly SerializationContext: new (version: Version) => Context;
  readonly HostConfig: new (settings: object) => object;
  readonly AdaptiveCard: new () => Instance & {
    hostConfig: object;
    parse(json: object, context: Context): void;
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] };
  };
}

// Microsoft's own library, as Web Chat brings it: its classes are the schema, property by property and version by version.
// It is always here; the JSON schema, which comes in no package, judges beside it where it is.
const require = createRequire(import.meta.resolve('botframework-webchat'));
const library = require('adaptivecards/dist/adaptivecards.js') as Library;
const { Versions, GlobalRegistry, SerializationContext, HostConfig, AdaptiveCard } = library;
/** Teams' own limit. */
const TEAMS = new HostConfig({ actions: { maxActions: 6 } });

const node = z.record(z.string(), z.unknown());
/** Where elements and actions hold others; the library reads them beside the schema of the one that holds them. */
const HOLDS: Readonly<Record<string, 'elements' | 'actions'>> = {
  body: 'elements',
  items: 'elements',
  actions: 'actions',
};

/** What Adaptive Cards 1.5 does not allow in a card: unknown things, things of a later version, wrong values. */
export function faultsIn(content: unknown): readonly string[] {
  const card = node.parse(content);
  const context = new SerializationContext(Versions.v1_5);
  const parsed = new AdaptiveCard();
  parsed.hostConfig = TEAMS;
  parsed.parse(card, context);
  return [
    ...(card['version'] === '1.5' ? [] : ['The version is not 1.5.']),
    ...Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message),
    ...parsed.validateProperties().validationEvents.map(({ message }) => message),
    ...strangers(card, parsed),
    ...schemaFaults(card),
  ];
}

function strangers(json: z.infer<typeof node>, instance: Instance): readonly string[] {
  const schema = instance.getSchema();
  const known = new Map(
    Array.from({ length: schema.getCount() }, (_, index) => schema.getItemAt(index)).map((one) => [one.name, one]),
  );
  const type = String(json['type']);
  return Object.entries(json).flatMap(([name, value]) => {
    const kind = HOLDS[name];
    if (kind !== undefined)
      return z
        .array(node)
        .parse(value)
        .flatMap((one) => inside(one, kind));
    if (name === 'type') return [];
    const property = known.get(name);
    if (!property) return [`${type} has no ${name}.`];
    return property.targetVersion.compareTo(Versions.v1_5) > 0 ? [`${type}.${name} came after 1.5.`] : [];
  });
}

function inside(json: z.infer<typeof node>, kind: 'elements' | 'actions'): readonly string[] {
  const found = GlobalRegistry[kind].findByName(String(json['type']));
  if (!found) return [`There is no ${json['type']} among the ${kind}.`];
  if (found.schemaVersion.compareTo(Versions.v1_5) > 0) return [`${json['type']} came after 1.5.`];
  return strangers(json, new found.objectType());
}
