import { createHmac, randomBytes } from 'node:crypto';

const MOST = 10_000;

/**
 * Makes one of what was sent twice (a double click, a reload): the same parts within `keepMs` of the first outcome get that
 * outcome again, and the work runs once. In this process alone, and only a keyed hash of the parts is kept: the exactness
 * of "once" is the door's, this only lets the second answer be the same as the first.
 */
export function sharing<T>(keepMs: number): (parts: readonly string[], work: () => Promise<T>) => Promise<T> {
  const key = randomBytes(32);
  const known = new Map<string, Promise<T>>();
  return (parts, work) => {
    const name = createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
    const same = known.get(name);
    if (same) return same;
    const outcome = work();
    if (known.size >= MOST) return outcome;
    known.set(name, outcome);
    const forget = (): void => void known.delete(name);
    // What failed may be tried again at once.
    outcome.then(() => setTimeout(forget, keepMs).unref(), forget);
    return outcome;
  };
}
