import { describe, expect, test } from 'vitest';
import { cleanLogin, cleanName } from '../../src/notices/clean.js';
import { codeMessage, type NoticeKind, notice } from '../../src/notices/notices.js';

const facts = {
  organisation: 'Contoso',
  login: 'ada@contoso.example',
  code: '12345678',
  purpose: 'reset',
  minutes: 5,
  locale: 'de-DE',
} as const;

const LINK = /https?:|www\.|<a /i;

describe('a message with a code', () => {
  test.each(['reset', 'unlock', 'change', 'register', 'manage'] as const)(
    'to %s names the organisation, the account, the code and its time, says nobody will ask for it, and holds no link',
    (purpose) => {
      const worded = codeMessage({ ...facts, purpose });
      for (const form of [worded.text, worded.html, worded.sms]) {
        for (const part of [
          'Contoso',
          'ada@contoso.example',
          '12345678',
          '5 minutes',
          'Nobody will ask you for this code',
        ]) {
          expect(form).toContain(part);
        }
        expect(form).not.toMatch(LINK);
      }
      expect(worded.subject).not.toContain('12345678');
    },
  );

  test('the text fits into one message of 160 characters of the GSM alphabet', () => {
    const { sms } = codeMessage(facts);
    expect(sms.length).toBeLessThanOrEqual(160);
    expect(sms).toMatch(/^[A-Za-z0-9 @:.,?'-]+$/);
  });
});

describe('a notice', () => {
  const kinds: readonly NoticeKind[] = [
    'password-changed',
    'account-unlocked',
    'method-added',
    'method-removed',
    'method-changed',
    'method-disputed',
    'attempts',
    'denied',
    'recovery-code-used',
    'reset-blocked',
  ];
  const at = Date.UTC(2026, 10, 24, 12, 0);

  test.each(kinds)('of %s says when, for whom, and what to do', (kind) => {
    const worded = notice(kind, { ...facts, at, left: 1, helpdesk: 'extension 4711' });
    for (const form of [worded.text, worded.html]) {
      expect(form).toContain('ada@contoso.example');
      expect(form).toMatch(/November 24, 2026 at 12:00\sPM UTC/);
      expect(form).toContain('extension 4711');
    }
    expect(worded.subject).toMatch(/^Contoso: [a-z]/);
    expect(worded.sms).toContain('Contoso');
    expect(worded.text).not.toMatch(LINK);
  });

  test('has one link where one is given: to say that it was somebody else', () => {
    const worded = notice('password-changed', {
      ...facts,
      at,
      disputeUrl: 'https://reset.contoso.example/dispute/a"b',
    });
    expect(worded.html.match(/<a /g)).toHaveLength(1);
    expect(worded.html).toContain('href="https://reset.contoso.example/dispute/a&quot;b"');
    expect(worded.sms.match(/https:/g)).toHaveLength(1);
  });
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
    const plainest = codeMessage({ ...facts, organisation: 'x', login: 'y' });
    const worded = codeMessage({ ...facts, organisation: name, login: name });
    const elements = (html: string): number => (html.match(/<[a-z!/]/gi) ?? []).length;
    expect(elements(worded.html)).toBe(elements(plainest.html));
    expect(worded.text.split('\n').length).toBe(plainest.text.split('\n').length);
    expect(worded.subject).not.toMatch(/[\r\n]/);
  });

  test('a sign-in name stays as it is when it is one', () => {
    expect(cleanLogin('ada.b-c@eu.contoso.example')).toBe('ada.b-c@eu.contoso.example');
    expect(cleanLogin('CONTOSO\\ada')).toBe('CONTOSO\\ada');
    expect(cleanLogin('Zoë Müller')).toBe('Zoë Müller');
  });
});
