import { newSecret, readToken, sameHash } from '../reset/password-link.js';
import type { Link } from '../sign-in/sign-in.js';
import { shownIn } from './adding.js';
import type { ScanDoor } from './doors.js';
import { held } from './held.js';
import type { EnrollSession, Phase } from './session.js';
import { confirming } from './transitions.js';
import type { EnrollWorld } from './world.js';

type Scanning = Phase<'confirm'> & { readonly page: Link };

/** The page on which the code for an authenticator is shown, where the conversation is kept by others. */
export function scanDoor(world: EnrollWorld): ScanDoor {
  const hold = async <R>(
    token: string,
    stage: Link['stage'],
    work: (session: Scanning) => { readonly session: EnrollSession; readonly result: R },
  ): Promise<R | undefined> => {
    const parts = readToken(token);
    if (!parts) return undefined;
    return held(world, parts.conversation, async (session) => {
      const page = session?.phase === 'confirm' ? session.page : undefined;
      const mine =
        session?.phase === 'confirm' &&
        page?.stage === stage &&
        sameHash(page.secretHash, parts.hash) &&
        world.clock() < Math.min(page.until, session.challenge.expiresAt);
      return mine ? work({ ...session, page }) : { session, result: undefined };
    });
  };

  return {
    peek: async (token) =>
      (await hold(token, 'issued', (session) => ({ session, result: true }))) ? 'waiting' : 'gone',

    async open(token) {
      const cookie = await hold(token, 'issued', (session) => {
        const secret = newSecret(session.conversation);
        const page: Link = { ...session.page, secretHash: secret.hash, stage: 'opened', until: session.endsAt };
        return { session: { ...confirming(session, { ...session, page }), step: session.step }, result: secret.token };
      });
      return cookie === undefined ? 'gone' : { cookie };
    },

    async view(cookie) {
      const session = await hold(cookie, 'opened', (found) => ({ session: found, result: found }));
      const { question } = session ? shownIn(world, session) : {};
      if (!question || !('uri' in question)) return 'gone';
      world.onScreen?.(question.uri);
      return { uri: question.uri, key: question.kind === 'scan' ? question.key : '' };
    },
  };
}
