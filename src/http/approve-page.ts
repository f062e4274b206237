import { answerBytes, answerHtml } from './answer.js';
import type { Assets } from './assets.js';
import type { Route } from './route.js';
import { contentPolicy } from './security-headers.js';

/** Everything our own, nothing inline; the one policy of trusted types makes the address of the worker. */
const POLICY = contentPolicy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'approver',
});

/** The worker fetches the app's own files, to have them where there is no network. */
const WORKER_POLICY = contentPolicy({ 'default-src': "'none'", 'connect-src': "'self'" });

const ICONS = [
  ['192x192', 'approve-192.png', 'any'],
  ['512x512', 'approve-512.png', 'any'],
  ['512x512', 'approve-maskable.png', 'maskable'],
] as const;

/** The approver: an app that phones can install. */
export function approvePages(assets: Assets, organisation: string): readonly Route[] {
  const page = assets.page('approve.html', { organisation });
  const worker = assets.text('approve-worker.js');
  const manifest = JSON.stringify({
    name: `${organisation} approver`,
    short_name: 'Approver',
    description: `Answers the requests of ${organisation} on this phone.`,
    id: '/approve',
    start_url: '/approve',
    scope: '/approve',
    display: 'standalone',
    background_color: '#f6f7fb',
    theme_color: '#3350c4',
    icons: ICONS.map(([sizes, name, purpose]) => ({ src: assets.url(name), sizes, type: 'image/png', purpose })),
  });
  return [
    {
      method: 'get',
      path: '/approve',
      body: 'none',
      handle: async (_request, response) => answerHtml(response, 200, page, POLICY),
    },
    {
      method: 'get',
      path: '/approve/worker.js',
      body: 'none',
      handle: async (_request, response) =>
        answerBytes(response, 200, 'text/javascript; charset=utf-8', worker, {
          'Content-Security-Policy': WORKER_POLICY,
          'Service-Worker-Allowed': '/approve',
        }),
    },
    {
      method: 'get',
      path: '/approve/app.webmanifest',
      body: 'none',
      handle: async (_request, response) =>
        answerBytes(response, 200, 'application/manifest+json; charset=utf-8', manifest),
    },
  ];
}
