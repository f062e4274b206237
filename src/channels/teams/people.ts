import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** By what a person in Teams is found in the directory; see `recogniser`. */
export const peopleEnv = {
  /** Default: object-id with Entra ID, mail with OpenLDAP, else sign-in-name. */
  TEAMS_PEOPLE: z.enum(['object-id', 'sign-in-name', 'mail', 'file']).optional(),
  /** For `file`: YAML or JSON, one line a person, `object id: login`, or the account's own immutable id for the login. Read at start. */
  TEAMS_PEOPLE_FILE: z.string().min(1).optional(),
};

const shape = z.object(peopleEnv);
type PeopleEnv = z.output<typeof shape>;

/** As the domain takes it. */
type PeopleBy =
  | { readonly kind: 'object-id' | 'sign-in-name' | 'mail' }
  | { readonly kind: 'table'; readonly logins: ReadonlyMap<string, string> };

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const table = z
  .record(z.string().regex(GUID), z.string().trim().min(1).max(113))
  .transform((people) => Object.entries(people).map(([id, login]) => [id.toLowerCase(), login] as const))
  .refine((people) => people.length > 0 && new Map(people).size === people.length);

/** Each `NAME: expected …, got …`. Reads the file. */
export function peopleFaults(env: PeopleEnv, directory: string): readonly string[] {
  const { TEAMS_PEOPLE: by, TEAMS_PEOPLE_FILE: file } = env;
  if (by === 'object-id' && !directory.startsWith('entra')) {
    return [
      `TEAMS_PEOPLE: expected sign-in-name, mail or file with DIRECTORY=${directory} (it does not know Teams' object ids${immutable(directory)}), got object-id`,
    ];
  }
  if (by !== 'file') {
    return file === undefined ? [] : ['TEAMS_PEOPLE: expected file because TEAMS_PEOPLE_FILE is set, got another way'];
  }
  if (file === undefined) {
    return ['TEAMS_PEOPLE_FILE: expected a file of lines `object id: login` because TEAMS_PEOPLE is file, got nothing'];
  }
  const found = readPeople(file);
  return typeof found === 'string' ? [`TEAMS_PEOPLE_FILE: ${found}`] : [];
}

/** What to do about it where names change and ids do not. */
const immutable = (directory: string): string =>
  directory === 'active-directory'
    ? '; by ids that never change: DIRECTORY=entra+active-directory, or file with the objectGUID of each person'
    : '';

/** Call it only when `peopleFaults` found nothing. */
export function peopleBy(env: PeopleEnv, directory: string): PeopleBy {
  const { TEAMS_PEOPLE: by, TEAMS_PEOPLE_FILE: file = '' } = env;
  if (by === 'file') {
    const logins = readPeople(file);
    if (typeof logins === 'string') throw new Error(`TEAMS_PEOPLE_FILE: ${logins}`);
    return { kind: 'table', logins };
  }
  if (by !== undefined) return { kind: by };
  if (directory.startsWith('entra')) return { kind: 'object-id' };
  return { kind: directory === 'openldap' ? 'mail' : 'sign-in-name' };
}

/** The table, or what is wrong with it; names nobody. */
function readPeople(file: string): ReadonlyMap<string, string> | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return `expected a file that can be read, got ${file}`;
  }
  try {
    return new Map(table.parse(parse(text)));
  } catch {
    return 'expected lines `object id: login`, each object id once, got something else';
  }
}
