import { describe, expect, test } from 'vitest';
import { allTraits, methodId } from '../../src/methods/traits.js';
import { cleanLogin, cleanName } from '../../src/notices/clean.js';
import { gsmSpelling } from '../../src/notices/gsm.js';
import { callWords, catalogues, codeMessage, methodName, type NoticeKind, notice } from '../../src/notices/notices.js';

const facts = {
  organisation: 'Contoso',
  login: 'ada@contoso.example',
  code: '12345678',
  purpose: 'reset',
  minutes: 5,
  locale: 'en',
} as const;
const at = Date.UTC(2026, 7, 24, 12, 0);
const helpdesk = 'extension 4711';

const LINK = /https?:|www\.|<a /i;
const PURPOSES = ['reset', 'unlock', 'change', 'register', 'manage'] as const;
const KINDS: readonly NoticeKind[] = [
  'password-changed',
  'account-unlocked',
  'method-added',
  'method-removed',
  'method-changed',
  'method-disputed',
  'reported',
  'attempts',
  'denied',
  'recovery-code-used',
  'reset-blocked',
];
const METHODS = [...allTraits.keys()];

/** What must be said, in each language there is. */
const WORDS: Readonly<
  Record<string, { nobody: string; minutes: string; when: RegExp; notMe: string; speech: string }>
> = {
  en: {
    nobody: 'Nobody will ask you for this code',
    minutes: '5 minutes',
    when: /August 24, 2026 at 12:00\sPM UTC/,
    notMe: 'It was not me',
    speech: 'en-US',
  },
  de: {
    nobody: 'Niemand wird Sie nach diesem Code fragen',
    minutes: '5 Minuten',
    when: /am 24\. August 2026 um 12:00 UTC|dem 24\. August 2026 um 12:00 UTC/i,
    notMe: 'Das war ich nicht',
    speech: 'de-DE',
  },
  fr: {
    nobody: 'Personne ne vous demandera ce code',
    minutes: '5 minutes',
    when: /24 août 2026 à 12:00 UTC/,
    notMe: 'Ce n&#39;était pas moi',
    speech: 'fr-FR',
  },
  es: {
    nobody: 'Nadie le pedirá este código',
    minutes: '5 minutos',
    when: /24 de agosto de 2026 a las 12:00 UTC/,
    notMe: 'No he sido yo',
    speech: 'es-ES',
  },
};

/** GSM 03.38 with its extension: 160 letters fit into one text, 153 into each part of a longer one. */
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ -#¤%-?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]+$/u;

test('every language has its row here', () => {
  expect(catalogues.map(({ language }) => language)).toEqual(Object.keys(WORDS));
});

