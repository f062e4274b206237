import type { Budget, Throttle } from '../stores/ports.js';

/** Gives tries back, beside what the person waits for. One that is lost costs the person a try; it never lends one. */
export function giveBack({ throttle }: { readonly throttle: Throttle }, budgets: readonly Budget[]): void {
  if (budgets.length > 0) void throttle.refund(budgets);
}
