import { createPrivateKey, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How the bot proves to Microsoft that it is itself. */
export type Credential =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly secret: string }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly file: string }
  | {
      readonly kind: 'managed-identity';
      /** As App Service and Container Apps set them; without, the virtual machine's own address is asked. */
      readonly endpoint: string | undefined;
      readonly header: string | undefined;
    };

export interface Certificate {
  readonly thumbprint: string;
  readonly key: KeyObject;
}

/** Certificate and private key of a PEM file, or a sentence `expected …, got …`. */
export function readCertificate(file: string): Certificate | string {
  try {
    const pem = readFileSync(file, 'utf8');
    const certificate = new X509Certificate(pem);
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') return `expected an RSA key, got ${key.asymmetricKeyType}`;
    if (!certificate.checkPrivateKey(key)) return 'expected the key of the certificate beside it, got another';
    return {
      thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      key,
    };
  } catch {
    return `expected a PEM file with certificate and unencrypted private key, got something else in ${file}`;
  }
}

/** @throws when the file is no longer what it was at the start */
export function certificateIn(file: string): Certificate {
  const certificate = readCertificate(file);
  if (typeof certificate === 'string') throw new Error(`MICROSOFT_APP_CERTIFICATE_FILE: ${certificate}`);
  return certificate;
}

/** A signed statement that it is us, good for ten minutes and once (Entra: "certificate credentials"). */
export function assertion(
  { thumbprint, key }: Certificate,
  { appId, audience, now }: { readonly appId: string; readonly audience: string; readonly now: number },
): string {
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint },
    { aud: audience, iss: appId, sub: appId, jti: randomUUID(), nbf: seconds, iat: seconds, exp: seconds + 600 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = parts.join('.');
  const padding = { padding: 6, saltLength: 32 } as const;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), { key, ...padding }).toString('base64url')}`;
}
