import { escapeHtml } from '../html.js';

/** Markup that may stand in a page as it is. Only `html` makes it. */
export class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

type Value = Html | string | number | undefined | false | readonly Html[];

function filled(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(String).join('');
}

/** A template whose values are escaped unless they are markup themselves; undefined and false leave nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.reduce((page, part, index) => page + filled(values[index - 1]) + part));
