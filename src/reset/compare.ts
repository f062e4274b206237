import * as proving from '../proving/compare.js';
import { choices, inquiryOf } from './options.js';
import type { Phase } from './session.js';
import { asked, failed, left, passed } from './transitions.js';
import type { World } from './world.js';

/** What comparing a reply made of the session. */
export type Compared =
  | { readonly kind: 'passed'; readonly session: Phase<'choose'> }
  | { readonly kind: 'pending' }
  | { readonly kind: 'denied' }
  /** Right so far; the method asks for one thing more. */
  | { readonly kind: 'more'; readonly session: Phase<'challenge'> }
  | {
      readonly kind: 'failed';
      readonly session: Phase<'challenge'> | Phase<'choose'>;
      readonly left: number;
      readonly locked: boolean;
    }
  | { readonly kind: 'unavailable'; readonly session: Phase<'choose'> }
  | proving.Refused;

/** Takes a try, compares what was asked with the reply, and moves the session on. */
export async function compare(world: World, session: Phase<'challenge'>, reply: string | undefined): Promise<Compared> {
  const choice = (await choices(world, session)).find(({ method }) => method.traits.id === session.active.method);
  const compared = await proving.compare(world, inquiryOf(session), session.active, choice, reply);
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
    case 'refused':
      return compared;
  }
}
