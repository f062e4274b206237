import { fingerprint } from '../crypto.js';
import type { MethodId } from '../methods/method.js';
import { BLOCK_MS, blockKey } from '../reset/budgets.js';
import { personKey } from '../reset/person.js';
import type { Dispute } from '../stores/ports.js';
import { type Change, change } from './changes.js';
import type { DisputeDoor } from './doors.js';
import { sameDevice } from './same-device.js';
import type { EnrollWorld } from './world.js';

type Needs = Pick<
  EnrollWorld,
  'disputes' | 'enrollments' | 'methods' | 'throttle' | 'audit' | 'announcer' | 'directory' | 'keyring' | 'clock'
> & { readonly log: { warn(details: object, message: string): void } };

const TOKEN = /^[\w-]{43}$/;

/** "This was not me": whoever got the message says so, and the change is undone. */
export function disputeDoor(world: Needs): DisputeDoor {
  const find = (token: string): Promise<Dispute | undefined> =>
    TOKEN.test(token) ? world.disputes.read(fingerprint(token)) : Promise.resolve(undefined);

  return {
    async read(token) {
      const found = await find(token);
      if (!found) return 'gone';
      const made = change.parse(found.change);
      return { what: made.kind, method: methodIn(made), at: found.at };
    },

    async dispute(token) {
      const found = await find(token);
      if (!found) return 'gone';
      const made = change.parse(found.change);
      const person = personKey(world.keyring, found.accountId, '');
      // What protects comes first and may be done twice; the link is used up last of all that can fail.
      await world.throttle.block(blockKey(person), world.clock() + BLOCK_MS);
      await world.audit.append({
        event: 'incident_reported',
        outcome: 'change-disputed',
        person,
        sessionId: 'dispute',
        channel: 'link',
        method: methodIn(made),
        detail: { change: made.kind, changedAt: found.at },
      });
      const taken = await world.disputes.take(fingerprint(token));
      if (!taken) return 'gone';
      await undo(world, found.accountId, made);
      const method = methodIn(made);
      world.log.warn({ person, change: made.kind, method }, 'Somebody says of a change that it was not theirs.');
      const account = await world.directory.read(found.accountId);
      if (account) {
        if (taken.told) void world.announcer.settle(taken.told, account);
        const kind = method === undefined ? 'reported' : 'method-disputed';
        void world.announcer.announce(kind, account, { at: world.clock(), method });
      }
      return method === undefined ? 'noted' : 'undone';
    },
  };
}

const methodIn = (made: Change): MethodId | undefined => ('method' in made ? made.method : undefined);

async function undo(world: Needs, accountId: string, made: Change): Promise<void> {
  const { enrollments } = world;
  switch (made.kind) {
    case 'added': {
      const all = await enrollments.list(accountId);
      const added = all.find(({ id }) => id === made.id);
      for (const { id } of added ? sameDevice(world, all, added) : []) await enrollments.remove(id);
      for (const { usableFrom, ...old } of made.replaced) await enrollments.add(accountId, old, usableFrom);
      return;
    }
    case 'removed':
      for (const { usableFrom, ...old } of [made.removed, ...made.along]) {
        await enrollments.add(accountId, old, usableFrom);
      }
      return;
    case 'renamed':
      await enrollments.update(made.id, { name: made.before });
      return;
    case 'password-changed':
    case 'account-unlocked':
    case 'attempts':
    case 'recovery-code-used':
      return;
  }
}
