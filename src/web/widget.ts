// Puts the chat button on a page: <script src="https://…/widget.js" defer></script>
// A classic script without imports; styles live in a shadow root, so neither page nor widget disturbs the other.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const home = new URL(script.src).origin;
  const allowed = [home, ...'__ALLOWED_ORIGINS__'.split(' ')];
  if (!allowed.includes(location.origin)) {
    console.error(
      `Reset Assistant: pages of ${location.origin} may not show the chat. Add this origin to WIDGET_ORIGINS on ${home}.`,
    );
    return;
  }
  if (document.querySelector('reset-assistant')) return;

  // As the page around it speaks; the chat inside speaks as the browser does.
  const isGerman = /^de\b/i.test(document.documentElement.lang);
  const LABEL = script.dataset['label'] ?? (isGerman ? 'Passwort-Hilfe' : 'Password help');
  const OPEN = 'reset-assistant-open';
  const STYLE = `
    :host { all: initial; color-scheme: light dark; --accent: #3350c4; --on: #fff; --page: #fff; --line: #d9deea; }
    @media (prefers-color-scheme: dark) {
      :host { --accent: #a9bbff; --on: #121a3a; --page: #14171f; --line: #3a4152; }
    }
    button {
      position: fixed; inset: auto max(20px, env(safe-area-inset-right)) max(20px, env(safe-area-inset-bottom)) auto;
      z-index: 2147483000; display: flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 20px 0 16px;
      border: 0; border-radius: 26px; background: var(--accent); color: var(--on); cursor: pointer;
      font: 600 16px/1.2 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
      box-shadow: 0 6px 20px rgb(20 30 80 / 28%), 0 1px 3px rgb(20 30 80 / 25%);
    }
    button:hover { filter: brightness(1.08); }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    svg { width: 24px; height: 24px; flex: none; fill: currentColor; }
    .key { fill: none; stroke: var(--accent); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
    .news { position: absolute; top: -2px; right: -2px; width: 14px; height: 14px; border-radius: 50%;
      background: #d13415; border: 2px solid var(--page); box-sizing: border-box; }
    [hidden] { display: none !important; }
    .panel {
      position: fixed; inset: auto max(20px, env(safe-area-inset-right)) 88px auto; z-index: 2147483001;
      width: 400px; height: min(660px, calc(100dvh - 108px)); overflow: hidden; box-sizing: border-box;
      border: 1px solid var(--line); border-radius: 18px; background: var(--page);
      box-shadow: 0 18px 50px rgb(15 22 60 / 30%), 0 2px 8px rgb(15 22 60 / 18%);
      animation: rise 0.18s ease-out;
    }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark; }
    @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    @media (max-width: 480px), (max-height: 480px) {
      .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
    }
    @media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
    @media (forced-colors: active) { button, .panel { border: 2px solid ButtonText; } }
    @media print { :host { display: none; } }`;
  // Drawn without markup from a string: the page's policy may demand trusted types.
  const shape = (name: string, attributes: Readonly<Record<string, string>>): SVGElement => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const icon = shape('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  const bubble =
    'M3 5.5A3 3 0 0 1 6 2.5h12a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-7l-4.9 4.3c-.6.6-1.6.1-1.6-.8v-3.8A3 3 0 0 1 3 14.5z';
  icon.append(
    shape('path', { d: bubble }),
    shape('circle', { class: 'key', cx: '9', cy: '9.8', r: '2.3' }),
    shape('path', { class: 'key', d: 'M11.4 9.8h5.1v2.2M14 9.8v1.7' }),
  );

  // Storage may be forbidden: then the chat is simply closed on the next page.
  const remember = (open: boolean): void => {
    try {
      if (open) sessionStorage.setItem(OPEN, '1');
      else sessionStorage.removeItem(OPEN);
    } catch {
      // See above.
    }
  };
  const wasOpen = (): boolean => {
    try {
      return sessionStorage.getItem(OPEN) === '1';
    } catch {
      return false;
    }
  };

  const host = document.createElement('reset-assistant');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-haspopup', 'dialog');
  button.setAttribute('aria-controls', 'panel');
  const label = document.createElement('span');
  label.textContent = LABEL;
  const news = document.createElement('span');
  news.className = 'news';
  news.role = 'img';
  news.ariaLabel = isGerman ? 'neue Nachricht' : 'new message';
  news.hidden = true;
  button.append(icon, label, news);

  const panel = document.createElement('div');
  panel.id = 'panel';
  panel.className = 'panel';
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', LABEL);
  panel.hidden = true;
  root.append(button, panel);

  const wholeScreen = matchMedia('(max-width: 480px), (max-height: 480px)');
  let frame: HTMLIFrameElement | undefined;
  let port: MessagePort | undefined;
  let focusWanted = false;
  /** Gets the focus back. */
  let opener: HTMLElement = button;
  /** Parts of the page that were made inert here, and are to be so no longer. */
  let behind: readonly HTMLElement[] = [];

  const makeFrame = (): HTMLIFrameElement => {
    const made = document.createElement('iframe');
    made.src = `${home}/chat`;
    made.title = LABEL;
    made.addEventListener('load', () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }) => {
        if (data === 'ready' && focusWanted) giveFocus();
        if (data === 'close') close();
        if (data === 'unread' && panel.hidden) news.hidden = false;
      };
      made.contentWindow?.postMessage('reset-assistant:hello', home, [channel.port2]);
    });
    return made;
  };
  const giveFocus = (): void => {
    frame?.focus();
    port?.postMessage('open');
  };
  // Where the chat covers the page, the page behind it neither scrolls nor is read out nor takes the focus.
  const cover = (): void => {
    const covered = !panel.hidden && wholeScreen.matches;
    for (const part of behind) part.inert = false;
    const parts = [...document.body.children].filter((part): part is HTMLElement => part instanceof HTMLElement);
    behind = covered ? parts.filter((part) => part !== host && !part.inert) : [];
    for (const part of behind) part.inert = true;
    if (covered) panel.setAttribute('aria-modal', 'true');
    else panel.removeAttribute('aria-modal');
    document.documentElement.style.overflow = covered ? 'hidden' : '';
    button.hidden = covered;
  };
  const open = (by?: HTMLElement): void => {
    opener = by ?? button;
    if (!frame) {
      frame = makeFrame();
      panel.append(frame);
    }
    panel.hidden = false;
    news.hidden = true;
    button.setAttribute('aria-expanded', 'true');
    remember(true);
    cover();
    focusWanted = by !== undefined;
    if (focusWanted) giveFocus();
  };
  const close = (): void => {
    if (panel.hidden) return;
    panel.hidden = true;
    focusWanted = false;
    button.setAttribute('aria-expanded', 'false');
    remember(false);
    cover();
    (opener.isConnected ? opener : button).focus();
  };

  button.addEventListener('click', () => (panel.hidden ? open(button) : close()));
  root.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Escape') close();
  });
  wholeScreen.addEventListener('change', cover);
  // Any link or button of the page can open the chat: <a href="…/chat" data-password-help>
  document.addEventListener('click', (event) => {
    const found = event.target instanceof Element && event.target.closest('[data-password-help]');
    if (!(found instanceof HTMLElement)) return;
    event.preventDefault();
    open(found);
  });
  document.body.append(host);
  if (wasOpen()) open();
})();
