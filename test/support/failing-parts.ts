import { StoreUnavailable } from '../../src/errors.js';
import type { ConversationRecord, DurableStore, LiveStore, TurnOutcome } from '../../src/stores/ports.js';

/** The ways in which a call to a store goes wrong. */
export type Way =
  /** It was never done. */
  | 'refused'
  /** A turn: all its work was done, and none of it kept. */
  | 'unsaved'
  /** It was done, and the answer was lost. */
  | 'lost';

/** Which call of which part of the stores goes wrong; the first has number 1. */
export interface Failure {
  readonly part: Part;
  readonly number: number;
  readonly way: Way;
}

interface Calls {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const WATCHED = {
  conversations: { reads: [], writes: ['turn'] },
  throttle: { reads: [], writes: ['spend', 'block', 'clear'] },
  claims: { reads: ['get'], writes: ['claim', 'put', 'take', 'hold', 'release'] },
  audit: { reads: [], writes: ['append'] },
  journal: { reads: [], writes: ['claim', 'settle'] },
  enrollments: { reads: ['list'], writes: ['update', 'advance', 'spend'] },
  accounts: { reads: ['find', 'read'], writes: ['update'] },
} as const satisfies Readonly<Record<string, Calls>>;
export type Part = keyof typeof WATCHED;
export const parts: readonly Part[] = [
  'conversations',
  'throttle',
  'claims',
  'audit',
  'journal',
  'enrollments',
  'accounts',
];

/** Whether that call can go wrong in this way: an answer that is lost matters where something was done. */
function canFail(part: Part, call: string, way: Way): boolean {
  const { reads, writes }: Calls = WATCHED[part];
  return writes.includes(call) || (way === 'refused' && reads.includes(call));
}

/** The same stores; one call of your choice fails. */
export function failingParts(live: LiveStore, durable: DurableStore) {
  let armed: Failure | undefined;
  let count = 0;
  let struck = false;
  const lost = () => new StoreUnavailable('The store was taken away.');

  const call = async (part: Part, name: string, work: () => unknown, unsaved = work): Promise<unknown> => {
    if (armed?.part !== part || !canFail(part, name, armed.way)) return work();
    count += 1;
    if (armed.number !== count) return work();
    struck = true;
    if (armed.way !== 'refused') await (armed.way === 'unsaved' ? unsaved() : work());
    throw lost();
  };
  const watched = <T extends object>(part: Part, port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => call(part, String(name), () => Reflect.apply(member, target, given));
      },
    });
  const { conversations } = live;
  const turn = async <R>(
    key: string,
    activityId: string | undefined,
    work: (record: ConversationRecord | undefined) => Promise<TurnOutcome<R>>,
    within?: 'transcript',
  ): Promise<R | 'not-run'> => {
    const results: (R | 'not-run')[] = [];
    await call(
      'conversations',
      'turn',
      async () => results.push(await conversations.turn(key, activityId, work, within)),
      () =>
        conversations.turn(key, activityId, async (record) => {
          await work(record);
          throw lost();
        }),
    );
    const [result] = results;
    if (results.length === 0) throw new Error('A turn came to no end.');
    return result as R | 'not-run';
  };

  return {
    live: {
      ...live,
      conversations: { ...conversations, turn },
      throttle: watched('throttle', live.throttle),
      claims: watched('claims', live.claims),
    },
    durable: {
      ...durable,
      audit: watched('audit', durable.audit),
      journal: watched('journal', durable.journal),
      enrollments: watched('enrollments', durable.enrollments),
      accounts: watched('accounts', durable.accounts),
    },
    /** From now on that call goes wrong, once. */
    arm(failure: Failure): void {
      armed = failure;
      count = 0;
      struck = false;
    },
    /** Nothing fails any more; whether the failure was met. */
    disarm(): boolean {
      armed = undefined;
      return struck;
    },
  };
}
