import { type Html, html } from './html.js';

/** What every one-time page has in common. */
export interface Frame {
  /** As people call it; stands at the top of every page. */
  readonly organisation: string;
  /** The address of a file that the build made for browsers. */
  readonly asset: (name: string) => string;
}

/** A whole page: one column, one heading, one thing to do. `script` names a module of the build. */
export const framed = (frame: Frame, title: string, content: Html, script?: string): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} – ${frame.organisation}</title>
<link rel="icon" type="image/svg+xml" href="${frame.asset('icon.svg')}">
<link rel="stylesheet" href="${frame.asset('password.css')}">
${script !== undefined && html`<script type="module" src="${frame.asset(script)}"></script>`}
</head>
<body>
<header class="top"><img src="${frame.asset('icon.svg')}" alt="" width="32" height="32"><p>${frame.organisation}</p></header>
<main>
${content}
</main>
</body>
</html>
`;

/** A picture of how things stand; says nothing that the heading does not say. */
const SIGNS = {
  done: html`<path d="m7 12.5 3.4 3.4L17 9"/>`,
  wait: html`<path d="M12 7v5.2l3.2 2"/>`,
  stop: html`<path d="M12 7.2v5.6M12 16.4v.1"/>`,
};

/** A page that says how things stand and what to do next. */
export const notice = (
  sign: keyof typeof SIGNS,
  said: { readonly title: string; readonly lead: string; readonly next: readonly string[] },
  actions: Html,
): Html => html`<div class="card notice ${sign}">
<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/>${SIGNS[sign]}</svg>
<h1 tabindex="-1">${said.title}</h1>
<p class="lead">${said.lead}</p>
<ul class="next">${said.next.map((each) => html`<li>${each}</li>`)}</ul>
<div class="actions">${actions}</div>
</div>`;
