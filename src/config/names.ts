import { closest } from '../policy/closest.js';
import { schema } from './schema.js';

/** Prefixes that are ours: a name that begins so and is not in the list is a slip of the keyboard. */
const OURS =
  /^(LDAP|ENTRA|TWILIO|TEAMS|MICROSOFT_APP|SMTP|MAIL|VAPID|PUSH|SECRET_KEY|DIRECT_LINE|POLICY|WIDGET|PHONE|REDIS|DATABASE|TRUSTED|AUTHENTICATOR|VOICE)_/u;

/** What Kubernetes tells every container of a service called `redis`: REDIS_SERVICE_HOST, REDIS_PORT=tcp://…, REDIS_PORT_6379_TCP_ADDR. */
const isOfService = (name: string, value: string): boolean =>
  /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP)(_\w+)?$/u.test(name) ||
  (name.endsWith('_PORT') && /^(tcp|udp):\/\//u.test(value));

/** A system has many names of its own: one is nearly ours only where it is long enough for that to be no chance. */
const nearEnough = ({ length }: string): number => (length < 5 ? 0 : length < 9 ? 1 : 2);

/** Names that are none of ours: `wrong` begin as ours do and must not be there, `doubtful` may be meant for somebody else. */
export function unknownNames(given: Readonly<Record<string, string | undefined>>): {
  readonly wrong: readonly string[];
  readonly doubtful: readonly string[];
} {
  const known = Object.keys(schema.shape);
  const unknown = Object.entries(given).filter(
    ([name, value = '']) => !known.includes(name) && !isOfService(name, value),
  );
  const said = (name: string, near: string | undefined): string =>
    `${name}: expected no such setting, got one${near === undefined ? ' (.env.example has the names)' : `; did you mean ${near}?`}`;
  return {
    wrong: unknown.flatMap(([name]) => (OURS.test(name) ? [said(name, closest(name, known))] : [])),
    doubtful: unknown.flatMap(([name]) => {
      const near = OURS.test(name) ? undefined : closest(name, known, nearEnough);
      return near === undefined ? [] : [said(name, near)];
    }),
  };
}
