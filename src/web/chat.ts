// The chat page: finds or begins a conversation, shows it with Web Chat, and says so when it has ended.
import { type Frame, frame } from './chat-frame.js';
import { withLook } from './chat-look.js';
import { alive, begin, forget, NoSession, refresh, resume, type Session } from './chat-session.js';
import { chatWords } from './chat-words.js';
import { type Action, type CardAction, type CardActionContext, type DirectLine, webChat } from './web-chat.js';

const ONLINE = 2;
const EXPIRED = 3;
const FAILED = 4;
const ENDED = 5;
/** Direct Line clients keep their own token fresh; this one is for the next page. */
const REFRESH_MS = 10 * 60_000;

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
};
/** The server has chosen. */
const words = chatWords.find(({ language }) => language === document.documentElement.lang) ?? chatWords[0];
const chat = byId('chat');
const ended = byId('ended');
const nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
let embedding: Frame | undefined;
let leave: () => void = () => {};

function say(text: string): void {
  byId('ended-text').textContent = text;
  ended.hidden = false;
  document.body.classList.add('over');
}

function explain(error: unknown): void {
  if (error instanceof NoSession && error.reason === 'busy') {
    const minutes = Math.max(1, error.retryMinutes ?? 1);
    say(words.busy(minutes));
  } else {
    say(words.away);
  }
}

/** What was typed into a password field of a card must not stay on the screen once it was sent. */
function clearSecrets(action: Action): void {
  if (action.type !== 'DIRECT_LINE/POST_ACTIVITY' || typeof action.payload?.activity?.value !== 'object') return;
  for (const field of document.querySelectorAll<HTMLInputElement>('.ac-adaptiveCard input[type=password]')) {
    field.value = '';
  }
}

/** An `otpauth:` address belongs to the authenticator app on this device; Web Chat opens web addresses only. */
const openInApp = () => (next: CardAction) => (context: CardActionContext) => {
  const { type, value } = context.cardAction;
  if (type === 'openUrl' && typeof value === 'string' && value.startsWith('otpauth:')) window.open(value, '_top');
  else next(context);
};

function show(session: Session, resumed: boolean): void {
  const { createDirectLine, createStore, renderWebChat } = webChat();
  const locale = navigator.language;
  let current = session;
  let over = false;
  const directLine: DirectLine = createDirectLine({
    token: session.token,
    domain: session.domain,
    ...(resumed ? { conversationId: session.conversationId } : { conversationStartProperties: { locale } }),
  });

  const finish = (): void => {
    if (over) return;
    over = true;
    forget();
    say(words.ended);
  };
  const look = async (): Promise<void> => {
    if (!(await alive(current))) finish();
  };
  const store = createStore({}, () => (next) => (action) => {
    const result = next(action);
    clearSecrets(action);
    if (action.type === 'DIRECT_LINE/POST_ACTIVITY_REJECTED') void look();
    const { activity } = action.payload ?? {};
    const spoken = action.type === 'DIRECT_LINE/INCOMING_ACTIVITY' && activity?.type === 'message';
    if (spoken && activity.from?.role === 'bot') embedding?.unread();
    return result;
  });
  const status = directLine.connectionStatus$.subscribe((now) => {
    if (now === EXPIRED || now === ENDED) finish();
    else if (now === FAILED) void look();
    else if (now === ONLINE && ended.hidden === false && !over) ended.hidden = true;
  });
  const timer = setInterval(async () => {
    try {
      current = (await refresh(current)) ?? current;
    } catch {
      // The next page will find out for itself.
    }
  }, REFRESH_MS);
  const element = document.createElement('div');
  element.className = 'webchat-root';
  chat.replaceChildren(element);
  const stopLooking = withLook((appearance) => {
    renderWebChat(
      {
        ...appearance,
        directLine,
        store,
        locale,
        nonce,
        role: 'main',
        cardActionMiddleware: openInApp,
        overrideLocalizedStrings: { TEXT_INPUT_PLACEHOLDER: words.typeHere },
      },
      element,
    );
  });
  leave = () => {
    clearInterval(timer);
    status.unsubscribe();
    stopLooking();
    directLine.end();
  };
}

async function open(fresh: boolean): Promise<void> {
  leave();
  leave = () => {};
  ended.hidden = true;
  document.body.classList.remove('over');
  try {
    const resumed = fresh ? undefined : await resume();
    show(resumed ?? (await begin()), resumed !== undefined);
  } catch (error) {
    explain(error);
  }
}

let wantsFocus = false;
const focusBox = (): boolean => {
  const box = document.querySelector<HTMLElement>('[data-id="webchat-sendbox-input"]');
  // Whoever has moved on meanwhile is not called back.
  const waiting = document.activeElement === byId('title') || document.activeElement === document.body;
  if (box && wantsFocus && waiting) box.focus();
  return box !== null;
};

/** The box to write in, as soon as it is there. On a touch screen its keyboard would cover the conversation: there it stays with the title. */
function focusInside(): void {
  byId('title').focus();
  wantsFocus = !matchMedia('(pointer: coarse)').matches;
  if (focusBox()) return;
  const observer = new MutationObserver(() => {
    if (focusBox()) observer.disconnect();
  });
  observer.observe(chat, { childList: true, subtree: true });
}

for (const id of ['restart', 'again']) {
  byId(id).addEventListener('click', async () => {
    await open(true);
    focusInside();
  });
}
frame((found) => {
  embedding = found;
  const close = byId('close');
  close.hidden = false;
  close.addEventListener('click', () => found.close());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) found.close();
  });
}, focusInside);
await open(false);
