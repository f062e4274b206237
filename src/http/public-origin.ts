import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * The origin under which the caller sees this server: the configured one. Only while that is a loopback address, any
 * loopback name that the browser used counts too, so that `localhost` works as well as `127.0.0.1`.
 */
export function originFor(request: IncomingMessage, publicUrl: URL): string {
  const host = request.headers.host ?? '';
  const local = publicUrl.protocol === 'http:' && LOOPBACK.test(publicUrl.host) && LOOPBACK.test(host);
  return local ? `http://${host.toLowerCase()}` : publicUrl.origin;
}
