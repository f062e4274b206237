import { newSecret } from '../reset/password-link.js';
import type { Clock } from '../stores/ports.js';
import { reissued, type SignIn } from './sign-in.js';

/** What the bot says while a sign-in is awaited. Times are epoch ms. */
export type SignInAsk =
  | {
      readonly kind: 'sign-in';
      readonly goal: SignIn['goal'];
      readonly url: string;
      readonly openBy: number;
      readonly renewed: boolean;
    }
  /** The link was handed out and not opened yet; it is not said twice. */
  | { readonly kind: 'sign-in-waiting' }
  | { readonly kind: 'sign-in-open' };

interface Place {
  /** Without a trailing slash; the only source of links. */
  readonly publicUrl: string;
  readonly clock: Clock;
}

/** A link is said once, when it is made: its secret is not kept. */
export const linkAsk = ({ publicUrl }: Place, { goal, link }: SignIn, token: string, renewed = false): SignInAsk => ({
  kind: 'sign-in',
  goal,
  url: `${publicUrl}/sign-in/${token}`,
  openBy: link.until,
  renewed,
});

/** Another link in place of the one before. */
export function renewed<S extends SignIn>(place: Place, before: S): { readonly session: S; readonly ask: SignInAsk } {
  const secret = newSecret(before.conversation);
  const session = reissued(before, secret.hash, place.clock());
  return { session, ask: linkAsk(place, session, secret.token, true) };
}

export const standingAsk = ({ link }: SignIn): SignInAsk => ({
  kind: link.stage === 'issued' ? 'sign-in-waiting' : 'sign-in-open',
});
