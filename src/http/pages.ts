import { randomBytes } from 'node:crypto';
import { webFolder } from '../built.js';
import { inLanguage } from '../locale.js';
import { chatWords } from '../web/chat-words.js';
import { answerBytes, answerHtml } from './answer.js';
import { webAssets } from './assets.js';
import { originFor } from './public-origin.js';
import type { Route } from './route.js';
import { contentPolicy } from './security-headers.js';

/** The SHA-256 of an empty style element: Web Chat inserts one without nonce. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

const SITE_POLICY = contentPolicy({
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'frame-src': "'self'",
  'img-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
});

/** Where the chat page gets its conversations. */
export interface ChatPlace {
  /** Path of ours that gives a token. */
  readonly tokens: string;
  /** Another server that holds the conversations (Azure Direct Line); undefined when it is this one. */
  readonly origin?: string | undefined;
}

/** Nothing unsafe and nothing foreign: what Web Chat 4.18 needs, measured. */
const chatPolicy = (nonce: string, servers: readonly string[], frameAncestors: readonly string[]): string =>
  contentPolicy({
    'default-src': "'none'",
    'base-uri': "'none'",
    'connect-src': ["'self'", ...servers].join(' '),
    'form-action': "'none'",
    'frame-ancestors': ["'self'", ...frameAncestors].join(' '),
    'img-src': "'self' data: blob:",
    'script-src': `'nonce-${nonce}'`,
    'style-src': `'nonce-${nonce}' ${EMPTY_STYLE}`,
  });

/** The sample intranet page, the chat, the script that puts the chat button on a page, and the files they load. */
export function webPages(options: {
  readonly publicUrl: URL;
  /** Origins of the pages that may show the chat button. */
  readonly allowedOrigins: readonly string[];
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly chat: ChatPlace;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] {
  const { publicUrl, allowedOrigins, organisation, chat } = options;
  const assets = webAssets(options.webDir ?? webFolder());
  const site = assets.page('site.html', { organisation });
  const widget = assets.text('widget.js').replace('__ALLOWED_ORIGINS__', () => allowedOrigins.join(' '));
  const icon = assets.text('icon.svg');
  return [
    ...assets.routes,
    {
      method: 'get',
      path: '/',
      body: 'none',
      handle: async (_request, response) => answerHtml(response, 200, site, SITE_POLICY),
    },
    {
      method: 'get',
      path: '/chat',
      body: 'none',
      async handle(request, response) {
        const nonce = randomBytes(18).toString('base64');
        // Frames are ruled by frame-ancestors, which can name pages.
        response.removeHeader('X-Frame-Options');
        const words = inLanguage(request.headers['accept-language'], chatWords);
        const { language, title, startOver, close, opening } = words;
        const said = { language, title, startOver, close, opening, noScript: words.noScript(organisation) };
        const page = assets.page('chat.html', { ...said, nonce, organisation, tokens: chat.tokens });
        const origin = chat.origin ?? originFor(request, publicUrl);
        const servers = [...(chat.origin ? [origin] : []), origin.replace(/^http/, 'ws')];
        answerHtml(response, 200, page, chatPolicy(nonce, servers, allowedOrigins));
      },
    },
    {
      method: 'get',
      path: '/widget.js',
      body: 'none',
      async handle(_request, response) {
        answerBytes(response, 200, 'text/javascript; charset=utf-8', widget, {
          'Cache-Control': 'public, max-age=300',
          'Cross-Origin-Resource-Policy': 'cross-origin',
        });
      },
    },
    {
      method: 'get',
      path: '/favicon.ico',
      body: 'none',
      async handle(_request, response) {
        answerBytes(response, 200, 'image/svg+xml; charset=utf-8', icon, { 'Cache-Control': 'public, max-age=86400' });
      },
    },
  ];
}
