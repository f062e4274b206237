// Being woken: permission, subscription, and the worker that shows the notification.

/** Browsers wait for their push service without an end where it cannot be reached. */
const SUBSCRIBE_MS = 10_000;
/** Long enough to read what the browser asks. */
const ASK_MS = 20_000;

const after = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms, undefined));

declare global {
  interface Window {
    readonly trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): string };
    };
  }
  interface Navigator {
    /** Safari on a phone: whether the page was opened from the home screen. */
    readonly standalone?: boolean;
  }
}

const WORKER = '/approve/worker.js';
const address = window.trustedTypes
  ?.createPolicy('approver', { createScriptURL: () => WORKER })
  .createScriptURL(WORKER);

/** How this phone can be woken. `install`: only once the app stands on the home screen (iPhone, iPad). `refused`: the server may not. */
export type Waking = 'on' | 'ask' | 'blocked' | 'install' | 'refused' | 'never';

export const isInstalled = (): boolean =>
  navigator.standalone === true || matchMedia('(display-mode: standalone)').matches;

/** iPads call themselves Macs, but have fingers. */
export const isApple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);

/** Registers the worker; `woken` is called when a push has come in. */
export async function startWorker(woken: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', () => woken());
  try {
    await navigator.serviceWorker.register(address ?? WORKER, { scope: '/approve' });
  } catch (error) {
    // A private window may not have one: then the app works while it is open.
    console.warn('There is no worker, and so no notifications.', error);
  }
}

async function manager(): Promise<PushManager | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/approve');
  return registration?.pushManager;
}

const known = (push: PushManager | undefined): Promise<PushSubscription | null | undefined> =>
  Promise.race([push?.getSubscription(), after(SUBSCRIBE_MS)]);

export async function waking(): Promise<Waking> {
  if (isApple() && !isInstalled()) return 'install';
  const push = await manager();
  if (!push) return 'never';
  if (Notification.permission === 'denied') return 'blocked';
  const isOn = Notification.permission === 'granted' && Boolean(await known(push));
  return isOn ? 'on' : 'ask';
}

/** Asks the person, who has just pressed a button, then the browser. Undefined where either says no, or nothing for long. */
export async function subscribe(wakeKey: string): Promise<PushSubscription | undefined> {
  if (!('Notification' in window)) return undefined;
  // Some browsers ask so quietly that nobody notices.
  const permission = await Promise.race([Notification.requestPermission(), after(ASK_MS)]);
  return permission === 'granted' ? subscribed(wakeKey, true) : undefined;
}

/** The subscription there is; one under another key is given up. */
export async function subscribed(wakeKey: string, make = false): Promise<PushSubscription | undefined> {
  const push = await manager();
  const found = await known(push);
  if (!push || (!found && !make)) return undefined;
  if (found && keyOf(found) === wakeKey) return found;
  await found?.unsubscribe();
  if (!make) return undefined;
  const made = push.subscribe({ userVisibleOnly: true, applicationServerKey: wakeKey });
  // No push service, or one that does not answer: the app works while it is open.
  return Promise.race([made.catch(() => undefined), after(SUBSCRIBE_MS)]);
}

/** A new one in place of one that the push service has given up. Undefined where the person has taken the permission back. */
export async function renewed(wakeKey: string): Promise<PushSubscription | undefined> {
  await (await known(await manager()))?.unsubscribe();
  return Notification.permission === 'granted' ? subscribed(wakeKey, true) : undefined;
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
