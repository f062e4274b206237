/** What stands around the conversation, in one language. The server writes some of it into the page, its script says the rest. */
export interface ChatWords {
  /** BCP 47, lower case. */
  readonly language: string;
  readonly title: string;
  readonly startOver: string;
  readonly close: string;
  readonly opening: string;
  readonly noScript: (organisation: string) => string;
  readonly typeHere: string;
  readonly ended: string;
  readonly busy: (minutes: number) => string;
  readonly away: string;
}

const en: ChatWords = {
  language: 'en',
  title: 'Password help',
  startOver: 'Start over',
  close: 'Close',
  opening: 'Opening the chat …',
  noScript: (organisation) => `The chat needs JavaScript. Without it, please call the helpdesk of ${organisation}.`,
  typeHere: 'Type a message',
  ended: 'This conversation has ended, and nothing of it is kept. You can start a new one.',
  busy: (minutes) =>
    `Too many chats were opened from here. Please try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`,
  away: 'The chat cannot be reached at the moment. Please check your connection and try again.',
};

const de: ChatWords = {
  language: 'de',
  title: 'Passwort-Hilfe',
  startOver: 'Neu beginnen',
  close: 'Schließen',
  opening: 'Der Chat wird geöffnet …',
  noScript: (organisation) =>
    `Der Chat braucht JavaScript. Ohne JavaScript rufen Sie bitte den Helpdesk an (${organisation}).`,
  typeHere: 'Nachricht schreiben',
  ended: 'Dieses Gespräch ist zu Ende, und nichts davon wird aufbewahrt. Sie können ein neues beginnen.',
  busy: (minutes) =>
    `Von hier wurden zu viele Chats geöffnet. Bitte versuchen Sie es in ${minutes === 1 ? 'einer Minute' : `${minutes} Minuten`} noch einmal.`,
  away: 'Der Chat ist gerade nicht zu erreichen. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
};

/** The languages there are; the first where somebody's own is not among them. */
export const chatWords: readonly [ChatWords, ...ChatWords[]] = [en, de];
