// Setting this phone up for one account.
import { importSeed, makeKeys, sign } from './approve-keys.js';
import { button, h, notice, show } from './approve-parts.js';
import { isApple, isInstalled, subscribe } from './approve-push.js';
import { type Invitation, invitation, pair } from './approve-server.js';
import { keep } from './approve-store.js';
import { WORDS } from './approve-words.js';

const { pair: words, install } = WORDS;
const SECRET = /#([\w-]{43})$/;

/** The secret in the address a picture leads to. */
export const secretIn = (link: string): string | undefined => SECRET.exec(link.trim())?.[1];

const gone = (over: () => void): void =>
  show(notice('stop', words.title, [words.gone], button(words.next, 'button', over)));

/** Leads through it; `over` is called when the person is done. */
export async function showPairing(secret: string, over: () => void): Promise<void> {
  if (isApple() && !isInstalled()) return showInstall(secret, over);
  return showForm(secret, over);
}

function showInstall(secret: string, over: () => void): void {
  const copy = button(install.copy, 'button', async () => {
    await navigator.clipboard.writeText(`${location.origin}/approve#${secret}`);
    copy.textContent = install.copied;
  });
  show(
    h(
      'div',
      { class: 'card' },
      h('h1', { tabindex: '-1' }, install.title),
      h('p', { class: 'lead' }, install.lead),
      h('ol', { class: 'steps' }, ...install.steps.map((step) => h('li', {}, step))),
      h(
        'div',
        { class: 'actions' },
        copy,
        button(install.without, 'quiet centre', () => void showForm(secret, over)),
      ),
    ),
  );
}

async function showForm(secret: string, over: () => void): Promise<void> {
  let invited: Invitation | undefined;
  try {
    invited = await invitation(secret);
  } catch {
    const again = button(words.next, 'button', () => void showForm(secret, over));
    return show(notice('wait', words.title, [words.offline], again));
  }
  if (!invited) return gone(over);
  const { login, organisation, codes, wakeKey } = invited;
  const name = h('input', { id: 'name', maxlength: '40', autocomplete: 'off', 'aria-describedby': 'name-hint' });
  name.value = nameOf(navigator.userAgent);
  const wantsCodes = h('input', { id: 'codes', type: 'checkbox', checked: true, 'aria-describedby': 'codes-hint' });
  const go = h('button', { class: 'button wide' }, words.go);
  const problem = h('p', { class: 'error', role: 'alert' });
  const form = h(
    'form',
    { class: 'card' },
    h('h1', { tabindex: '-1' }, words.title),
    h('p', { class: 'account' }, `${organisation} · `, h('strong', {}, login)),
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'name' }, words.name),
      h('div', { class: 'entry' }, name),
      h('p', { class: 'hint', id: 'name-hint' }, words.nameHint),
    ),
    codes &&
      h(
        'div',
        { class: 'choice' },
        wantsCodes,
        h('label', { for: 'codes' }, words.codes),
        h('p', { class: 'hint', id: 'codes-hint' }, words.codesHint),
      ),
    h('p', { class: 'soft' }, words.asks),
    go,
    problem,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (go.getAttribute('aria-disabled') === 'true') return;
    go.setAttribute('aria-disabled', 'true');
    go.textContent = words.going;
    problem.textContent = '';
    try {
      const wanted = { name: name.value.trim() || nameOf(''), codes: codes && wantsCodes.checked };
      const done = await paired(secret, wakeKey, wanted);
      if (!done) return gone(over);
      show(notice('done', words.done, [words.doneLine], button(words.next, 'button', over)));
    } catch (error) {
      console.warn(error);
      problem.textContent = words.offline;
      go.removeAttribute('aria-disabled');
      go.textContent = words.go;
    }
  });
  show(form);
}

/** Makes the key, registers it, and keeps what comes back. False where the invitation is gone. */
async function paired(
  secret: string,
  wakeKey: string,
  { name, codes }: { readonly name: string; readonly codes: boolean },
): Promise<boolean> {
  const keys = await makeKeys();
  const subscription = (await subscribe(wakeKey))?.toJSON();
  const { endpoint, keys: { p256dh = '', auth = '' } = {} } = subscription ?? {};
  const accepted = await pair({
    secret,
    key: keys.key,
    name,
    codes,
    signature: await sign(keys.privateKey, 'pair', [secret, keys.key]),
    ...(endpoint ? { subscription: { endpoint, keys: { p256dh, auth } } } : {}),
  });
  if (!accepted) return false;
  const { account, login, organisation, seed, wakes } = accepted;
  await keep({
    ...keys,
    account,
    login,
    organisation,
    seed: seed === undefined ? undefined : await importSeed(seed),
    wakeKey,
    wakesAt: endpoint,
    isRefused: !wakes,
    pairedAt: Date.now(),
  });
  return true;
}

/** "Android phone", "iPhone": what most people would write. */
function nameOf(agent: string): string {
  const known = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android.*Mobile/, words.devices.phone],
    [/Android/, words.devices.tablet],
    [/Windows/, words.devices.windows],
    [/Macintosh/, 'Mac'],
    [/CrOS/, 'Chromebook'],
    [/Linux/, words.devices.linux],
  ] as const;
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? words.anyDevice;
}
