import { LONGEST_ANSWER, SHORTEST_ANSWER } from '../../methods/answers.js';
import { characters } from './de-common.js';
import type { PageTexts } from './page-texts.js';

/** Every sentence of the page of security questions. Short, plain, kind; each says what to do next and blames nobody. */
export const deSecurityQuestions: PageTexts['securityQuestions'] = {
  waiting: {
    title: 'Sicherheitsfragen',
    lead: 'Sie beantworten sie hier, damit keine Antwort je in einem Chat steht.',
    once: 'Diese Seite öffnet sich einmal. Danach haben Sie bis zu 10 Minuten.',
    button: 'Zu den Fragen',
    notMe: 'Sie haben das nicht angefordert? Schließen Sie diese Seite: Es hat sich nichts geändert.',
  },

  form: {
    answer: {
      title: 'Ihre Sicherheitsfragen',
      lead: 'Bitte beantworten Sie alle. Groß oder klein und überzählige Leerzeichen sind gleich.',
    },
    register: {
      title: 'Wählen Sie Ihre Sicherheitsfragen',
      lead: (count) =>
        `Wählen Sie ${count} Fragen, mit Antworten, die Sie auch in einem Jahr noch wissen und die niemand nachsehen kann.`,
    },
    legend: (place) => `Frage ${place}`,
    question: 'Frage',
    answerLabel: 'Antwort',
    button: 'Absenden',
    sending: 'Einen Moment …',
  },

  problemTitle: 'Noch nicht ganz',
  problem: 'Bitte sehen Sie die markierten Antworten an und senden Sie es noch einmal.',
  incomplete: 'Bitte füllen Sie jede Antwort aus und senden Sie es noch einmal.',

  faults: {
    'too-short': `Bitte schreiben Sie mindestens ${characters(SHORTEST_ANSWER)}.`,
    'too-long': `Bitte schreiben Sie höchstens ${characters(LONGEST_ANSWER)}.`,
    common: 'Das würden zu viele Menschen antworten. Bitte wählen Sie etwas, das nur Sie wissen.',
    repeated: 'Bitte geben Sie jeder Frage ihre eigene Antwort.',
    'in-question': 'Die Antwort steht in der Frage. Bitte wählen Sie eine andere.',
    'own-name': 'Ihr eigener Name ist leicht herauszufinden. Bitte wählen Sie etwas anderes.',
    'same-question': 'Bitte wählen Sie jedes Mal eine andere Frage.',
  },

  done: {
    title: 'Danke, Ihre Antworten sind da',
    lead: 'Gehen Sie zurück zum Chat: Er sagt Ihnen, wie es weitergeht.',
    next: ['Sie können diese Seite schließen.'],
  },

  gone: {
    title: 'Hier gibt es nichts mehr zu beantworten',
    lead: 'Diese Seite gilt einmal und höchstens zehn Minuten lang.',
    next: [
      'Haben Sie Ihre Antworten schon abgesendet? Dann gehen Sie zurück zum Chat: Er weiß Bescheid.',
      'Sonst gehen Sie zurück zum Chat und beginnen Sie noch einmal.',
    ],
  },
};
