import type { Logger } from 'pino';
import type { SignInDoor } from '../sign-in/door.js';
import type { Clock } from '../stores/ports.js';
import { normalised } from '../web/password-rules.js';
import { type Fields, type Onwards, oneTimeExchange, type Place, type Shown } from './one-time-exchange.js';
import { pageFrame } from './page-frame.js';
import { donePage } from './page-states.js';
import { leadingToPassword } from './password.js';
import type { Route } from './route.js';
import { formPage, type Problem } from './sign-in-page.js';

/** No account name is longer; what is longer is not looked up. */
const LONGEST_LOGIN = 256;

/** The one-time page on which a person signs in with the current password (`GET/POST /sign-in/{token}`). */
export function signInRoutes(options: {
  readonly door: SignInDoor;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] {
  const { door, publicUrl, log, clock = Date.now } = options;

  const onwards = leadingToPassword(publicUrl);

  async function submit(
    sent: Place & { readonly cookie: string; readonly fields: Fields },
  ): Promise<Shown | Onwards | 'gone'> {
    const login = (sent.fields['username'] ?? '').slice(0, LONGEST_LOGIN);
    const password = normalised(sent.fields['password'] ?? '');
    const again = async (status: number, problem: Problem): Promise<Shown | 'gone'> => {
      const view = await door.view(sent.cookie);
      if (view === 'gone') return 'gone';
      return { status, page: formPage(sent, view, clock(), login, problem), over: false };
    };
    if (login.trim() === '' || password === '') return again(422, { kind: 'empty' });
    const outcome = await door.signIn(sent.cookie, login, password);
    switch (outcome.kind) {
      case 'done':
        if (outcome.page) return onwards(outcome.page);
        return { status: 200, page: donePage(sent.frame, sent.frame.texts.signIn.done), over: true };
      case 'wrong':
        return again(422, { kind: 'wrong' });
      case 'too-soon': {
        const restMs = Math.max(0, outcome.retryAt - clock());
        const page = await again(429, { kind: 'too-soon', restMs });
        return page === 'gone' ? page : { ...page, retryAfterSeconds: Math.max(1, Math.ceil(restMs / 1000)) };
      }
      case 'gone':
        return 'gone';
    }
  }

  return oneTimeExchange({
    name: 'sign-in',
    door,
    publicUrl,
    log,
    frame: pageFrame(options),
    said: ({ signIn }) => signIn,
    form: (view, place) => formPage(place, view, clock()),
    submit,
  });
}
