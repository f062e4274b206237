const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
export const minutes = (count: number): string => counted(count, 'minute');
export const characters = (count: number): string => counted(count, 'character');

/** "12 seconds", "5 minutes", "24 hours": never less than it takes. */
export function span(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return counted(seconds, 'second');
  return seconds < 5400 ? minutes(Math.ceil(seconds / 60)) : counted(Math.ceil(seconds / 3600), 'hour');
}

/** How long to wait: in whole minutes, never less than was asked for. */
export const waitOf = (seconds: number | undefined): string =>
  seconds === undefined || seconds <= 60 ? 'a minute' : minutes(Math.ceil(seconds / 60));

/** Sentences of more than one page. Short, plain, kind; each says what to do next and blames nobody. */
export const enCommon = {
  backToChat: 'Back to the chat',
  backToTeams: 'You can close this page. Your chat goes on in Microsoft Teams.',
  show: 'Show',
  /** Follows "show" and "hide", for who cannot see the field. */
  whatIsShown: ' password',
  hide: 'Hide',
  capsLock: 'Caps Lock is on.',
  timeLeft: (count: number) => `You have about ${minutes(count)} left.`,
  lastMinute: 'Less than a minute left.',
  carryOn: 'I had already opened it in this browser',

  foreign: {
    title: 'Please do that once more',
    lead: 'For your safety this page takes forms only from itself. Nothing has changed.',
    next: ['Open the link from the chat again and carry on there.'],
  },

  trouble: {
    title: 'One moment, please',
    lead: 'Something we need does not answer right now. Nothing has changed.',
    next: (waitSeconds: number | undefined) => [
      `Wait ${waitOf(waitSeconds)}, then try again.`,
      'If this page has run out of time by then, ask for a new link in the chat.',
    ],
    button: 'Try again',
  },
};
