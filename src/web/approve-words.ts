// Every sentence of the approver, in the language of the phone it is on.

import type { Sign } from './approve-parts.js';
import type { Waiting } from './approve-server.js';
import { de } from './approve-words-de.js';
import { en } from './approve-words-en.js';

export interface Told {
  readonly sign: Sign;
  readonly title: string;
  readonly lines: readonly string[];
}

export type ApproverWords = typeof en;

const [tongue] = navigator.language.toLowerCase().split('-');
export const WORDS: ApproverWords = [en, de].find(({ language }) => language === tongue) ?? en;
document.documentElement.lang = WORDS.language;

/** What became of an answer. */
export const OUTCOMES = WORDS.outcomes;
export const { secondsLeft } = WORDS;

export const aimOf = ({ purpose }: Waiting): string => WORDS.aims[purpose];

export const placeOf = ({ channel, from }: Waiting): string =>
  [channel ? WORDS.channels[channel] : undefined, from].filter((part) => part !== undefined).join(', ') ||
  WORDS.unknownPlace;

export const timeOf = ({ at }: Waiting): string =>
  new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
