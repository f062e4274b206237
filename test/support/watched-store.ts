import { StoreUnavailable } from '../../src/errors.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { Clock, Conversations, Throttle } from '../../src/stores/ports.js';

/** The memory engine, watched from outside: who listens, which keys were spent on, in which order it was called; and it can be taken away. */
export function watchedStore(clock: Clock) {
  const { conversations: inner, throttle } = memoryStore({ clock });
  const watch = {
    away: false,
    listening: 0,
    spentOn: new Set<string>(),
    opened: [] as string[],
    calls: [] as string[],
  };
  const reach = (call: string): void => {
    watch.calls.push(call);
    if (watch.away) throw new StoreUnavailable('The store was taken away.');
  };
  const conversations: Conversations = {
    async open(key) {
      reach('open');
      watch.opened.push(key);
      return inner.open(key);
    },
    async append(key, line) {
      reach('append');
      return inner.append(key, line);
    },
    async echo(key, line) {
      reach('echo');
      return inner.echo(key, line);
    },
    whisper: (key, line) => inner.whisper(key, line),
    async since(key, watermark) {
      reach('since');
      return inner.since(key, watermark);
    },
    async subscribe(key, listener) {
      const leave = await inner.subscribe(key, listener);
      watch.listening += 1;
      return () => {
        watch.listening -= 1;
        leave();
      };
    },
    async turn(key, activityId, work, within) {
      reach('turn');
      return inner.turn(key, activityId, work, within);
    },
  };
  const counting: Throttle = {
    ...throttle,
    async spend(budgets) {
      for (const { key } of budgets) watch.spentOn.add(key);
      return throttle.spend(budgets);
    },
  };
  return { conversations, throttle: counting, watch };
}