describe.each(Object.entries(WORDS))('in %s', (locale, words) => {
  test.each(PURPOSES)(
    'a code to %s: the organisation, the account, the code, its time, that nobody will ask for it, no link',
    (purpose) => {
      const worded = codeMessage({ ...facts, locale, purpose });
      for (const form of [worded.text, worded.html, worded.sms]) {
        for (const part of ['Contoso', 'ada@contoso.example', '12345678', words.minutes, words.nobody]) {
          expect(form).toContain(form === worded.sms ? gsmSpelling(part) : part);
        }
        expect(form).not.toMatch(LINK);
      }
      expect(worded.html).toContain(`<html lang="${locale}">`);
      expect(worded.subject).not.toContain('12345678');
      expect(worded.sms).toMatch(GSM);
      expect(worded.sms.length).toBeLessThanOrEqual(160);
    },
  );

  test.each(KINDS)('a notice of %s: when, for whom, what to do; as a text three parts at most', (kind) => {
    const worded = notice(kind, {
      ...facts,
      locale,
      at,
      left: 1,
      helpdesk,
      channel: 'webchat',
      method: methodId('sms'),
    });
    for (const form of [worded.text, worded.html]) {
      expect(form).toContain('ada@contoso.example');
      expect(form).toMatch(words.when);
      expect(form).toContain(helpdesk);
    }
    expect(worded.subject).toMatch(/^Contoso ?: \p{L}/u);
    expect(worded.text).not.toMatch(LINK);
    expect(worded.sms).toContain('Contoso');
    expect(worded.sms).toMatch(GSM);
    expect(worded.sms.length).toBeLessThanOrEqual(3 * 153);
  });

  test('a notice has one link where one is given: to say that it was somebody else', () => {
    const worded = notice('password-changed', {
      ...facts,
      locale,
      at,
      disputeUrl: 'https://reset.contoso.example/dispute/a"b',
    });
    expect(worded.html.match(/<a /g)).toHaveLength(1);
    expect(worded.html).toContain('href="https://reset.contoso.example/dispute/a&quot;b"');
    expect(worded.html).toContain(`>${words.notMe}</a>`);
    expect(worded.sms.match(/https:/g)).toHaveLength(1);
  });

  test('every method has a name', () => {
    const names = METHODS.map((id) => methodName(id, locale));
    expect(new Set(names).size).toBe(METHODS.length);
    expect(names).not.toContain(methodName(methodId('none'), locale));
  });

  test.each(PURPOSES)('a call to %s: who calls, for whom, which key; the code digit by digit, twice', (purpose) => {
    const call = callWords({ ...facts, locale, purpose });
    expect(call.language).toBe(words.speech);
    for (const asked of [call.ask, call.askForKey]) {
      expect(asked).toContain('Contoso');
      expect(asked).toContain('ada@contoso.example');
    }
    expect(new Set([call.ask, call.askForKey, call.approved, call.declined]).size).toBe(4);
    expect(call.code('120456').match(/1\D+2\D+0\D+4\D+5\D+6/g)).toHaveLength(2);
    expect(call.code('120456')).toContain(words.nobody);
  });

  test('no two purposes and no two kinds say the same', () => {
    expect(new Set(PURPOSES.map((purpose) => codeMessage({ ...facts, locale, purpose }).text)).size).toBe(5);
    expect(new Set(KINDS.map((kind) => notice(kind, { ...facts, locale, at }).text)).size).toBe(KINDS.length);
    for (const other of catalogues.filter(({ language }) => language !== locale)) {
      for (const kind of KINDS) {
        const { subject, body } = other.notice(kind, { ...facts, at, when: 'now' });
        const own = notice(kind, { ...facts, locale, at });
        expect([own.subject, own.body[0]]).not.toContain(subject);
        expect(own.body).not.toContain(body.at(-1));
      }
    }
  });
});

test.each([
  ['de-CH', 'de'],
  ['DE', 'de'],
  ['fr-CA-x-private', 'fr'],
  ['es_MX', 'es'],
  ['pt-BR, es;q=0.8, en;q=0.5', 'es'],
  ['den', 'en'],
  ['xx', 'en'],
  ['', 'en'],
])('a locale of %j is spoken to in %s', (locale, language) => {
  expect(codeMessage({ ...facts, locale }).html).toContain(`<html lang="${language}">`);
});

describe('names in messages', () => {
  const hostile = [
    'Contoso\r\nBcc: eve@evil.example',
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    'IT: sign in at https://evil.example/login',
    'IT: sign in at evil.example/login',
    'www.evil.example',
    'HTTPS://EVIL.EXAMPLE',
    'ｈｔｔｐｓ：／／evil.example',
    'javascript://evil.example/%0aalert(1)',
    'mail.evil.example:8443',
    '\u202egro.live',
    'a\u2028b\u0000c\u0007',
    `${'long '.repeat(50)}`,
    '&amp;&lt;',
    '{{code}}',
  ];

  test.each(hostile)('%j makes no element, no line, no link, and is cut at 64 characters', (name) => {
    const clean = cleanName(name);
    expect([...clean].length).toBeLessThanOrEqual(64);
    expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|https?:|www\.|evil\.example/iu);
    const elements = (html: string): number => (html.match(/<[a-z!/]/gi) ?? []).length;
    for (const { language: locale } of catalogues) {
      const about = { ...facts, locale, at, method: methodId('sms') };
      const plain = { organisation: 'x', login: 'y' };
      const named = { organisation: name, login: name };
      for (const [plainest, worded] of [
        [codeMessage({ ...about, ...plain }), codeMessage({ ...about, ...named })] as const,
        ...KINDS.map((kind) => [notice(kind, { ...about, ...plain }), notice(kind, { ...about, ...named })] as const),
      ]) {
        expect(elements(worded.html)).toBe(elements(plainest.html));
        expect(worded.text.split('\n').length).toBe(plainest.text.split('\n').length);
        expect(worded.subject).not.toMatch(/[\r\n]/);
        expect(worded.sms).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|:\/\//u);
      }
    }
  });

  test('a sign-in name stays as it is when it is one', () => {
    expect(cleanLogin('ada.b-c@eu.contoso.example')).toBe('ada.b-c@eu.contoso.example');
    expect(cleanLogin('CONTOSO\\ada')).toBe('CONTOSO\\ada');
    expect(cleanLogin('Zoë Müller')).toBe('Zoë Müller');
  });
});
