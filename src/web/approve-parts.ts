// What the approver's screens are drawn with.

type Part = Node | string | undefined | false;

/** An element with its attributes and what is in it. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...parts: readonly Part[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') element.setAttribute(key, value);
    else element.toggleAttribute(key, value);
  }
  element.append(...parts.filter((part) => part !== undefined && part !== false));
  return element;
}

export function button(label: string, className: string, press: () => void): HTMLButtonElement {
  const made = h('button', { type: 'button', class: className }, label);
  made.addEventListener('click', press);
  return made;
}

const SIGNS = { done: 'm7 12.5 3.4 3.4L17 9', wait: 'M12 7v5.2l3.2 2', stop: 'M12 7.2v5.6M12 16.4v.1' } as const;
export type Sign = keyof typeof SIGNS;

/** A picture of how things stand; says nothing that the heading does not say. */
export function sign(kind: Sign): SVGSVGElement {
  const draw = (name: string, attributes: Readonly<Record<string, string>>): SVGElement => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'sign');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(draw('circle', { cx: '12', cy: '12', r: '10.5' }), draw('path', { d: SIGNS[kind] }));
  return svg;
}

/** A screen that says how things stand, and what to do next. */
export const notice = (kind: Sign, title: string, lines: readonly string[], ...actions: readonly Part[]): HTMLElement =>
  h(
    'div',
    { class: `card notice ${kind}` },
    sign(kind),
    h('h1', { tabindex: '-1' }, title),
    ...lines.map((line) => h('p', { class: 'lead' }, line)),
    h('div', { class: 'actions' }, ...actions),
  );

/** Puts a screen up. Whoever listens instead of looking is led to its heading. */
export function show(...parts: readonly Part[]): void {
  const main = document.querySelector('main');
  main?.replaceChildren(...parts.filter((part) => part !== undefined && part !== false));
  main?.querySelector('h1')?.focus();
}
