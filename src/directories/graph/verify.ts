import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import { askHttp, HttpLost } from './http.js';
import type { Tokens } from './token.js';

/**
 * Answers that Entra gives for the right password only: expired, a second factor or a compliant device or consent
 * wanted (AADSTS error code reference).
 */
const RIGHT_BUT = new Set([
  50055, 50072, 50074, 50076, 50079, 50097, 50105, 50129, 50131, 50144, 50158, 53000, 53001, 53002, 53003, 53004, 65001,
  530002, 530003, 530004,
]);
/** Wrong, nobody, locked by smart lockout, disabled, no password, federated elsewhere. */
const WRONG = new Set([50126, 50034, 50053, 50057, 50056, 50059, 50064, 51004, 81016]);

const refused = z.object({ error: z.string(), error_codes: z.array(z.number()).default([]) });

/** One try with resource owner password credentials, the only way to ask Entra. @throws DirectoryUnavailable */
export async function tryPassword(
  tokens: Tokens,
  login: string,
  password: string,
  timeoutMs: number,
): Promise<boolean> {
  const form = { grant_type: 'password', scope: 'openid', username: login, password, ...tokens.proof() };
  try {
    const { status, json, retryAfterMs } = await askHttp(
      tokens.endpoint,
      { method: 'POST', body: new URLSearchParams(form) },
      timeoutMs,
    );
    if (status === 200) return true;
    const { error_codes: codes } = refused.catch({ error: '', error_codes: [] }).parse(json);
    if (codes.some((code) => RIGHT_BUT.has(code))) return true;
    if (codes.some((code) => WRONG.has(code))) return false;
    throw new DirectoryUnavailable(`Microsoft Entra does not try passwords for us (AADSTS${codes.join(', ')}).`, {
      retryAfterMs,
    });
  } catch (error) {
    if (error instanceof HttpLost) throw new DirectoryUnavailable(error.message, { cause: error });
    throw error;
  }
}
