/** What the server says of a password that only it can say. */
export interface Judged {
  readonly broken: readonly string[];
  readonly score: 0 | 1 | 2 | 3 | 4;
}

const PAUSE_MS = 300;
/** After "too many": a minute is the server's measure. */
const REST_MS = 15_000;

/**
 * Asks the server a moment after the last key; an answer to what no longer stands in the field is dropped. Where no answer
 * comes, nothing is said: the server judges again when the form is sent.
 */
export function judging(form: HTMLFormElement, tell: (judged: Judged) => void): (password: string) => void {
  const csrf = form.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? '';
  const address = `${window.location.pathname.replace(/\/$/, '')}/judge`;
  let timer = 0;
  let restUntil = 0;
  let asking = new AbortController();

  async function ask(password: string): Promise<void> {
    asking = new AbortController();
    const { signal } = asking;
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
    try {
      const body = JSON.stringify({ password });
      const answer = await fetch(address, { method: 'POST', headers, body, signal });
      if (answer.status === 429) restUntil = performance.now() + REST_MS;
      if (answer.ok) tell(await answer.json());
    } catch (error) {
      if (!signal.aborted) console.warn('The password could not be checked while typing.', error);
    }
  }

  return (password) => {
    window.clearTimeout(timer);
    asking.abort();
    if (password === '' || performance.now() < restUntil) return;
    timer = window.setTimeout(() => void ask(password), PAUSE_MS);
  };
}
