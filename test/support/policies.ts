import type { Account } from '../../src/directories/directory.js';
import type { Enrollment, MethodId } from '../../src/methods/method.js';
import { allTraits, methodId } from '../../src/methods/traits.js';
import { parsePolicy } from '../../src/policy/parse.js';
import type { PolicyFile } from '../../src/policy/policy.js';
import { policyFileSchema } from '../../src/policy/schema.js';
import { settle } from '../../src/policy/settle.js';

export const traits = [...allTraits.values()];

/** Letters for methods, so that tables can be written by hand. */
export const LETTERS: Readonly<Record<string, MethodId>> = {
  N: methodId('authenticator-notification'),
  C: methodId('authenticator-code'),
  R: methodId('recovery-code'),
  S: methodId('sms'),
  V: methodId('voice'),
  E: methodId('email'),
  Q: methodId('security-questions'),
  T: methodId('teams-approval'),
};

export const spelled = (letters: string): readonly MethodId[] =>
  [...letters].map((letter) => LETTERS[letter] ?? methodId(`no letter ${letter}`));

export const lettersOf = (methods: readonly { readonly id: MethodId }[]): string =>
  Object.entries(LETTERS)
    .filter(([, id]) => methods.some((method) => method.id === id))
    .map(([letter]) => letter)
    .join('');

const schema = policyFileSchema(traits);

/** The file, whether or not a check finds a fault in it. @throws ZodError when its shape is wrong */
export const fileOf = (written: object): PolicyFile => settle(schema.parse(written), traits);

/** Faults of a file; empty when it is accepted. */
export function faultsOf(written: object): readonly string[] {
  const parsed = parsePolicy(JSON.stringify(written), traits);
  return 'faults' in parsed ? parsed.faults : [];
}

/** A person of the directory. */
export const personOf = (change: Partial<Account> & { readonly is?: Partial<Account['state']> } = {}): Account => {
  const { is, ...rest } = change;
  const state = { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false, ...is };
  return { id: 'p1', login: 'ada@contoso.example', displayName: 'Ada', groups: [], isProtected: false, state, ...rest };
};

const PROOFS: Readonly<Record<string, string>> = {
  app: 'app',
  saved: 'saved',
  phone: 'phone:+12025550100',
  mailbox: 'mailbox',
  knowledge: 'knowledge',
};

/** A registered method; text and call go to one number unless `proof` says otherwise. */
export function enrolled(method: MethodId, change: Partial<Enrollment> = {}): Enrollment {
  const family = allTraits.get(method)?.family ?? '';
  const times = { createdAt: 0, usableFrom: 0, confirmedAt: 0 };
  return {
    id: `e-${method}`,
    accountId: 'p1',
    method,
    name: '',
    proof: PROOFS[family] ?? family,
    data: {},
    ...times,
    ...change,
  };
}

export const enrolledAll = (letters: string): readonly Enrollment[] => spelled(letters).map((id) => enrolled(id));
