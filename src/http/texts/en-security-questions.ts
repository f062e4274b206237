import { type AnswerFault, LONGEST_ANSWER, SHORTEST_ANSWER } from '../../methods/answers.js';
import { characters } from './en-common.js';

/** Every sentence of the page of security questions. Short, plain, kind; each says what to do next and blames nobody. */
export const enSecurityQuestions = {
  waiting: {
    title: 'Security questions',
    lead: 'You answer them here, so that no answer ever stands in a chat.',
    once: 'This page opens once. After that you have up to 10 minutes.',
    button: 'Go to the questions',
    notMe: 'You did not ask for this? Close this page: nothing has changed.',
  },

  form: {
    answer: {
      title: 'Your security questions',
      lead: 'Please answer all of them. Capital letters and extra spaces do not matter.',
    },
    register: {
      title: 'Choose your security questions',
      lead: (count: number) =>
        `Choose ${count} questions, with answers that you will remember in a year and that nobody can look up.`,
    },
    legend: (place: number) => `Question ${place}`,
    question: 'Question',
    answerLabel: 'Answer',
    button: 'Send',
    sending: 'One moment …',
  },

  problemTitle: 'Not quite yet',
  problem: 'Please look at the marked answers and send it again.',
  incomplete: 'Please fill in every answer and send it again.',

  faults: {
    'too-short': `Please write at least ${characters(SHORTEST_ANSWER)}.`,
    'too-long': `Please write at most ${characters(LONGEST_ANSWER)}.`,
    common: 'Too many people would answer this. Please choose something only you know.',
    repeated: 'Please give each question its own answer.',
    'in-question': 'The answer stands in the question. Please choose another.',
    'own-name': 'Your own name is easy to find out. Please choose something else.',
    'same-question': 'Please choose a different question each time.',
  } satisfies Record<AnswerFault, string>,

  done: {
    title: 'Thank you, your answers are in',
    lead: 'Go back to the chat: it tells you how to go on.',
    next: ['You can close this page.'],
  },

  gone: {
    title: 'There is nothing to answer any more',
    lead: 'This page works once and for ten minutes at most.',
    next: [
      'Have you sent your answers already? Then go back to the chat: it knows.',
      'Otherwise go back to the chat and begin once more.',
    ],
  },
};
