import { collect as gather } from '../proving/collect.js';
import * as proving from '../proving/compare.js';
import type { Choice } from '../proving/inquiry.js';
import type { Stop } from '../proving/stop.js';
import { choices, inquiryOf } from './options.js';
import type { Phase } from './session.js';
import { asked, failed, left, passed } from './transitions.js';
import type { World } from './world.js';

type Failed = Extract<proving.Compared, { kind: 'failed' }>;

/** What comparing a reply made of the session. */
export type Compared =
  | { readonly kind: 'passed'; readonly session: Phase<'choose'> }
  | { readonly kind: 'pending' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'expired' }
  /** Right so far; the method asks for one thing more. */
  | { readonly kind: 'more'; readonly session: Phase<'challenge'> }
  | {
      readonly kind: 'failed';
      readonly session: Phase<'challenge'> | Phase<'choose'>;
      readonly left: number;
      readonly locked: boolean;
      readonly after: Failed['after'];
    }
  | { readonly kind: 'unavailable'; readonly session: Phase<'choose'> }
  | proving.Refused;

/** Takes a try, compares what was asked with the reply, and moves the session on. */
export async function compare(world: World, session: Phase<'challenge'>, reply: string): Promise<Compared> {
  const choice = await askedOf(world, session);
  return moved(session, await proving.compare(world, inquiryOf(session), session.active, choice, reply));
}

/** The same with what may have come another way. The session is over where its person said "it's not me", or is blocked. */
export async function collect(
  world: World,
  session: Phase<'challenge'>,
): Promise<Compared | { readonly kind: 'stopped'; readonly stop: Stop }> {
  const choice = await askedOf(world, session);
  const collected = await gather(world, inquiryOf(session), session.active, choice);
  return collected.kind === 'stopped' ? collected : moved(session, collected);
}

const askedOf = async (world: World, session: Phase<'challenge'>): Promise<Choice | undefined> =>
  (await choices(world, session)).find(({ method }) => method.traits.id === session.active.method);

function moved(session: Phase<'challenge'>, compared: proving.Compared): Compared {
  switch (compared.kind) {
    case 'passed':
      return { kind: 'passed', session: passed(session, compared.proof) };
    case 'more':
      return { kind: 'more', session: asked(session, compared.active) };
    case 'failed':
      return { ...compared, session: failed(session) };
    case 'unavailable':
      return { ...compared, session: left(session) };
    case 'pending':
    case 'denied':
    case 'expired':
    case 'refused':
      return compared;
  }
}
