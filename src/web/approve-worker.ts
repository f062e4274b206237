// The approver's worker: shows that a request waits, opens the app, and keeps the app's files for when there is no network.
// A classic script without imports. What wakes it says nothing: the app asks the server what there is.
(() => {
  const CACHE = 'approver';
  const HOME = '/approve';

  // The one border where the global scope of a page becomes a worker's.
  const worker = self as unknown as ServiceWorkerGlobalScope;

  const windows = (): Promise<readonly WindowClient[]> =>
    worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

  async function woken(): Promise<void> {
    for (const client of await windows()) client.postMessage('look');
    const isGerman = /^de\b/i.test(worker.navigator.language);
    await worker.registration.showNotification(isGerman ? 'Eine Anfrage wartet' : 'A request is waiting', {
      body: isGerman
        ? 'Öffnen Sie sie und bestätigen Sie nur, wenn es Ihre eigene ist.'
        : 'Open it, and approve it only if it is yours.',
      tag: 'request',
      requireInteraction: true,
    });
  }

  async function opened(): Promise<void> {
    const [first] = await windows();
    if (first) await first.focus();
    else await worker.clients.openWindow(HOME);
  }

  /** What is there is kept; where there is no network, what was kept is shown. */
  async function fetched(request: Request): Promise<Response> {
    const cache = await caches.open(CACHE);
    const isPage = request.mode === 'navigate';
    const kept = await cache.match(isPage ? HOME : request);
    // A file's address changes with its content.
    if (kept && !isPage) return kept;
    try {
      const response = await fetch(request);
      if (response.ok) await cache.put(isPage ? HOME : request, response.clone());
      return response;
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  }

  /** Files of earlier releases. */
  async function tidied(): Promise<void> {
    const cache = await caches.open(CACHE);
    const page = await cache.match(HOME);
    const text = (await page?.text()) ?? '';
    const version = /\/assets\/([\w-]+)\//.exec(text)?.[1];
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/assets/') && version && !pathname.includes(`/${version}/`)) await cache.delete(request);
    }
  }

  worker.addEventListener('install', () => worker.skipWaiting());
  worker.addEventListener('activate', (event) => event.waitUntil(Promise.all([worker.clients.claim(), tidied()])));
  worker.addEventListener('push', (event) => event.waitUntil(woken()));
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(opened());
  });
  worker.addEventListener('fetch', (event) => {
    const { method, url, mode } = event.request;
    const { origin, pathname } = new URL(url);
    const isOurs = origin === worker.location.origin && method === 'GET';
    const isKept = pathname.startsWith('/assets/') || (mode === 'navigate' && pathname === HOME);
    if (isOurs && isKept) event.respondWith(fetched(event.request));
  });
})();
