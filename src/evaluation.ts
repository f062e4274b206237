import { z } from 'zod';
import { webFolder } from './built.js';
import type { Keyring } from './crypto.js';
import { people, type SamplePerson, seedPeople } from './directories/embedded-people.js';
import { phoneRoutes } from './http/phone.js';
import type { Route } from './http/route.js';
import type { NewEnrollment } from './methods/method.js';
import { simulatedApprover } from './methods/simulated-approver.js';
import { methodId } from './methods/traits.js';
import { type Adapters, type Mind, organisationOf } from './mind.js';
import { type AuthenticatorEntry, simulatedAuthenticator } from './senders/simulated-authenticator.js';
import type { Clock, DurableStore } from './stores/ports.js';

interface Needs {
  readonly durable: DurableStore;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/** Evaluation mode: the five people, once, with what the contract says they have registered. */
export async function seedEvaluation({ durable, keyring, clock }: Needs): Promise<void> {
  const added = await seedPeople(durable.accounts, { keyring, clock });
  if (added.length === 0) return;
  const { generateSecret } = await import('otplib');
  for (const person of added) {
    for (const enrollment of registeredBy(person, () => generateSecret({ length: 20 }))) {
      await durable.enrollments.add(person.id, enrollment, clock());
    }
  }
}

function registeredBy(person: SamplePerson, newSecret: () => string): readonly NewEnrollment[] {
  const phone = { proof: `phone:${person.registeredPhone}`, data: { to: person.registeredPhone } };
  const all: Readonly<Record<string, Pick<NewEnrollment, 'proof' | 'data'>>> = {
    'authenticator-code': { proof: 'app', data: { secret: newSecret(), since: 0 } },
    sms: phone,
    voice: phone,
    email: { proof: 'mailbox', data: { to: person.registeredMail } },
  };
  return person.registered.flatMap((name) => {
    const kept = all[name];
    return kept ? [{ method: methodId(name), name: '', ...kept }] : [];
  });
}

const seed = z.object({ secret: z.string() });

/** The simulated phone: messages of all instances, calls that ring, and an authenticator that holds the keys that are registered. */
export function simulatedPhone(
  adapters: Adapters,
  { calls, approver }: Pick<Mind, 'calls' | 'approver'>,
): readonly Route[] {
  const { durable, clock, config, carriers, keyring } = adapters;
  if (!carriers.outbox || !carriers.screen) return [];
  const registered = () => registeredKeys(durable.enrollments, organisationOf(config));
  const owners = people.map(({ displayName, registeredPhone, registeredMail, mail, login }) => ({
    name: displayName,
    account: login,
    addresses: [registeredPhone, registeredMail, mail],
  }));
  return phoneRoutes({
    outbox: carriers.outbox,
    screen: carriers.screen,
    authenticator: simulatedAuthenticator({ clock, registered }),
    calls,
    approver: approver && simulatedApprover({ approver, keyring, clock, accounts: people.map(({ id }) => id) }),
    owners,
    webDir: webFolder(),
  });
}

/** What the sample people's authenticator apps hold: the same keys as are registered, so that a restart loses none. */
async function registeredKeys(
  enrollments: DurableStore['enrollments'],
  organisation: string,
): Promise<readonly AuthenticatorEntry[]> {
  const lists = await Promise.all(
    people.map(async ({ id, login }) =>
      (await enrollments.list(id))
        .filter(({ method }) => method === 'authenticator-code')
        .map(({ data }) => ({ account: login, name: organisation, secret: seed.parse(data).secret })),
    ),
  );
  return lists.flat();
}
