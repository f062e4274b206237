import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.js';

/** What somebody on the way, or a server gone wrong, does. */
export interface Lies {
  /** Answers StartTLS with these bytes, in the clear; default: yes. */
  readonly startTls?: Buffer;
  /** Answers a request (after TLS) with these bytes; nothing for silence. */
  readonly answer?: (request: Message) => Buffer | undefined;
}

export interface Message {
  readonly id: number;
  /** Application tag: 0x60 bind, 0x63 search, 0x77 extended. */
  readonly operation: number;
  readonly bytes: Buffer;
}

/** A value of BER, as far as LDAP uses it; what is constructed has parts. @throws Error for anything left over */
export interface Value {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly parts: readonly Value[];
}

export function valuesIn(bytes: Buffer): readonly Value[] {
  const values: Value[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = bytes.subarray(at);
    const count = first < 0x80 ? 0 : first & 0x7f;
    const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
    const start = at + 2 + count;
    at = start + length;
    if (at > bytes.length) throw new Error('A length leads beyond the end.');
    const inner = bytes.subarray(start, at);
    values.push({ tag, bytes: inner, parts: tag & 0x20 ? valuesIn(inner) : [] });
  }
  return values;
}

export interface Liar {
  readonly port: number;
  /** Everything that came in the clear. */
  readonly inTheClear: Buffer[];
  readonly requests: Message[];
  stop(): Promise<void>;
}

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, 0x82, value.length >> 8, value.length & 0xff]), value]);
};
const integer = (value: number): Buffer => Buffer.from([0x02, 0x03, value >> 16, (value >> 8) & 0xff, value & 0xff]);

/** A response that carries nothing but a result (RFC 4511 §4.1.9): 0x61 bind, 0x65 search, 0x78 extended. */
export const result = (id: number, operation: number, code: number): Buffer =>
  tlv(0x30, integer(id), tlv(operation, Buffer.from([0x0a, 0x01, code, 0x04, 0x00, 0x04, 0x00])));

/** All of `result` but its end: the last text claims `missing` more bytes, which the next that comes will be taken for. */
export function halfResult(id: number, operation: number, code: number, missing: number): Buffer {
  const whole = tlv(
    0x30,
    integer(id),
    tlv(operation, Buffer.from([0x0a, 0x01, code, 0x04, 0x00]), tlv(0x04, Buffer.alloc(missing))),
  );
  return whole.subarray(0, whole.length - missing);
}

function messageIn(bytes: Buffer): Message {
  const [message] = valuesIn(bytes);
  const [id, operation] = message?.parts ?? [];
  return { id: id ? id.bytes.readUIntBE(0, id.bytes.length) : 0, operation: operation?.tag ?? 0, bytes };
}

/** An LDAP server that speaks StartTLS, with the right certificate, and lies where it is told to. */
export async function startLiar({ certFile, keyFile }: Certificates, lies: Lies = {}): Promise<Liar> {
  const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
  const inTheClear: Buffer[] = [];
  const requests: Message[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.on('data', (bytes) => inTheClear.push(bytes));
    socket.once('data', (bytes) => {
      socket.write(lies.startTls ?? result(messageIn(bytes).id, 0x78, 0));
      // Nothing is upgraded for somebody who was told no.
      if (lies.startTls?.length === 0) return void socket.destroy();
      socket.removeAllListeners('data');
      const secure = new TLSSocket(socket, { isServer: true, cert, key });
      secure.on('error', () => secure.destroy());
      secure.on('data', (request) => {
        const message = messageIn(request);
        requests.push(message);
        const answer = lies.answer?.(message);
        if (answer) secure.write(answer);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server.address()),
    inTheClear,
    requests,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;
