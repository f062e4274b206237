import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeDirectory } from '../../src/directories/active-directory.js';
import type { Directory } from '../../src/directories/directory.js';
import { AccountRefused, OutcomeUnknown } from '../../src/errors.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import {
  abreast,
  failuresIn,
  faultsOver,
  resetUnder,
  resetUnderDeath,
  type Subject,
  struckIn,
  underEach,
  wholeReset,
} from '../support/faults.js';
import { until } from '../support/programs.js';
import { quiet } from '../support/quiet.js';
import { type Samba, sambaLacking, startSamba } from '../support/samba.js';

const reason = sambaLacking();
const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';
const POINTS = process.env['BAR'] === 'full' ? 400 : 60;

describe.skipIf(reason !== undefined)(`Active Directory when the network fails${reason ? ` (${reason})` : ''}`, () => {
  let samba: Samba;
  let patient: Directory;
  let people = 0;
  beforeAll(async () => {
    samba = await startSamba();
    patient = await activeDirectory(samba.settings, { clock: Date.now, log: quiet });
  }, 120_000);
  afterAll(async () => {
    await patient?.close();
    await samba?.stop();
  });

  /** A person, and a directory that sees the server through a proxy of its own, not yet connected. */
  async function subject(timeoutMs: number): Promise<Subject> {
    people += 1;
    const name = `fay${people}`;
    const dn = await samba.add({ name, password: OLD });
    const account = await patient.find(name);
    if (!account) throw new Error(`${name} is not found.`);
    const proxy = await startFaultProxy({ host: samba.ip, port: 636 });
    const urls = [`ldaps://127.0.0.1:${proxy.port}`];
    const directory = await activeDirectory(
      { ...samba.settings, urls, timeoutMs },
      { clock: Date.now, log: quiet, pauseMs: 150 },
    );
    return {
      proxy,
      directory,
      account,
      oldPassword: OLD,
      signsIn: async (password) => (await samba.bind(dn, password)) === 'OK',
      writes: () => samba.passwordWrites(dn),
      async stop() {
        await directory.close();
        await proxy.stop();
      },
    };
  }

  it(
    `at ${POINTS} points: no false outcome, no double write, nobody stuck`,
    async () => {
      const traffic = await wholeReset(() => subject(5000), NEW);
      const faults = faultsOver(traffic, POINTS, 2);
      const verdicts = await underEach(faults, 6, async (fault) => resetUnder(fault, await subject(1500), NEW));
      expect(failuresIn(verdicts, 2)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
      expect(struckIn(verdicts)).toBeGreaterThanOrEqual(Math.floor(faults.length * 0.97));
      const kinds = new Set(verdicts.map(({ said }) => said));
      expect(kinds).toEqual(new Set(['done', 'not written', 'unknown']));
    },
    60_000 + POINTS * 3000,
  );

  it.each([
    ['the first write', 2],
    ['the second write', 1],
  ])(
    'frozen at %s: the outcome is unknown, and when it wakes the new password is the one in force',
    async (_, fromEnd) => {
      const { requests } = await wholeReset(() => subject(5000), NEW);
      const { proxy, directory, account, signsIn, writes, stop } = await subject(1000);
      const atByte = requests.slice(0, -fromEnd).reduce((sum, length) => sum + length, 1);
      const before = await writes();
      proxy.arm({ kind: 'delay', direction: 'request', atByte, onStrike: () => samba.freeze() });
      const outcome = await directory.setPassword(account, NEW).catch((error: unknown) => error);
      samba.thaw();
      expect(outcome).toBeInstanceOf(OutcomeUnknown);
      await until('the new password signs in', () => signsIn(NEW));
      expect((await writes()) - before).toBe(fromEnd === 2 ? 1 : 2);
      await stop();
    },
    30_000,
  );

  it('a controller that dies at the first or the second write, and starts again: no false outcome, nobody stuck', async () => {
    const traffic = await wholeReset(() => subject(5000), NEW);
    const deaths = [2, 1].flatMap((fromEnd) => [0, 15].map((ms) => [fromEnd, ms] as const));
    const restart = () => samba.restart();
    const verdicts = await abreast(deaths, 1, (death) =>
      resetUnderDeath(() => subject(1500), traffic, death, { restart, newPassword: NEW }),
    );
    expect(failuresIn(verdicts, 2)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
    expect(struckIn(verdicts)).toBe(deaths.length);
  }, 120_000);

  /** What somebody else sets, past us. */
  const ELSE = 'Another-Hand-3';

  it.each(['cut', 'black-hole'] as const)(
    '%s at the second write while somebody else sets another password: nobody is told that it is done',
    async (kind) => {
      const { requests } = await wholeReset(() => subject(5000), NEW);
      const { proxy, directory, account, signsIn, stop } = await subject(1000);
      const atByte = requests.slice(0, -1).reduce((sum, length) => sum + length, 1);
      let other: Promise<void> | undefined;
      const onStrike = (): void => {
        // Twice: of one, ours would still sign in for an hour, as if it had been replaced just after.
        other = samba.setPassword(account.login, ELSE).then(() => samba.setPassword(account.login, ELSE));
      };
      proxy.arm({ kind, direction: 'request', atByte, onStrike });
      const outcome = await directory.setPassword(account, NEW).catch((error: unknown) => error);
      expect(proxy.struck()).toBe(true);
      await other;
      expect(outcome).toBeInstanceOf(OutcomeUnknown);
      expect(await signsIn(ELSE)).toBe(true);
      await stop();
    },
  );

  describe('a pair of writes whose process died is finished', () => {
    async function cutInTwo(...written: readonly string[]) {
      const { account, signsIn, writes, stop } = await subject(5000);
      const versionBefore = account.passwordVersion;
      for (const password of written) await samba.setPassword(account.login, password);
      const before = await writes();
      await stop();
      const finish = () => patient.finish?.(account, { password: NEW, versionBefore });
      return { account, finish, signsIn, added: async () => (await writes()) - before };
    }

    it('by the second, after which the old password is refused at once', async () => {
      const { finish, signsIn, added } = await cutInTwo(NEW);
      expect(await signsIn(OLD)).toBe(true);
      expect(await finish()).toBe('done');
      expect([await signsIn(OLD), await signsIn(NEW), await added()]).toEqual([false, true, 1]);
      expect([await finish(), await added()]).toEqual(['done', 1]);
    });

    it('by nothing where both are in', async () => {
      const { finish, added } = await cutInTwo(NEW, NEW);
      expect([await finish(), await added()]).toEqual(['done', 0]);
    });

    it.each([[[ELSE]], [[NEW, ELSE]]])(
      'by nothing where somebody else has set another one since (%j)',
      async (written) => {
        const { finish, signsIn, added } = await cutInTwo(...written);
        expect(await finish()).toBe(written.length === 1 ? 'other' : 'done');
        expect([await signsIn(ELSE), await added()]).toEqual([true, 0]);
      },
    );

    it('by nothing where the account has become protected since', async () => {
      const { account, finish, added } = await cutInTwo(NEW);
      await samba.replace(await samba.dnOf(account.login), 'adminCount', ['1']);
      await expect(finish()).rejects.toBeInstanceOf(AccountRefused);
      expect(await added()).toBe(0);
    });
  });
});
