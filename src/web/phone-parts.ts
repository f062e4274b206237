// What the simulated phone's page is drawn with.

/** The element of that id. @throws when the page has none of that kind */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`);
  return found;
}

export function element(name: string, className: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

export async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** A code is a button: a tap copies it. */
export function copyable(code: string, shown: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'code';
  button.textContent = shown;
  button.title = 'Tap to copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code);
    button.dataset['copied'] = 'true';
    setTimeout(() => delete button.dataset['copied'], 1500);
  });
  return button;
}

const owner = byId('owner', HTMLSelectElement);

/** The sign-in name of the person whose phone is shown; '' for everybody's. */
export const account = (): string => owner.value;

/** Whether a message to this number or address arrives on the phone that is shown. */
export function arrives(to: string): boolean {
  const mine = owner.selectedOptions[0]?.dataset['addresses']?.split(' ');
  return !mine || mine.includes(to.split(';')[0] ?? to);
}

export const onOwnerChange = (listen: () => void): void => owner.addEventListener('change', listen);
