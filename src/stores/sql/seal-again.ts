/** Rows read at once. */
export const BATCH = 200;

/** Seals again, batch by batch, until nothing is `left`; what was taken out or sealed anew meanwhile is not counted. */
export async function sealAgain<Row>(
  left: () => Promise<readonly Row[]>,
  replace: (row: Row) => Promise<boolean>,
): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await left();
    if (rows.length === 0) return count;
    for (const row of rows) if (await replace(row)) count += 1;
  }
}
