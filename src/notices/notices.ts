import { inLanguage } from '../locale.js';
import type { MethodId, Occasion } from '../methods/method.js';
import type { SpokenLanguage } from '../senders/speech.js';
import { cleanLogin, cleanName } from './clean.js';
import { gsmSpelling } from './gsm.js';
import { page } from './page.js';
import { de } from './texts/de.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';

/** What a person is told afterwards, through another way than the one just used (NIST SP 800-63B-4 §4.6). */
export type NoticeKind =
  | 'password-changed'
  | 'account-unlocked'
  | 'method-added'
  | 'method-removed'
  | 'method-changed'
  | 'method-disputed'
  /** Somebody who got a message says that it was not them. */
  | 'reported'
  | 'attempts'
  | 'denied'
  | 'recovery-code-used'
  | 'reset-blocked';

/** One message in every form a sender may need. */
export interface Wording {
  readonly subject: string;
  readonly body: readonly Paragraph[];
  readonly text: string;
  readonly html: string;
  readonly sms: string;
}

export interface CodeFacts {
  readonly organisation: string;
  readonly login: string;
  readonly code: string;
  readonly purpose: Occasion['purpose'];
  readonly minutes: number;
  readonly locale: string;
}

export type CallFacts = Omit<CodeFacts, 'code' | 'minutes'>;

/** What is said in a call. */
export interface CallWords {
  readonly language: SpokenLanguage;
  /** Asks for # to approve. */
  readonly ask: string;
  readonly approved: string;
  readonly declined: string;
  /** Asks for any key, before a code is read out. */
  readonly askForKey: string;
  readonly code: (code: string) => string;
}

export interface NoticeFacts {
  readonly organisation: string;
  readonly login: string;
  /** Epoch ms; said in UTC. */
  readonly at: number;
  readonly locale: string;
  /** Which method was added, removed or tried. */
  readonly method?: MethodId | undefined;
  /** What was removed with it, being on the same device. */
  readonly along?: readonly MethodId[] | undefined;
  readonly channel?: 'webchat' | 'msteams' | undefined;
  /** How many saved codes are left. */
  readonly left?: number | undefined;
  /** Where to say that it was somebody else; https, ours. */
  readonly disputeUrl?: string | undefined;
  /** Whom to ask, as the organisation puts it. */
  readonly helpdesk?: string | undefined;
}

/** The paragraphs of a message; `code` is set apart, `link` becomes a button. */
export type Paragraph = string | { readonly code: string } | { readonly link: string; readonly label: string };

/** Every sentence of the messages in one language. Names come in cleaned. */
export interface Texts {
  /** BCP 47, lower case. */
  readonly language: string;
  /** What a method is called in the middle of a sentence. */
  method(id: MethodId | undefined): string;
  code(facts: CodeFacts): { readonly subject: string; readonly body: readonly Paragraph[]; readonly sms: string };
  call(facts: CallFacts): CallWords;
  notice(
    kind: NoticeKind,
    facts: NoticeFacts & { readonly when: string },
  ): { readonly subject: string; readonly body: readonly Paragraph[]; readonly sms: string };
}

/** The languages there are; the first where somebody's own is not among them. */
export const catalogues: readonly [Texts, ...Texts[]] = [en, de, fr, es];

const textsFor = (locale: string): Texts => inLanguage(locale, catalogues);

export const languages: readonly string[] = catalogues.map(({ language }) => language);

/** Whether a BCP 47 tag has a language of ours: "de", "fr-CH". */
export const isSpoken = (locale: string): boolean =>
  languages.some((language) => new RegExp(`^${language}(-[a-z0-9]{1,8})*$`, 'iu').test(locale));

const plain = (part: Paragraph): string =>
  typeof part === 'string' ? part : 'code' in part ? part.code : `${part.label}: ${part.link}`;

function worded(
  language: string,
  parts: { readonly subject: string; readonly body: readonly Paragraph[]; readonly sms: string },
): Wording {
  const { subject, body, sms } = parts;
  const text = `${body.map(plain).join('\n\n')}\n`;
  return { subject, body, text, html: page(language, subject, body), sms: gsmSpelling(sms) };
}

const cleaned = <F extends { readonly organisation: string; readonly login: string }>(facts: F): F => ({
  ...facts,
  organisation: cleanName(facts.organisation),
  login: cleanLogin(facts.login),
});

/** The message that carries a code: who asks, what for, how long, that nobody will ask for it; no link (CISA AA23-320A). */
export function codeMessage(facts: CodeFacts): Wording {
  const texts = textsFor(facts.locale);
  return worded(texts.language, texts.code(cleaned(facts)));
}

/** What is said in a call: who calls, what for, what the key does. */
export const callWords = (facts: CallFacts): CallWords => textsFor(facts.locale).call(cleaned(facts));

/** What a method is called in the middle of a sentence: "text message". */
export const methodName = (id: MethodId, locale: string): string => textsFor(locale).method(id);

/** What a person is told afterwards. */
export function notice(kind: NoticeKind, facts: NoticeFacts): Wording {
  const texts = textsFor(facts.locale);
  const when = new Intl.DateTimeFormat(texts.language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return worded(texts.language, texts.notice(kind, { ...cleaned(facts), when: `${when.format(facts.at)} UTC` }));
}
