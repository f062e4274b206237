/**
 * The chance that a value of `b` is greater than one of `a`, ties counting half (Mann-Whitney's U over its greatest value, the area
 * under the ROC curve): 0.5 where nothing tells them apart, 0 or 1 where everything does.
 */
export function auc(a: readonly number[], b: readonly number[]): number {
  const wins = b.reduce(
    (sum, right) => sum + a.reduce((won, left) => won + (right > left ? 1 : right === left ? 0.5 : 0), 0),
    0,
  );
  return wins / (a.length * b.length);
}
