import { webAssets } from './assets.js';
import { type Html, html } from './html.js';

/** What every page of its own has in common. */
export interface Frame {
  /** As people call it; stands at the top of every page. */
  readonly organisation: string;
  /** The address of a file that the build made for browsers. */
  readonly asset: (name: string) => string;
  /** Where the conversation is that the page belongs to. */
  readonly chat: 'web' | 'teams';
}

/** `webDir`: where the build put the browser code; ends in a slash. */
export const pageFrame = (options: { readonly organisation: string; readonly webDir?: URL | undefined }): Frame => ({
  organisation: options.organisation,
  asset: webAssets(options.webDir ?? new URL('../../web/', import.meta.url)).url,
  chat: 'web',
});

/** A whole page: one column, one heading, one thing to do. */
export const framed = (frame: Frame, title: string, content: Html): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} – ${frame.organisation}</title>
<link rel="icon" type="image/svg+xml" href="${frame.asset('icon.svg')}">
<link rel="stylesheet" href="${frame.asset('page.css')}">
<script type="module" src="${frame.asset('page.js')}"></script>
</head>
<body>
<header class="top"><img src="${frame.asset('icon.svg')}" alt="" width="32" height="32"><p>${frame.organisation}</p></header>
<main>
${content}
</main>
</body>
</html>
`;
