import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import type { Enrollment } from '../methods/method.js';
import type { Happening } from '../notices/announcer.js';
import type { NoticeKind } from '../notices/notices.js';
import { methodIdShape } from '../proving/subject.js';
import type { Told } from '../stores/ports.js';
import type { Inside } from './session.js';
import type { EnrollWorld } from './world.js';

/** How long a change can be undone by saying "this was not me" (NIST SP 800-63B-4 §4.6). */
export const DISPUTE_MS = 72 * 3_600_000;

/** What a person is told of that is no change of methods, and may say of that it was somebody else. */
const HAPPENED = ['password-changed', 'account-unlocked', 'attempts', 'recovery-code-used'] as const;

const snapshot = z.strictObject({
  method: methodIdShape,
  name: z.string(),
  proof: z.string(),
  data: z.unknown(),
  usableFrom: z.number(),
});

/** What it takes to undo a change. Kept sealed. */
export const change = z.discriminatedUnion('kind', [
  /** `replaced`: what the new one took the place of. */
  z.strictObject({ kind: z.literal('added'), method: methodIdShape, id: z.string(), replaced: z.array(snapshot) }),
  /** `along`: what went with it, being on the same device. */
  z.strictObject({
    kind: z.literal('removed'),
    method: methodIdShape,
    removed: snapshot,
    along: z.array(snapshot).default([]),
  }),
  z.strictObject({ kind: z.literal('renamed'), method: methodIdShape, id: z.string(), before: z.string() }),
  /** Nothing that could be undone, but what somebody else may have done. */
  z.strictObject({ kind: z.enum(HAPPENED) }),
]);
export type Change = z.infer<typeof change>;

export const snapshotOf = ({ method, name, proof, data, usableFrom }: Enrollment): z.infer<typeof snapshot> => ({
  method,
  name,
  proof,
  data,
  usableFrom,
});

const reachable = z.object({ to: z.string() });

/** The number or address of a method that has one. */
export const addressIn = (data: unknown): string | undefined => reachable.safeParse(data).data?.to;

/** A link that says "this was not me", kept before it is told. @throws StoreUnavailable */
async function linkTo(world: LinkWorld, accountId: string, made: Change): Promise<string> {
  const secret = newToken();
  await world.disputes.add(fingerprint(secret), { accountId, change: made }, world.clock() + DISPUTE_MS);
  return `${world.publicUrl}/dispute/${secret}`;
}

/** Where the notice with that link stands in a chat. @throws StoreUnavailable */
export const keepTold = ({ disputes }: Pick<LinkWorld, 'disputes'>, url: string, told: Told): Promise<void> =>
  disputes.tell(fingerprint(url.slice(url.lastIndexOf('/') + 1)), told);

type LinkWorld = Pick<EnrollWorld, 'disputes' | 'clock' | 'publicUrl'>;

/** The link for a notice that has none of its own; undefined for one that nobody can dispute. @throws StoreUnavailable */
export async function linkFor(world: LinkWorld, accountId: string, notice: NoticeKind): Promise<string | undefined> {
  const kind = HAPPENED.find((happened) => happened === notice);
  return kind && linkTo(world, accountId, { kind });
}

const NOTICES = { added: 'method-added', removed: 'method-removed', renamed: 'method-changed' } as const;

/**
 * Carries a change out and tells the person at every other address, with a link that undoes it: first the link is kept,
 * then the change is made, then it is told at once, so that what was changed is told even when the turn is not saved.
 * Resolves to what can be waited for. @throws StoreUnavailable: nobody was told
 */
export async function tell(
  world: EnrollWorld,
  session: Inside,
  account: Account,
  made: Exclude<Change, { readonly kind: (typeof HAPPENED)[number] }>,
  addresses: Pick<Happening, 'except' | 'also'>,
  carryOut: () => Promise<unknown> = async () => undefined,
): Promise<() => Promise<void>> {
  const now = world.clock();
  const disputeUrl = await linkTo(world, account.id, made);
  await carryOut();
  const told = world.announcer.announce(NOTICES[made.kind], account, {
    at: now,
    channel: session.channel,
    method: made.method,
    along: made.kind === 'removed' ? made.along.map(({ method }) => method) : undefined,
    disputeUrl,
    ...addresses,
  });
  return () => told;
}
