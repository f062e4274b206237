import type { Sender } from './sender.js';
import type { Waker } from './waker.js';

/** Evaluation mode only: whatever wakes a phone shows on the simulated one as well. */
export const simulatedWaker = (real: Waker, outbox: Pick<Sender, 'send'>): Waker => ({
  ...real,
  async wake(login, subscription) {
    const text = `A request for ${login} is waiting. Open it, and approve it only if it is yours.`;
    await outbox.send({ kind: 'push', to: login, text });
    return real.wake(login, subscription);
  },
});
