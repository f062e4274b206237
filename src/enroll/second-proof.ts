import type { Enrollment, Method, MethodId, MethodTraits } from '../methods/method.js';
import { methodId } from '../methods/traits.js';
import { type Choice, inOrder } from '../proving/inquiry.js';
import { onFile } from '../proving/on-file.js';
import type { Known } from './session.js';
import type { EnrollWorld } from './world.js';

/** Registering wants the highest level the account has (NIST SP 800-63B-4 §4.1.2.1): one of the strongest, never a weaker one. */
const LEVEL: Readonly<Record<MethodTraits['family'], number>> = {
  app: 3,
  saved: 3,
  phone: 2,
  mailbox: 1,
  knowledge: 0,
};

/** What is answered in a channel proves no more than a session there. */
const mayProve = (method: Method | undefined): boolean =>
  method !== undefined && method.traits.answeredIn === undefined;

/**
 * What the second proof may be: one of the strongest registered methods; where there is none, a code to the phone on file;
 * where there is none either, questions, or nothing. What is still cooling neither helps nor hinders: whoever registered
 * it under one proof could otherwise lend himself the second.
 */
export async function secondProofs(world: EnrollWorld, session: Known): Promise<readonly Choice[]> {
  const now = world.clock();
  const usable = (await world.enrollments.list(session.who.accountId)).filter(
    ({ method, usableFrom }) => usableFrom <= now && mayProve(world.methods.get(method)),
  );
  const levelOf = ({ method }: Enrollment): number => {
    const family = world.methods.get(method)?.traits.family;
    return family === undefined ? 0 : LEVEL[family];
  };
  const highest = Math.max(0, ...usable.map(levelOf));
  if (highest > 0)
    return grouped(
      world,
      session,
      usable.filter((one) => levelOf(one) === highest),
    );
  const account = await world.directory.read(session.who.accountId);
  const [filed] = account ? await onFile(world.methods, account, BY_PHONE) : [];
  return grouped(world, session, filed ? [filed] : usable);
}

function grouped(world: EnrollWorld, { isWithoutPhone }: Known, enrollments: readonly Enrollment[]): readonly Choice[] {
  const choices = [...world.methods.values()].map((method) => ({
    method,
    enrollments: enrollments.filter((one) => one.method === method.traits.id),
  }));
  return choices.filter((choice) => choice.enrollments.length > 0).sort(inOrder(isWithoutPhone));
}

/** The directory's phone is asked by text where it takes texts, else by call; a number that costs or is foreign is not asked at all. */
const BY_PHONE: readonly MethodId[] = [methodId('sms'), methodId('voice')];
