// What the fields and the clock of a page can do once scripts run.

const MINUTE_MS = 60_000;

const passwordsIn = (part: HTMLElement): readonly HTMLInputElement[] => [
  ...(part.closest('form')?.querySelectorAll<HTMLInputElement>('input[type=password]') ?? []),
];

/** The button beside a field: shows what stands in the fields it names, and hides it again. */
export function letSee(button: HTMLElement): void {
  const [words] = button.childNodes;
  const { show = '', hide = '' } = button.dataset;
  const fields = show.split(' ').map((id) => document.getElementById(id));
  const offer = words?.textContent ?? '';
  let hidden = true;
  const turn = (hideThem: boolean): void => {
    hidden = hideThem;
    for (const field of fields) if (field instanceof HTMLInputElement) field.type = hidden ? 'password' : 'text';
    if (words) words.textContent = hidden ? offer : hide;
  };
  button.hidden = false;
  button.addEventListener('click', () => turn(!hidden));
  // Sent as a password field, so that no browser keeps it as plain text.
  button.closest('form')?.addEventListener('submit', () => turn(true));
}

/** Says that Caps Lock is on while a password is typed. */
export function tellCapsLock(hint: HTMLElement): void {
  const look = (event: KeyboardEvent): void => {
    const words = event.getModifierState('CapsLock') ? (hint.dataset['caps'] ?? '') : '';
    if (hint.textContent !== words) hint.textContent = words;
  };
  for (const field of passwordsIn(hint)) {
    field.addEventListener('keydown', look);
    field.addEventListener('keyup', look);
  }
}

/** Counts the minutes down; the last one is said aloud, and after it nothing can be sent. */
export function countDown(time: HTMLElement): void {
  const { msLeft, many = '', last = '', over = '' } = time.dataset;
  const end = performance.now() + Number(msLeft);
  const tick = (): void => {
    const left = end - performance.now();
    const minutes = Math.ceil(left / MINUTE_MS);
    time.classList.toggle('late', left <= MINUTE_MS);
    if (left <= MINUTE_MS) time.setAttribute('role', 'alert');
    if (left <= 0) {
      time.textContent = over;
      const button = time.closest('form')?.querySelector<HTMLButtonElement>('button[type=submit]');
      if (button) button.disabled = true;
      return;
    }
    time.textContent = minutes > 1 ? many.replace('{count}', String(minutes)) : last;
    window.setTimeout(tick, left % MINUTE_MS || MINUTE_MS);
  };
  tick();
}
