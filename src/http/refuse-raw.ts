import type { Duplex } from 'node:stream';

/** What to say of bytes the parser of HTTP gave up on. */
export function statusOf(error: Error & { readonly code?: string }): string {
  if (error.code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return '400 Bad Request';
}

/** For what never became a request: same headers, no body. */
export function refuseRaw(socket: Duplex, status: string, headers: readonly (readonly [string, string])[]): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status}\r\n${lines}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
