import { newToken } from '../../src/crypto.js';
import type { DisputeDoor, DisputeView, ScanView } from '../../src/enroll/doors.js';
import { StoreUnavailable } from '../../src/errors.js';
import type { SignedIn, SignInDoor, SignInView } from '../../src/sign-in/door.js';

/** One-time links in memory, as every door promises them: a link is exchanged once for a cookie, which is good until `end`. */
export function linksInMemory<View>() {
  const waiting = new Map<string, View>();
  const open = new Map<string, View>();
  return {
    issue(view: View, chat: 'w' | 't' = 'w'): string {
      const token = `${chat}.${newToken()}`;
      waiting.set(token, view);
      return token;
    },
    end: (cookie: string) => open.delete(cookie),
    endAll: () => open.clear(),
    door: {
      peek: async (token: string) => (waiting.has(token) ? ('waiting' as const) : ('gone' as const)),
      async open(token: string) {
        const view = waiting.get(token);
        if (view === undefined || !waiting.delete(token)) return 'gone' as const;
        const cookie = newToken();
        open.set(cookie, view);
        return { cookie };
      },
      view: async (cookie: string) => open.get(cookie) ?? ('gone' as const),
    },
  };
}

/** A sign-in for one person; `tried` is what reached the directory. */
export function signInInMemory(person: { readonly login: string; readonly password: string }) {
  const links = linksInMemory<SignInView>();
  const tried: string[] = [];
  let answer: (() => SignedIn) | undefined;
  const door: SignInDoor = {
    ...links.door,
    async signIn(cookie, login, password) {
      if ((await links.door.view(cookie)) === 'gone') return { kind: 'gone' };
      if (answer) return answer();
      tried.push(login);
      if (login !== person.login || password !== person.password) return { kind: 'wrong' };
      links.end(cookie);
      return { kind: 'done' };
    },
  };
  return {
    door,
    tried,
    issue: (chat?: 'w' | 't', view: Partial<SignInView> = {}) =>
      links.issue({ finishBy: Date.now() + 15 * 60_000, goal: 'register', ...view }, chat),
    /** What the door says next, whatever is typed; undefined: as it is. May throw. */
    says(next: (() => SignedIn) | undefined) {
      answer = next;
    },
  };
}

/** A code to scan, until `end` is called: then it is proven. */
export function scanInMemory(view: ScanView) {
  const links = linksInMemory<ScanView>();
  return { door: links.door, issue: (chat?: 'w' | 't') => links.issue(view, chat), end: links.endAll };
}

/** Changes that can be disputed once each; `disputed` is what was. */
export function disputesInMemory() {
  const waiting = new Map<string, DisputeView>();
  const disputed: DisputeView[] = [];
  let broken = false;
  const door: DisputeDoor = {
    read: async (token) => waiting.get(token) ?? 'gone',
    async dispute(token) {
      if (broken) throw new StoreUnavailable('The database does not answer.');
      const view = waiting.get(token);
      if (!view || !waiting.delete(token)) return 'gone';
      disputed.push(view);
      return view.method === undefined ? 'noted' : 'undone';
    },
  };
  return {
    door,
    disputed,
    issue(view: DisputeView): string {
      const token = newToken();
      waiting.set(token, view);
      return token;
    },
    breaks(isBroken: boolean): void {
      broken = isBroken;
    },
  };
}
