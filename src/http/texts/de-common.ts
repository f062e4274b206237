import type { PageTexts } from './page-texts.js';

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
export const minutes = (count: number): string => counted(count, 'Minute', 'Minuten');
export const characters = (count: number): string => `${count} Zeichen`;

/** "12 Sekunden", "5 Minuten", "24 Stunden": never less than it takes. */
export function span(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return counted(seconds, 'Sekunde', 'Sekunden');
  return seconds < 5400 ? minutes(Math.ceil(seconds / 60)) : counted(Math.ceil(seconds / 3600), 'Stunde', 'Stunden');
}

/** How long to wait: in whole minutes, never less than was asked for. */
export const waitOf = (seconds: number | undefined): string =>
  seconds === undefined || seconds <= 60 ? 'eine Minute' : minutes(Math.ceil(seconds / 60));

/** After "in". */
export const inWaitOf = (seconds: number | undefined): string =>
  seconds === undefined || seconds <= 60 ? 'einer Minute' : minutes(Math.ceil(seconds / 60));

/** Sentences of more than one page. Short, plain, kind; each says what to do next and blames nobody. */
export const deCommon: PageTexts['common'] = {
  backToChat: 'Zurück zum Chat',
  backToTeams: 'Sie können diese Seite schließen. Ihr Chat geht in Microsoft Teams weiter.',
  show: 'Anzeigen',
  whatIsShown: ' (Passwort)',
  hide: 'Verbergen',
  capsLock: 'Die Feststelltaste ist an.',
  timeLeft: (count) => `Sie haben noch etwa ${minutes(count)}.`,
  lastMinute: 'Weniger als eine Minute bleibt.',
  carryOn: 'Ich hatte sie in diesem Browser schon geöffnet',

  foreign: {
    title: 'Bitte noch einmal',
    lead: 'Zu Ihrer Sicherheit nimmt diese Seite Formulare nur von sich selbst an. Es hat sich nichts geändert.',
    next: ['Öffnen Sie den Link aus dem Chat noch einmal und machen Sie dort weiter.'],
  },

  trouble: {
    title: 'Einen Moment bitte',
    lead: 'Etwas, das wir brauchen, antwortet gerade nicht. Es hat sich nichts geändert.',
    next: (waitSeconds) => [
      `Warten Sie ${waitOf(waitSeconds)} und versuchen Sie es dann noch einmal.`,
      'Wenn die Zeit für diese Seite bis dahin um ist, fordern Sie im Chat einen neuen Link an.',
    ],
    button: 'Noch einmal versuchen',
  },
};
