// What some pages can do beside their form once scripts run.

const SAID_MS = 3_000;

/** Copies what the button holds, and says so on it. */
export function copyOnClick(button: HTMLElement): void {
  const { copy = '', copied = '' } = button.dataset;
  const offer = button.textContent;
  button.hidden = navigator.clipboard === undefined;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(copy);
    button.textContent = copied;
    window.setTimeout(() => {
      button.textContent = offer;
    }, SAID_MS);
  });
}

export function printOnClick(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

/** The server says a time in UTC; here it is known where the person is. */
export function tellLocally(time: HTMLTimeElement): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });
  time.textContent = format.format(new Date(time.dateTime));
}

/** Says the whole choice below a list too narrow for it; screen readers have it from the list. */
export function sayChoice(line: HTMLElement): void {
  const list = document.getElementById(line.dataset['chosen'] ?? '');
  if (!(list instanceof HTMLSelectElement)) return;
  const say = (): void => {
    line.textContent = list.selectedOptions[0]?.textContent ?? '';
  };
  list.addEventListener('change', say);
  say();
}
