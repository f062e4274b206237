import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import type { HttpAnswer } from './http.js';

const MOST_TRIES = 5;

/** Too many requests, or a server in trouble: the same question may be asked again. */
export const isBusy = (status: number): boolean => [429, 500, 502, 503, 504].includes(status);

/**
 * Asks again while the answer is one of those `isIdle` names, in which nothing was done, for as long as a person is kept
 * waiting; Microsoft says for how long (`Retry-After`). `late`: epoch ms. @throws DirectoryUnavailable when that is longer than patience lasts
 */
export async function patiently(
  ask: () => Promise<HttpAnswer>,
  isIdle: (status: number) => boolean,
  { late, clock }: { readonly late: number; readonly clock: Clock },
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (!isIdle(answer.status)) return answer;
    const wait = answer.retryAfterMs ?? 500 * 2 ** tries;
    if (clock() + wait > late || tries > MOST_TRIES) {
      throw new DirectoryUnavailable(`Microsoft asks to come back later (HTTP ${answer.status}).`, {
        retryAfterMs: wait,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
