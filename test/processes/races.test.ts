import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { DirectLineClient, wordsOf } from '../support/direct-line-client.js';
import { needing } from '../support/machine.js';
import { type Pair, startPair } from '../support/pair.js';
import { PasswordForm } from '../support/password-form.js';
import { until } from '../support/programs.js';
import { age } from '../support/redis.js';

const messages = z.array(z.object({ text: z.string() }));

const CONVERSATIONS = 25;
const EACH = 8;
const ADA = 'ada@contoso.example';
const CLEO = { login: 'cleo@contoso.example', phone: '+12025550102', mail: 'cleo@home.example' };

needing(['redis-server', 'postgres', 'initdb'], 'races over two processes', () => {
  describe('races over two processes', { timeout: 120_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await startPair();
    });
    afterAll(() => pair.stop());
    beforeEach(() => pair.redis.admin.flushall());

    const at = (n: number): string => (n % 2 ? pair.one : pair.two).address;
    const audited = async (outcome: string): Promise<number> =>
      (await pair.query(`select seq from audit_record where outcome = '${outcome}'`)).length;

    /** So many conversations, each from an address of its own, in which the authenticator's code is asked for. */
    const asked = (login: string): Promise<readonly DirectLineClient[]> =>
      Promise.all(
        Array.from({ length: CONVERSATIONS }, async (_, n) => {
          const chat = await DirectLineClient.begin(at(n), `198.51.100.${n + 1}`);
          await chat.say(at(n), 'I forgot my password', at(n + 1));
          await chat.say(at(n + 1), login, at(n));
          await chat.say(at(n), 'authenticator', at(n + 1));
          return chat;
        }),
      );

    /** All at once, to both instances by turns; resolves to what was said when each was answered. */
    async function burst(
      chats: readonly DirectLineClient[],
      each: number,
      codeOf: (n: number) => string,
    ): Promise<readonly string[]> {
      await Promise.all(chats.map((chat) => chat.heard(pair.one.address)));
      const posts = Array.from({ length: CONVERSATIONS * each }, (_, n) =>
        chats[n % CONVERSATIONS]?.post(at(Math.floor(n / CONVERSATIONS)), codeOf(n)),
      );
      expect(new Set(await Promise.all(posts))).toEqual(new Set([200]));
      return Promise.all(
        chats.map(async (chat) => {
          const lines: string[] = [];
          await until(
            'every message is answered',
            async () => {
              lines.push(...(await chat.heard(pair.two.address)).map(wordsOf));
              return lines.length >= each;
            },
            60_000,
          );
          return lines.join('\n');
        }),
      );
    }

    it('one right code, two hundred times at once, is accepted once', async () => {
      const chats = await asked(ADA);
      const code = await authenticatorCode(pair.one.address, ADA);
      const said = await burst(chats, EACH, () => code);
      expect(said.filter((each) => /One more/.test(each))).toHaveLength(1);
      expect(await audited('proof')).toBe(1);
    });

    it('two hundred wrong codes at once cost what one after the other would: five in all, and the right one comes too late', async () => {
      const before = await audited('wrong');
      const spent = async (): Promise<number> => (await audited('wrong')) - before;
      const chats = await asked(ADA);
      const wrong = (n: number): string => String(n).padStart(6, '0');
      await burst(chats, EACH, wrong);
      expect(await spent()).toBeGreaterThan(0);
      // Tries have pauses between them: time goes by until all are used up.
      for (let round = 0; round < 5 && (await spent()) < 5; round += 1) {
        await age(pair.redis, 31_000);
        await burst(chats, 1, wrong);
      }
      expect(await spent()).toBe(5);
      await age(pair.redis, 31_000);
      await burst(chats, EACH, wrong);
      expect(await spent()).toBe(5);
      expect(await audited('blocked')).toBe(1);
      const proofs = await audited('proof');
      const [chat] = chats;
      await chat?.say(at(0), 'authenticator');
      await chat?.say(at(0), await authenticatorCode(at(0), ADA));
      expect(await audited('proof')).toBe(proofs);
      expect((await messagesTo('ada@home.example')).filter((text) => /Several wrong answers/.test(text))).toHaveLength(
        1,
      );
    });

    const messagesTo = async (to: string): Promise<readonly string[]> => {
      const answer = await fetch(`${pair.one.address}phone/messages.json?to=${encodeURIComponent(to)}`);
      return messages.parse(await answer.json()).map(({ text }) => text);
    };

    it('two taps on "text me" at once send one text, and its code is taken', async () => {
      const chat = await DirectLineClient.begin(at(0));
      await chat.say(at(0), 'I forgot my password');
      await chat.say(at(1), CLEO.login);
      await Promise.all([chat.post(at(0), 'text me'), chat.post(at(1), 'text me')]);
      const { code } = await messageTo(at(0), CLEO.phone);
      await chat.until(at(0), /\d\d seconds/);
      expect(await messagesTo(CLEO.phone)).toHaveLength(1);
      expect(await chat.say(at(1), code ?? '')).toMatch(/One more/);
    });

    /** A link, by text and mail. */
    async function linkFor({ login, phone, mail }: typeof CLEO): Promise<PasswordForm> {
      const chat = await DirectLineClient.begin(at(0));
      await chat.say(at(0), 'I forgot my password');
      await chat.say(at(1), login);
      await chat.say(at(0), 'text me');
      expect(await chat.say(at(1), (await messageTo(at(0), phone)).code ?? '')).toMatch(/One more/);
      await age(pair.redis, 31_000);
      await chat.say(at(0), 'email');
      const said = await chat.say(at(1), (await messageTo(at(0), mail)).code ?? '');
      return new PasswordForm(/https?:[^"\s]+\/password\/[^"\s]+/.exec(said)?.[0] ?? '');
    }

    it('a link is exchanged once, whoever sends it how often to whichever instance', async () => {
      const form = await linkFor(CLEO);
      const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => form.tryToOpen(at(n))));
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      expect(answers.filter(({ status, cookie }) => status === 410 && cookie === undefined)).toHaveLength(59);
    });

    it('one form sent twenty times at once, with as many passwords, is one write', async () => {
      const form = await linkFor(CLEO);
      expect(await form.open(at(0))).toBe(303);
      const fields = await form.fields(at(1));
      const passwords = Array.from({ length: 20 }, (_, n) => `umbrella number ${n} sings at night`);
      const answers = await Promise.all(passwords.map((password, n) => form.send(at(n), fields, password)));
      const written = passwords.filter((_, n) => answers[n]?.status === 200);
      expect(written).toHaveLength(1);
      expect(await pair.query('select outcome from write_journal')).toEqual([{ outcome: 'done' }]);
      expect(await pair.signsIn(CLEO.login, written[0] ?? '')).toBe(true);
    });
  });
});
