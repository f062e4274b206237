import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { certificates } from './certificates.js';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string;
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  /** PEM of the authority that signed its certificate. */
  readonly caFile: string;
  readonly mails: Received[];
  close(): Promise<void>;
}

/** A real mail server on loopback: STARTTLS or TLS from the start, user `mailer` with password `secret`, refuses `refused@…`. */
export async function mailServer(kind: 'starttls' | 'tls' | 'plain' = 'starttls'): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-'));
  const { caFile, certFile, keyFile } = await certificates(folder, ['IP:127.0.0.1']);
  const mails: Received[] = [];
  const server = new SMTPServer({
    key: readFileSync(keyFile),
    cert: readFileSync(certFile),
    secure: kind === 'tls',
    disabledCommands: kind === 'plain' ? ['STARTTLS'] : [],
    authOptional: false,
    allowInsecureAuth: kind === 'plain',
    onAuth: ({ username, password }, _session, done) =>
      username === 'mailer' && password === 'sec ret' ? done(null, { user: username }) : done(new Error('Wrong.')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('refused@') ? done(Object.assign(new Error('No such user'), { responseCode: 550 })) : done(),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: String(session.user ?? ''),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  const port = await listening(server.server, () => server.listen(0, '127.0.0.1'));
  return {
    port,
    caFile,
    mails,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
      }),
  };
}

/** Takes connections and says nothing. */
export async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  const port = await listening(server, () => server.listen(0, '127.0.0.1'));
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const listening = (server: Pick<Server, 'once' | 'address'>, listen: () => void): Promise<number> =>
  new Promise((resolve) => {
    server.once('listening', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
    listen();
  });
