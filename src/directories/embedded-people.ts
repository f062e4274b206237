import type { Keyring } from '../crypto.js';
import type { AccountRows, Clock } from '../stores/ports.js';
import { passwordHashes } from './embedded-hash.js';

/** One of the people a fresh installation can be tried with. */
export interface SamplePerson {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
  readonly groups: readonly string[];
  /** Work mail, where notices go. */
  readonly mail: string;
  /** On file, E.164. */
  readonly phone: string;
  readonly disabled: boolean;
  readonly locked: boolean;
  /** What is registered, by method name, as far as the method can be registered. */
  readonly registered: readonly string[];
  /** The registered number and address, where there are any. */
  readonly registeredPhone: string;
  readonly registeredMail: string;
}

/** The domain of everybody below: a name may be typed without it. */
export const SAMPLE_DOMAIN = 'contoso.example';

interface Sketch {
  readonly displayName: string;
  readonly groups?: readonly string[];
  readonly disabled?: boolean;
  readonly locked?: boolean;
  readonly registered?: readonly string[];
}

const person = (name: string, number: number, sketch: Sketch): SamplePerson => ({
  id: `sample-${name}`,
  login: `${name}@${SAMPLE_DOMAIN}`,
  displayName: sketch.displayName,
  password: `Correct-Horse-${number}`,
  groups: ['Staff', ...(sketch.groups ?? [])],
  mail: `${name}@${SAMPLE_DOMAIN}`,
  phone: `+120255501${String(number - 1).padStart(2, '0')}`,
  disabled: sketch.disabled ?? false,
  locked: sketch.locked ?? false,
  registered: sketch.registered ?? [],
  registeredPhone: `+120255501${String(number - 1).padStart(2, '0')}`,
  registeredMail: `${name}@home.example`,
});

const usual = ['authenticator-code', 'sms', 'voice', 'email'];

/** The people of evaluation mode. */
export const people: readonly SamplePerson[] = [
  person('ada', 1, { displayName: 'Ada Lind', registered: usual }),
  person('ben', 2, { displayName: 'Ben Okoro' }),
  person('cleo', 3, { displayName: 'Cleo Marsh', registered: usual, locked: true }),
  person('dana', 4, {
    displayName: 'Dana Reyes',
    groups: ['Domain Admins'],
    registered: ['authenticator-code', 'recovery-code', 'sms'],
  }),
  person('eve', 5, { displayName: 'Eve Novak', registered: usual, disabled: true }),
];

/**
 * Adds the five people to a directory that has nobody in it yet. Two instances may try at once: each gets back
 * those it added itself, so that what else belongs to a person is added once.
 */
export async function seedPeople(
  accounts: AccountRows,
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: Clock },
): Promise<readonly SamplePerson[]> {
  if ((await accounts.count()) > 0) return [];
  const hashes = passwordHashes(keyring);
  const added: SamplePerson[] = [];
  for (const person of people) {
    const { id, login, displayName, password, groups, mail, phone, disabled, locked } = person;
    const state = { disabled, locked, expired: false, passwordExpired: false, cannotChange: false };
    const passwordHash = await hashes.make(id, password);
    const row = { id, login, displayName, groups, mail, phone, state, passwordHash };
    try {
      await accounts.add({ ...row, failedSignIns: 0, passwordSetAt: clock() });
      added.push(person);
    } catch (cause) {
      if (!(await accounts.read(id))) throw cause;
    }
  }
  return added;
}
