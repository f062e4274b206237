import type { Account } from '../directories/directory.js';
import type { Enrollment, Method, MethodId } from '../methods/method.js';

/** The directory's own phone and mail, as if they were registered with these methods. In no store: nothing of them is kept. */
export async function onFile(
  methods: ReadonlyMap<MethodId, Method>,
  account: Account,
  wanted: readonly MethodId[],
): Promise<readonly Enrollment[]> {
  const found = await Promise.all(
    wanted.map(async (id): Promise<Enrollment | undefined> => {
      const made = await methods.get(id)?.onFile?.(account);
      const times = { createdAt: 0, usableFrom: 0, confirmedAt: 0 };
      return made && { ...made, ...times, id: `on-file:${id}`, accountId: account.id };
    }),
  );
  return found.flatMap((enrollment) => enrollment ?? []);
}
