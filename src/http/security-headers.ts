const YEAR_SECONDS = 31_536_000;

/** Joins the directives of a content security policy; an empty value is left out. */
export const contentPolicy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

const NOTHING = contentPolicy({
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
});

/**
 * What every response carries, errors included; a page replaces what it needs otherwise (ASVS 5.0 3.4, 14.3.2).
 * HSTS only where people come by https: on a plain loopback address it would be meaningless.
 */
export function securityHeaders(publicUrl: URL): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': NOTHING,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()',
    'Cache-Control': 'no-store',
    ...(publicUrl.protocol === 'https:' && {
      'Strict-Transport-Security': `max-age=${2 * YEAR_SECONDS}; includeSubDomains`,
    }),
  };
}
