import { AccountRefused, DirectoryUnavailable, PasswordRejected } from '../errors.js';
import type { DirectoryDeps } from './deps.js';
import type { Account, Directory, PasswordRules, PasswordSet } from './directory.js';
import { type Graph, GraphRefusal, graphClient } from './graph/client.js';
import { inspectEntra } from './graph/inspect.js';
import { membershipsOf } from './graph/memberships.js';
import { patchPassword, revokeSessions } from './graph/set-password.js';
import type { EntraSettings } from './graph/settings.js';
import { registeredEmail, registeredPhone, type User, userById, userByName } from './graph/user.js';
import { tryPassword } from './graph/verify.js';
import { loginIn } from './login.js';
import { namesIn } from './names-in.js';
import { phoneReader } from './phone.js';
import { typable } from './typable.js';

/** Entra's own for cloud accounts: 8 to 256, three of four kinds, no Unicode; a reset may repeat the last one (concept-sspr-policy). */
const RULES: PasswordRules = {
  minLength: 8,
  maxLength: 256,
  classes: 3,
  unicode: false,
  history: undefined,
  forbidsOwnName: true,
};

/** How long a quick look waits when Microsoft asks for patience. */
const HURRIED_MS = 1000;

/** Microsoft Entra ID, and where an account that is synchronised into it really lives. */
export interface EntraDirectory extends Directory {
  /** The SID of the account in Active Directory that this one is a copy of; undefined for cloud accounts and unknown ids. */
  mirrored(id: string): Promise<string | undefined>;
  /** Voids every session; false when that could not be done. Never throws. */
  revokeSessions(id: string): Promise<boolean>;
}

/** Microsoft Entra ID through Graph v1.0, as an application with least permissions; see docs/entra.md. */
export async function entra(settings: EntraSettings, deps: DirectoryDeps): Promise<EntraDirectory> {
  const { clock, log, policyGroups = [], pauseMs = 500 } = deps;
  const client = graphClient(settings, clock);
  const hurried = graphClient({ ...settings, patienceMs: Math.min(settings.patienceMs, HURRIED_MS) }, clock);
  const readPhone = await phoneReader(settings.phoneRegion);
  const guarded = new Set(settings.protectedGroups.map((name) => name.toLowerCase()));

  async function shown(
    graph: Graph,
    user: User,
  ): Promise<{ readonly account: Account; readonly protection: string | undefined }> {
    const [{ names, protection }, phone, email] = await Promise.all([
      membershipsOf(graph, user.id, guarded),
      registeredPhone(graph, user.id),
      user.mail ? undefined : registeredEmail(graph, user.id),
    ]);
    const setAt = Date.parse(user.lastPasswordChangeDateTime ?? '');
    const account: Account = {
      id: user.id,
      login: user.userPrincipalName,
      displayName: user.displayName ?? user.userPrincipalName,
      groups: names,
      state: {
        disabled: user.accountEnabled === false,
        // Smart lockout is not shown to anybody, and ends by itself.
        locked: false,
        expired: false,
        passwordExpired: false,
        cannotChange: keptElsewhere(user) !== undefined,
      },
      mail: user.mail ?? email,
      phone: readPhone(phone) ?? readPhone(user.mobilePhone ?? undefined),
      isProtected: protection !== undefined,
      passwordSetAt: Number.isNaN(setAt) ? undefined : setAt,
      locale: user.preferredLanguage ?? undefined,
    };
    return { account, protection };
  }

  const known = (find: (graph: Graph) => Promise<User | undefined>): Promise<Account | undefined> =>
    answered(async () => {
      const graph = client.begin();
      const user = await find(graph);
      return user && (await shown(graph, user)).account;
    });

  /** As it is now: somebody may have been given a role between the proofs and the write. */
  async function touchable(graph: Graph, id: string): Promise<{ readonly user: User; readonly account: Account }> {
    const user = await userById(graph, id);
    if (!user) throw new AccountRefused('The account is no longer in the directory.');
    const elsewhere = keptElsewhere(user);
    if (elsewhere !== undefined) throw new AccountRefused(elsewhere);
    const { account, protection } = await shown(graph, user);
    if (protection !== undefined) throw new AccountRefused(`The account is protected: ${protection}.`);
    if (account.state.disabled) throw new AccountRefused('The account is disabled.');
    return { user, account };
  }

  const signsIn = ({ userPrincipalName }: User, password: string): Promise<boolean> =>
    tryPassword(client.tokens, userPrincipalName, password, settings.patienceMs);

  async function setPassword({ id }: Account, typed: string): Promise<PasswordSet> {
    const password = typable(typed, RULES.maxLength);
    if (!/^[\x20-\x7e]*$/.test(password)) throw new PasswordRejected('characters');
    if (password.length < RULES.minLength) throw new PasswordRejected('too-short');
    const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
    if (kinds < RULES.classes) throw new PasswordRejected('too-simple');
    return answered(async () => {
      const { user, account } = await touchable(client.begin(), id);
      if (namesIn(account).some((name) => password.toLowerCase().includes(name))) {
        throw new PasswordRejected('contains-name');
      }
      const tryIt = (): Promise<boolean> => signsIn(user, password);
      await patchPassword(client.begin(), { before: user, password, tryPassword: tryIt, clock, pauseMs });
      return { sessionsEnded: await revokeSessions(client.begin(), id, log) };
    });
  }

  return {
    name: 'entra',
    async find(typed) {
      const name = loginIn(typed);
      return name === undefined ? undefined : known((graph) => userByName(graph, name));
    },
    read: (id) => known((graph) => userById(graph, id)),
    rules: async () => RULES,
    setPassword,
    async finish({ id }) {
      await revokeSessions(client.begin(), id, log);
      return 'done';
    },
    async unlock() {
      throw new AccountRefused('Microsoft Entra lifts its lock by itself, or with a new password; nobody else can.');
    },
    async verifyPassword({ id }, typed) {
      if (typed === '') return false;
      const user = await answered(() => userById(client.begin(), id));
      return user ? signsIn(user, typed.normalize('NFC')) : false;
    },
    inspect: (look = 'thorough') =>
      inspectEntra(look === 'quick' ? hurried : client, settings, clock, { policyGroups, readPhone, look }),
    mirrored: (id) =>
      answered(async () => {
        const user = await userById(client.begin(), id);
        return user?.onPremisesSyncEnabled ? (user.onPremisesSecurityIdentifier ?? undefined) : undefined;
      }),
    revokeSessions: (id) => revokeSessions(client.begin(), id, log),
    async close() {},
  };
}

/** Why a password cannot be set here, whoever asks. */
function keptElsewhere(user: User): string | undefined {
  if (user.onPremisesSyncEnabled) {
    return 'The account comes from an on-premises Active Directory; its password is set there (DIRECTORY=entra+active-directory).';
  }
  if (user.userType === 'Guest') return 'The account is a guest; its password is kept by its own organisation.';
  return undefined;
}

/** Graph's unexpected refusals and shapes, in the port's words. */
async function answered<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GraphRefusal) {
      const text = `Microsoft Graph refuses the question (HTTP ${error.status} ${error.code}).`;
      throw new DirectoryUnavailable(text, { cause: error, retryAfterMs: error.retryAfterMs });
    }
    if (error instanceof Error && error.name === 'ZodError') {
      throw new DirectoryUnavailable('Microsoft Graph answers in an unexpected shape.', { cause: error });
    }
    throw error;
  }
}
