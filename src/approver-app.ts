import { webFolder } from './built.js';
import { approveRoutes } from './http/approve.js';
import { approvePages } from './http/approve-page.js';
import { webAssets } from './http/assets.js';
import type { Route } from './http/route.js';
import { type Adapters, type Mind, organisationOf } from './mind.js';

/** The app on a person's phone and what it asks of us; nothing where no phone can be woken. */
export function approverApp(
  { config, clock, log }: Adapters,
  { approver }: Pick<Mind, 'approver'>,
): { readonly routes: readonly Route[]; close(): void } {
  if (!approver) return { routes: [], close: () => {} };
  const { publicUrl, TRUSTED_PROXY_HOPS: trustedProxyHops } = config;
  const organisation = organisationOf(config);
  const { routes, close } = approveRoutes({ approver, organisation, publicUrl, clock, trustedProxyHops, log });
  return { routes: [...approvePages(webAssets(webFolder()), organisation), ...routes], close };
}
