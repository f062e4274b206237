import type { IncomingMessage } from 'node:http';
import { sourceOf } from './source.js';

const BROWSERS = [
  [/\bEdg/, 'Edge'],
  [/\b(OPR|Opera)\b/, 'Opera'],
  [/\bFirefox\b|\bFxiOS\b/, 'Firefox'],
  [/\bChrom(e|ium)\b|\bCriOS\b/, 'Chrome'],
  [/\bSafari\b/, 'Safari'],
] as const;
const SYSTEMS = [
  [/\bWindows\b/, 'Windows'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

const named = (agent: string, names: readonly (readonly [RegExp, string])[]): string | undefined =>
  names.find(([pattern]) => pattern.test(agent))?.[1];

/**
 * Where a person writes from, as it is shown to whoever is asked to approve: `Firefox on Windows, 203.0.113.7`. Words of our own
 * alone: what the browser says of itself is only looked at.
 */
export function placeOf(request: IncomingMessage, trustedHops: number): string {
  const agent = request.headers['user-agent'] ?? '';
  const device = [named(agent, BROWSERS), named(agent, SYSTEMS)].filter((part) => part !== undefined).join(' on ');
  return [device, sourceOf(request, trustedHops)].filter((part) => part !== '').join(', ');
}
