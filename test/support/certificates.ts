import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './programs.js';

export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly ca: string;
}

/** A certificate authority of its own and a server certificate for these names (`IP:127.0.0.1`, `DNS:dc1.example.test`). */
export async function certificates(folder: string, names: readonly string[], days = 365): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const key = ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out'];
  await must('openssl', [...key, at('ca.key')]);
  await must('openssl', [
    ...['req', '-x509', '-new', '-key', at('ca.key'), '-subj', '/CN=Test authority', '-days', '3650'],
    ...['-addext', 'keyUsage=critical,keyCertSign', '-out', at('ca.pem')],
  ]);
  await must('openssl', [...key, at('server.key')]);
  await must('openssl', ['req', '-new', '-key', at('server.key'), '-subj', '/CN=server', '-out', at('server.csr')]);
  writeFileSync(at('names'), `subjectAltName=${names.join(',')}\n`);
  await must('openssl', [
    ...['x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-days', String(days), '-extfile', at('names'), '-out', at('server.pem')],
  ]);
  const [caFile, certFile, keyFile] = [at('ca.pem'), at('server.pem'), at('server.key')];
  return { caFile, certFile, keyFile, ca: readFileSync(caFile, 'utf8') };
}
