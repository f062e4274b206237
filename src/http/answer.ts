import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Answers JSON and ends the response. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answerBytes(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** Answers a whole page under its own content security policy and ends the response. */
export function answerHtml(response: ServerResponse, status: number, html: string, policy: string): void {
  response.setHeader('Content-Security-Policy', policy);
  answerBytes(response, status, 'text/html; charset=utf-8', html);
}

/** Answers `body` and ends the response; a HEAD request gets the same headers and no body. */
export function answerBytes(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) });
  response.end(body);
}

/** Refuses with a stable code and a reference that the log carries too; nothing else leaves. Returns the reference. */
export function refuse(response: ServerResponse, status: number, code: string): string {
  const reference = randomBytes(8).toString('hex');
  answerJson(response, status, { code, reference });
  return reference;
}
