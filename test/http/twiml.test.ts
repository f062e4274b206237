import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Call, calls } from '../../src/methods/calls.js';
import { type CallWords, callWords } from '../../src/notices/notices.js';
import { voiceWebhooks } from '../../src/senders/twilio-calls.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { claimsInMemory } from '../support/methods.js';
import { authToken } from '../support/twilio.js';

const publicUrl = 'https://reset.contoso.example';
const reference = 'abcdefghijklmnopqrstuv';

const HOSTILE = [
  '</Say><Dial>+19005551234</Dial><Say>',
  '"><Redirect>https://evil.example</Redirect>',
  ']]><Hangup/>',
  '<![CDATA[<Play>x</Play>]]>',
  '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
  '&lt;Dial&gt;&#60;Dial/&#62;',
  '<?xml version="1.0"?><Response><Pause/></Response>',
  '--><Dial/><!--',
  'O’Neill & Söhne <b>',
  '\u0000\u0007\uFFFE\uFFFF\uD800 <Dial/>',
  '<break time="10000s"/>',
];

/** What one element is, as the parser of a browser reads it; 'parsererror' is among them where it is no XML. */
interface Element {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly text: string;
}

const READ = `(texts) => texts.map((text) => {
  const read = new DOMParser().parseFromString(text, 'text/xml');
  return [...read.querySelectorAll('*')].map((one) => ({
    name: one.parentElement ? one.parentElement.tagName + '>' + one.tagName : one.tagName,
    attributes: one.getAttributeNames().map((each) => each + '=' + one.getAttribute(each)),
    text: one.children.length === 0 ? one.textContent : '',
  }));
})`;

needing([CHROMIUM], 'what is said in calls', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Every answer a call-back gets, in order: who picks up, the right key, another key, the end. */
  async function answers(words: CallWords): Promise<readonly string[]> {
    const desk = calls({ claims: claimsInMemory(), nudge: async () => {} });
    const { spoken } = voiceWebhooks(authToken, publicUrl);
    const code = { ask: words.askForKey, onKey: words.code('12345678'), onOtherKey: '', key: '' };
    const approve = { ask: words.ask, onKey: words.approved, onOtherKey: words.declined, key: '#' };
    const said: string[] = [];
    for (const [made, key] of [
      [approve, '#'],
      [approve, '1'],
      [code, '5'],
    ] as const) {
      const call: Call = { ...made, language: words.language };
      await desk.open(reference, call);
      said.push(await spoken(reference, await desk.answered(reference, 'person')));
      said.push(await spoken(reference, await desk.pressed(reference, key)));
      await desk.ended(reference);
      said.push(await spoken(reference, { kind: 'hang-up' }));
    }
    return said;
  }

  describe('what is said in calls', () => {
    test.each(['en', 'de', 'es', 'fr'])('in %s, no name adds or changes an element, at any step', async (locale) => {
      const page = await browser.newPage();
      const read = async (words: CallWords): Promise<readonly (readonly Element[])[]> => {
        const texts = await answers(words);
        return page.evaluate(`(${READ})(${JSON.stringify(texts)})`);
      };
      const shape = (all: readonly (readonly Element[])[]) =>
        all.map((one) => one.map(({ name, attributes }) => [name, ...attributes].join(' ')));
      const plain = callWords({ organisation: 'Contoso', login: 'ada', purpose: 'reset', locale });
      const usual = await read(plain);
      expect(usual.slice(0, 3).map((one) => one.map(({ name }) => name))).toEqual([
        ['Response', 'Response>Gather', 'Gather>Say', 'Response>Hangup'],
        ['Response', 'Response>Say', 'Response>Hangup'],
        ['Response', 'Response>Hangup'],
      ]);
      expect(shape(usual)[0]?.[1]).toBe(
        `Response>Gather input=dtmf numDigits=1 finishOnKey= timeout=8 action=${publicUrl}/twilio/voice/${reference}/key method=POST`,
      );
      for (const name of HOSTILE) {
        const words = callWords({ organisation: name, login: name, purpose: 'reset', locale });
        const seen = await read(words);
        expect(shape(seen), name).toEqual(shape(usual));
        const texts = seen.map((one) => one.find((each) => each.name.endsWith('>Say'))?.text);
        expect(texts, name).toEqual([
          ...[words.ask, words.approved, undefined],
          ...[words.ask, words.declined, undefined],
          ...[words.askForKey, words.code('12345678'), undefined],
        ]);
      }
      await page.close();
    });
  });
});
