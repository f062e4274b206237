// The approver: answers requests of the password chat on a phone. Hears of them over a stream while it is open, and is woken by
// a push when it is not.
import { drawCodes, showHome } from './approve-home.js';
import { listen } from './approve-listen.js';
import { secretIn, showPairing } from './approve-pairing.js';
import { renewed, startWorker, subscribe, subscribed, type Waking, waking } from './approve-push.js';
import { type RequestScreen, showRequest } from './approve-request.js';
import { type Snapshot, type Standing, tellSubscription } from './approve-server.js';
import { type Account, forget, keep, accounts as kept } from './approve-store.js';

/** While a chat finishes what the phone began. */
const FINISHING_PAUSE_MS = 2_000;
const FINISHING_MS = 60_000;

let accounts: readonly Account[] = [];
let standings: ReadonlyMap<string, Standing> = new Map();
let isConnected = true;
let reach: Waking = 'ask';
let installer: (() => void) | undefined;
let request: RequestScreen | undefined;
let isPairing = false;
let home = '';
/** Requests the person is done with. */
const done = new Set<string>();

const look = listen({
  accounts: () => accounts,
  told(snapshot) {
    isConnected = true;
    void heard(snapshot);
  },
  lost() {
    isConnected = false;
    drawHome();
  },
});

async function heard({ phones }: Snapshot): Promise<void> {
  standings = new Map(phones.map((one) => [one.account, one]));
  const waiting = phones.flatMap((one) => (one.waiting && !done.has(one.waiting.id) ? [one.waiting] : []));
  if (request && !waiting.some(({ id }) => id === request?.id)) request.withdrawn();
  const [first] = waiting;
  const asked =
    first && accounts.find(({ account }) => phones.some((one) => one.account === account && one.waiting === first));
  if (!request && !isPairing && first && asked) {
    request = showRequest(asked, first, () => {
      done.add(first.id);
      request = undefined;
      home = '';
      drawHome();
      look();
    });
  }
  drawHome();
  if (phones.some(({ state }) => state === 'stale')) look();
  const young = accounts.some(
    (one) => standings.get(one.account)?.state === 'unknown' && Date.now() - one.pairedAt < FINISHING_MS,
  );
  if (young) setTimeout(look, FINISHING_PAUSE_MS);
  await tellWhere();
}

/** Says where this phone can be woken, where the server does not know it yet. One that was given up is made anew. */
async function tellWhere(): Promise<void> {
  for (const account of accounts) {
    const { state, wakes: isKnown } = standings.get(account.account) ?? {};
    if (state !== 'ready') continue;
    const isOver = isKnown === false && account.wakesAt !== undefined && !account.isRefused;
    const subscription = await (isOver ? renewed(account.wakeKey) : subscribed(account.wakeKey));
    if (subscription?.endpoint === account.wakesAt && !isOver) continue;
    const wakes = await tellSubscription(account, subscription?.toJSON() ?? null).catch(() => undefined);
    if (wakes === undefined) continue;
    await keep({ ...account, wakesAt: subscription?.endpoint, isRefused: subscription !== undefined && !wakes });
    await reload();
    drawHome();
  }
}

async function reload(): Promise<void> {
  accounts = await kept();
  reach = await waking();
  if (reach === 'on' && accounts.some(({ isRefused }) => isRefused)) reach = 'refused';
}

/** Draws only what is new: a screen that is drawn again loses what was typed. */
function drawHome(): void {
  if (request || isPairing) return;
  const state = accounts.map(({ account, seed }) => [account, standings.get(account)?.state, seed !== undefined]);
  const now = JSON.stringify([state, isConnected, reach, installer !== undefined]);
  if (now === home) return;
  home = now;
  showHome({
    accounts,
    standings,
    isConnected,
    waking: reach,
    install: installer,
    async turnOn() {
      const [first] = accounts;
      const subscription = first && (await subscribe(first.wakeKey));
      await reload();
      drawHome();
      await tellWhere();
      return subscription !== undefined;
    },
    remove: (account) => void remove(account),
    pair: (secret) => void pair(secret),
  });
}

async function remove(account: Account): Promise<void> {
  if (account.wakesAt !== undefined) await tellSubscription(account, null).catch(() => false);
  await forget(account.account);
  await reload();
  drawHome();
  look();
}

async function pair(secret: string): Promise<void> {
  isPairing = true;
  await showPairing(secret, () => {
    isPairing = false;
    home = '';
    void reload().then(() => {
      drawHome();
      look();
    });
  });
}

/** The secret leaves the address as soon as it is read: it belongs into no history. */
function invited(): void {
  const secret = secretIn(location.href);
  if (!secret) return;
  history.replaceState(undefined, '', '/approve');
  void pair(secret);
}

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  if (!('prompt' in event) || typeof event.prompt !== 'function') return;
  installer = event.prompt.bind(event);
  drawHome();
});
window.addEventListener('appinstalled', () => {
  installer = undefined;
  drawHome();
});
window.addEventListener('hashchange', invited);
window.addEventListener('online', look);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') look();
});
setInterval(() => void drawCodes(accounts), 1_000);

await startWorker(look);
await reload();
invited();
drawHome();
look();
