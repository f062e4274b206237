import { z } from 'zod';
import type { Budget, Spent, Throttle } from '../ports.js';
import type { Beside } from './beside.js';
import type { RedisClient } from './connection.js';
import { ask, evaluate } from './evaluate.js';
import { throttleKey } from './keys.js';
import { BLOCK, REFUND, SPEND } from './throttle-scripts.js';

const spendReply = z.union([
  z.tuple([z.literal(1), z.number(), z.number()]),
  z.tuple([
    z.literal(0),
    z.number(),
    z
      .instanceof(Buffer)
      .transform(String)
      .pipe(z.enum(['used-up', 'too-soon'])),
    z.number(),
    z.number(),
  ]),
]);

/** Counters on Redis's own clock, changed by scripts only. */
export function redisThrottle(client: RedisClient, beside: Beside): Throttle {
  async function spend(budgets: readonly Budget[]): Promise<Spent> {
    const keys = budgets.map(({ key }) => throttleKey(key));
    const values = budgets.flatMap((each) => [each.limit, each.windowMs, each.blockMs, each.pausesMs.join(',')]);
    const reply = spendReply.parse(await evaluate(client, SPEND, keys, values));
    if (reply[0] === 1) return { kind: 'spent', left: reply[1], usedUpUntil: reply[2] || undefined };
    const [, which, reason, retryAt, pauseEnd] = reply;
    const refused = { kind: 'refused', key: budgets[which - 1]?.key ?? '', reason, retryAt } as const;
    return reason === 'used-up' ? { ...refused, pauseUntil: pauseEnd || undefined } : refused;
  }
  return {
    spend(budgets) {
      // What was given back here before counts here.
      beside.leave();
      return spend(budgets);
    },
    spendWithSave: (budgets) => beside.add(() => spend(budgets)),
    async refund(budgets) {
      const keys = budgets.map(({ key }) => throttleKey(key));
      const values = budgets.flatMap(({ limit, windowMs }) => [limit, windowMs]);
      beside.drop(() => evaluate(client, REFUND, keys, values));
    },
    async block(key, untilMs) {
      await evaluate(client, BLOCK, [throttleKey(key)], [untilMs]);
    },
    async blockWithSave(key, untilMs) {
      // In full, that it may not arrive after the save because the server does not know it yet.
      beside.drop(() => client.evalBuffer(BLOCK.lua, 1, throttleKey(key), untilMs));
    },
    async clear(key) {
      beside.drop(() => ask(client.unlink(throttleKey(key))));
    },
  };
}
