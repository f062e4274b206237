import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyring, newToken } from '../../src/crypto.js';
import { scanDoor } from '../../src/enroll/scan-door.js';
import { pageCookie } from '../../src/http/page-cookie.js';
import { passwordRoutes } from '../../src/http/password.js';
import { recoveryCodeRoutes } from '../../src/http/recovery-codes.js';
import { scanRoutes } from '../../src/http/scan.js';
import { securityQuestionRoutes } from '../../src/http/security-questions.js';
import { signInRoutes } from '../../src/http/sign-in.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { type House, house } from '../support/house.js';
import { needing } from '../support/machine.js';
import { hiddenIn, pageServer, post } from '../support/page-server.js';
import { type RedisServer, startRedis } from '../support/redis.js';

const PAGES = ['password', 'sign-in', 'scan', 'codes', 'questions'] as const;
const MANY = 200;

/** Of the right form, and nobody's: `<conversation>.<secret>`. */
const madeUp = (): string => `w.${newToken().slice(0, 32)}.${newToken()}`;

needing(['redis-server'], 'made-up links over Redis', () => {
  describe('links that were made up', { timeout: 60_000 }, () => {
    let redis: RedisServer;
    let live: LiveStore;
    let home: House;
    let server: Awaited<ReturnType<typeof pageServer>>;
    beforeAll(async () => {
      redis = await startRedis();
      live = await redisStore({ url: redis.url, keyring: keyring(Buffer.alloc(32, 3)) });
      home = await house({ live });
      const { door, signIn, mind } = home;
      server = await pageServer((needs) => [
        ...passwordRoutes({ ...needs, door }),
        ...signInRoutes({ ...needs, door: signIn }),
        ...scanRoutes({ ...needs, door: scanDoor(mind.enrollWorld) }),
        ...recoveryCodeRoutes({ ...needs, door: mind.recoverySheets }),
        ...securityQuestionRoutes({ ...needs, door: mind.questionSheets }),
      ]);
    }, 120_000);
    beforeEach(async () => void (await redis.admin.flushall()));
    afterAll(async () => {
      await server.close();
      await home.close();
      await live.close();
      await redis.stop();
    });

    const many = async (ask: (token: string) => Promise<Response>): Promise<ReadonlySet<number>> => {
      const answers = await Promise.all(Array.from({ length: MANY }, () => ask(madeUp())));
      return new Set(answers.map(({ status }) => status));
    };
    /** What a browser sends that says it has opened the page. */
    const held = (page: string, token: string) => {
      const cookies = pageCookie(page, new URL(server.origin));
      const secret = madeUp();
      const cookie = cookies.made(secret, token).split(';')[0] ?? '';
      return { cookie, csrf: cookies.csrf(secret) };
    };

    it.each(PAGES)(
      'leave nothing behind at /%s: looked at, opened, and with a cookie that is made up too',
      async (page) => {
        const at = (token: string): string => `${server.origin}/${page}/${token}`;
        expect(await many((token) => fetch(at(token)))).toEqual(new Set([410]));
        expect(await many((token) => post(at(token), {}))).toEqual(new Set([410]));
        expect(await many((token) => fetch(at(token), { headers: held(page, token) }))).toEqual(new Set([410]));
        expect(
          await many((token) => {
            const { cookie, csrf } = held(page, token);
            const fields = {
              csrf,
              username: 'ada',
              password: 'nine purple umbrellas',
              confirmation: 'nine purple umbrellas',
            };
            return post(at(token), fields, { cookie });
          }),
        ).toEqual(new Set([410]));
        expect(await redis.admin.keys('*')).toEqual([]);
      },
    );

    it('leave nothing behind where passwords are judged while they are typed', async () => {
      const answered = await many((token) => {
        const { cookie, csrf } = held('password', token);
        const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' };
        const body = JSON.stringify({ password: 'nine purple umbrellas' });
        return fetch(`${server.origin}/password/${token}/judge`, { method: 'POST', headers, body });
      });
      expect(answered).toEqual(new Set([410]));
      expect(await redis.admin.keys('*')).toEqual([]);
    });

    it('do not keep a real one from being opened once, and a double click from being known as one', async () => {
      const said = (await home.chat().say('set up my sign-in methods')).join('\n');
      const address = `${server.origin}${/\/sign-in\/\S+/.exec(said)?.[0]}`;
      await many((token) => fetch(`${server.origin}/sign-in/${token}`));
      const fields = hiddenIn(await (await fetch(address)).text());
      const [one, two] = await Promise.all([post(address, fields), post(address, fields)]);
      expect([one.status, two.status]).toEqual([303, 303]);
      expect(one.headers.getSetCookie()).toEqual(two.headers.getSetCookie());
      expect((await post(address, {})).status).toBe(410);
    });
  });
});
