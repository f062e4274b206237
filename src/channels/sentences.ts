import { inLanguage } from '../locale.js';

/** What the channel itself may have to say, before any dialog is asked. */
export type ChannelSentence = 'private-only' | 'not-for-you' | 'apology';

type Sentences = Readonly<Record<ChannelSentence, string>> & { readonly language: string };

const en: Sentences = {
  language: 'en',
  'private-only': 'I only talk in a private chat. Please open one with me.',
  'not-for-you': 'I cannot help you here. Please ask your own help desk.',
  apology:
    'Sorry, something went wrong on my side, and my answer may not have reached you. Please write "hello" in a moment: I will show you where we are.',
};

const de: Sentences = {
  language: 'de',
  'private-only': 'Ich spreche nur im privaten Chat. Bitte öffnen Sie einen mit mir.',
  'not-for-you': 'Ich kann Ihnen hier nicht helfen. Bitte fragen Sie Ihren eigenen Helpdesk.',
  apology:
    'Entschuldigung, bei mir ist etwas schiefgegangen, und meine Antwort hat Sie vielleicht nicht erreicht. Bitte schreiben Sie gleich noch einmal „Hallo“: Dann zeige ich Ihnen, wo wir stehen.',
};

/** In the language of `locale` where there is one, else in English. */
export const channelSentence = (sentence: ChannelSentence, locale: string | undefined): string =>
  inLanguage(locale, [en, de])[sentence];
