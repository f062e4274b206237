import type { Logger } from 'pino';
import type { Carriers } from './adapters.js';
import type { Config } from './config.js';
import type { Keyring } from './crypto.js';
import type { Directory } from './directories/directory.js';
import { methodList } from './methods/index.js';
import { allTraits } from './methods/traits.js';
import { announcer } from './notices/announcer.js';
import { planner } from './policy/planner.js';
import { budgetsOf, defaultLimits } from './reset/budgets.js';
import { type Pace, paced } from './reset/pace.js';
import type { World } from './reset/world.js';
import type { Clock, DurableStore, LiveStore } from './stores/ports.js';

/** Answers before a first proof leave at multiples of this. */
const BEAT_MS = 400;

/** Somebody trying it out begins many resets in a day; everything else is as in production. */
const EVALUATION_SESSIONS = 100;

/** The adapters, made; tests bring their own clock and pace. */
export interface Adapters {
  readonly config: Config;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Logger;
  readonly live: LiveStore;
  readonly durable: DurableStore;
  readonly directory: Directory;
  readonly carriers: Carriers;
  readonly pace?: Pace | undefined;
}

/** As people know it. */
export const organisationOf = (config: Config): string =>
  config.ORGANISATION ?? (config.mode === 'evaluation' ? 'Contoso' : 'work');

/** Adapters → everything the services depend on. */
export function makeWorld(adapters: Adapters): World {
  const { config, keyring, clock, log, live, durable, directory, carriers } = adapters;
  const { enrollments, audit, journal } = durable;
  const organisation = organisationOf(config);
  const limits = config.mode === 'evaluation' ? { ...defaultLimits, sessions: EVALUATION_SESSIONS } : defaultLimits;
  return {
    directory,
    enrollments,
    methods: methodList({
      ...carriers,
      keyring,
      clock,
      enrollments,
      claims: live.claims,
      organisation,
      ownDomains: config.MAIL_DOMAINS,
      countries: (config.PHONE_COUNTRIES ?? 'US').toUpperCase().split(/[\s,]+/u),
      codeDigits: config.CODE_DIGITS === '6' ? 6 : 8,
      futureStep: config.AUTHENTICATOR_FUTURE_STEP === 'true',
      confirmTwice: config.AUTHENTICATOR_CONFIRM_TWICE === 'true',
    }),
    planner: planner(config.policy, [...allTraits.values()]),
    throttle: live.throttle,
    budgets: budgetsOf(limits, keyring),
    audit,
    journal,
    announcer: announcer({ ...carriers, enrollments, organisation, helpdesk: config.HELPDESK, log }),
    keyring,
    clock,
    pace: adapters.pace ?? paced,
    beatMs: BEAT_MS,
    publicUrl: config.publicUrl.origin,
  };
}
