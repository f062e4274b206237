import type { Account } from '../directories/directory.js';
import type { Enrollment, MethodId, MethodTraits } from '../methods/method.js';
import { methodId } from '../methods/traits.js';
import { type Choice, occasionOf } from '../proving/inquiry.js';
import type { Known } from './session.js';
import { type EnrollWorld, inquiryOf } from './world.js';

/** Registering wants the highest level the account has (NIST SP 800-63B-4 §4.1.2.1): one of the strongest, never a weaker one. */
const LEVEL: Readonly<Record<MethodTraits['family'], number>> = {
  app: 3,
  saved: 3,
  phone: 2,
  mailbox: 1,
  knowledge: 0,
};

/**
 * What the second proof may be: one of the strongest registered methods; where there is none, a code to the phone on file;
 * where there is none either, questions, or nothing. What is still cooling neither helps nor hinders: whoever registered
 * it under one proof could otherwise lend himself the second.
 */
export async function secondProofs(world: EnrollWorld, session: Known): Promise<readonly Choice[]> {
  const now = world.clock();
  const usable = (await world.enrollments.list(session.who.accountId)).filter(
    ({ method, usableFrom }) => usableFrom <= now && world.methods.has(method),
  );
  const levelOf = ({ method }: Enrollment): number => {
    const family = world.methods.get(method)?.traits.family;
    return family === undefined ? 0 : LEVEL[family];
  };
  const highest = Math.max(0, ...usable.map(levelOf));
  if (highest > 0)
    return grouped(
      world,
      usable.filter((one) => levelOf(one) === highest),
    );
  const account = await world.directory.read(session.who.accountId);
  const onFile = account && (await phoneOnFile(world, session, account));
  return onFile ? [onFile] : grouped(world, usable);
}

function grouped(world: EnrollWorld, enrollments: readonly Enrollment[]): readonly Choice[] {
  const choices = [...world.methods.values()].map((method) => ({
    method,
    enrollments: enrollments.filter((one) => one.method === method.traits.id),
  }));
  return choices
    .filter((choice) => choice.enrollments.length > 0)
    .sort((a, b) => a.method.traits.rank - b.method.traits.rank);
}

const BY_PHONE: readonly MethodId[] = [methodId('sms'), methodId('voice')];

/** The directory's phone, asked by text where it takes texts, else by call; a number that costs or is foreign is not asked at all. */
async function phoneOnFile(world: EnrollWorld, session: Known, account: Account): Promise<Choice | undefined> {
  const { phone } = account;
  if (phone === undefined) return undefined;
  for (const id of BY_PHONE) {
    const method = world.methods.get(id);
    const tried = await method?.enroll?.begin(occasionOf(inquiryOf(session)), phone);
    if (!method || !tried || 'refused' in tried) continue;
    const to = tried.destination ?? phone;
    const times = { createdAt: 0, usableFrom: 0, confirmedAt: 0 };
    const enrollment = { id: 'on-file', accountId: account.id, method: id, name: '', proof: `phone:${to}`, ...times };
    return { method, enrollments: [{ ...enrollment, data: { to } }] };
  }
  return undefined;
}
