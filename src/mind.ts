import type { Logger } from 'pino';
import type { Carriers } from './adapters.js';
import { peopleBy } from './channels/teams/people.js';
import type { Config } from './config.js';
import type { Keyring } from './crypto.js';
import type { Directory } from './directories/directory.js';
import { keepTold, linkFor } from './enroll/changes.js';
import type { EnrollWorld } from './enroll/world.js';
import { type Approver, approver, timer } from './methods/approver.js';
import { type Calls, calls as callsOver } from './methods/calls.js';
import { methodList } from './methods/index.js';
import type { Method, MethodId } from './methods/method.js';
import { takesTexts } from './methods/phone-number.js';
import { type QuestionSheets, questionSheets as questionSheetsOver } from './methods/question-sheets.js';
import { type RecoverySheets, recoverySheets as recoverySheetsOver } from './methods/recovery-sheets.js';
import { teamsApproval } from './methods/teams-approval.js';
import { type TeamsApprovals, type TeamsChats, teamsApprovals } from './methods/teams-approvals.js';
import { allTraits } from './methods/traits.js';
import { announcer, type ChatNotices } from './notices/announcer.js';
import { planner } from './policy/planner.js';
import { questionSettings } from './policy/questions.js';
import { registrar } from './policy/registration.js';
import { recogniser } from './proving/recognise.js';
import { beatOf } from './reset/beat.js';
import { budgetsOf, defaultLimits } from './reset/budgets.js';
import { denial } from './reset/denial.js';
import { ordinaryMenus } from './reset/ordinary-menus.js';
import { type Pace, paced } from './reset/pace.js';
import type { World } from './reset/world.js';
import type { Clock, DurableStore, LiveStore } from './stores/ports.js';

/** Answers before a first proof leave at multiples of this; where the directory is elsewhere, at the third at first. */
const BEAT_MS = 400;
const REMOTE_BEATS = 3;

/** Somebody trying it out begins many resets in a day; everything else is as in production. */
const EVALUATION_SESSIONS = 100;

/** Long enough to find the simulated phone. */
const SIMULATED_RING_MS = 90_000;

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
  /** Moves a conversation on, wherever it is held. Never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  readonly chatNotices: ChatNotices;
  /** People's chats with the bot in Teams, where there is Teams. */
  readonly teamsChats?: TeamsChats | undefined;
  readonly pace?: Pace | undefined;
}

/** What answers out of band, shared by methods and by the routes that hear of it. */
interface Desks {
  readonly calls: Calls;
  readonly recoverySheets: RecoverySheets;
  readonly questionSheets: QuestionSheets;
  /** Where phones can be woken. */
  readonly approver: Approver | undefined;
  /** Where people can be asked in Teams. */
  readonly teamsApprovals: TeamsApprovals | undefined;
}

/** What the services depend on, and where pages and call-backs come in. */
export interface Mind extends Desks {
  readonly world: World;
  readonly enrollWorld: EnrollWorld;
}

/** As people know it. */
export const organisationOf = (config: Config): string =>
  config.ORGANISATION ?? (config.mode === 'evaluation' ? 'Contoso' : 'work');

/** Adapters → everything the services depend on. */
export function makeMind(adapters: Adapters): Mind {
  const { config, keyring, clock, log, live, durable, directory, carriers, nudge, teamsChats } = adapters;
  const { enrollments, audit, journal, disputes } = durable;
  const { claims, throttle, conversations } = live;
  const organisation = organisationOf(config);
  const publicUrl = config.publicUrl.origin;
  const telling = announcer({
    ...carriers,
    chat: adapters.chatNotices,
    takesTexts,
    enrollments,
    organisation,
    helpdesk: config.HELPDESK,
    locale: config.LOCALE,
    keepTold: (url, told) => keepTold({ disputes }, url, told),
    linkFor: (accountId, kind) => linkFor({ disputes, clock, publicUrl }, accountId, kind),
    log,
  });
  const { waker } = carriers;
  const denied = denial({ throttle, audit, claims, announcer: telling, directory, keyring, clock });
  const desks: Desks = {
    approver: waker && approver({ ...live, enrollments, waker, clock, nudge, denied, log, publicUrl }),
    teamsApprovals: teamsChats && teamsApprovals({ chats: teamsChats, claims, clock, nudge, denied, later: timer }),
    calls: callsOver({ claims, nudge, simulatedRingMs: config.mode === 'evaluation' ? SIMULATED_RING_MS : undefined }),
    recoverySheets: recoverySheetsOver({ claims, nudge, clock }),
    questionSheets: questionSheetsOver({ claims, nudge }),
  };
  const methods = methodsOf(adapters, desks);
  const traits = [...allTraits.values()];
  const limits = config.mode === 'evaluation' ? { ...defaultLimits, sessions: EVALUATION_SESSIONS } : defaultLimits;
  const shared = {
    directory,
    recognise: recogniser(directory, peopleBy(config, config.DIRECTORY ?? 'embedded')),
    enrollments,
    methods,
    throttle,
    budgets: budgetsOf(limits, keyring),
    audit,
    announcer: telling,
    keyring,
    clock,
    pace: adapters.pace ?? paced,
    publicUrl,
  };
  const isHere = config.DIRECTORY === undefined || config.DIRECTORY === 'embedded';
  const beat = beatOf(BEAT_MS, isHere ? BEAT_MS : REMOTE_BEATS * BEAT_MS);
  const planning = { ...shared, planner: planner(config.policy, traits) };
  return {
    ...desks,
    world: { ...planning, menus: ordinaryMenus(planning), journal, beat },
    enrollWorld: {
      ...shared,
      registrar: registrar(config.policy, traits, (id) => methods.get(id)?.enroll !== undefined),
      claims,
      disputes,
      conversations,
      onScreen: carriers.screen?.show,
    },
  };
}

function methodsOf({ config, keyring, clock, live, durable, carriers, nudge }: Adapters, desks: Desks) {
  const settings = questionSettings(config.policy);
  const methods: ReadonlyMap<MethodId, Method> = methodList({
    ...carriers,
    ...desks,
    keyring,
    clock,
    enrollments: durable.enrollments,
    claims: live.claims,
    organisation: organisationOf(config),
    ownDomains: config.MAIL_DOMAINS,
    countries: (config.PHONE_COUNTRIES ?? 'US').toUpperCase().split(/[\s,]+/u),
    codeDigits: config.CODE_DIGITS === '6' ? 6 : 8,
    futureStep: config.AUTHENTICATOR_FUTURE_STEP === 'true',
    confirmTwice: config.AUTHENTICATOR_CONFIRM_TWICE === 'true',
    voiceMode: config.VOICE_MODE,
    questions: settings && { sheets: desks.questionSheets, settings },
    others: [
      ...(desks.approver ? [desks.approver.method] : []),
      ...(desks.teamsApprovals
        ? [teamsApproval({ ...live, clock, nudge, approvals: desks.teamsApprovals, later: timer })]
        : []),
    ],
  });
  return methods;
}
