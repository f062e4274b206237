import type { IncomingMessage } from 'node:http';
import { webFolder } from '../built.js';
import { webAssets } from './assets.js';
import { type Html, html } from './html.js';
import { type PageTexts, pageTexts } from './texts/page-texts.js';

/** What every page of its own has in common. */
export interface Frame {
  /** As people call it; stands at the top of every page. */
  readonly organisation: string;
  /** The address of a file that the build made for browsers. */
  readonly asset: (name: string) => string;
  /** Where the conversation is that the page belongs to. */
  readonly chat: 'web' | 'teams';
  /** In the language of whoever looks at it. */
  readonly texts: PageTexts;
}

/** The frame of a page that is asked for. */
export type FrameFor = (request: Pick<IncomingMessage, 'headers'>, chat?: Frame['chat']) => Frame;

/** `webDir`: where the build put the browser code; ends in a slash. */
export function pageFrame(options: { readonly organisation: string; readonly webDir?: URL | undefined }): FrameFor {
  const { organisation } = options;
  const asset = webAssets(options.webDir ?? webFolder()).url;
  return ({ headers }, chat = 'web') => ({ organisation, asset, chat, texts: pageTexts(headers['accept-language']) });
}

/** A whole page: one column, one heading, one thing to do. */
export const framed = (frame: Frame, title: string, content: Html): Html => html`<!doctype html>
<html lang="${frame.texts.language}">
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
