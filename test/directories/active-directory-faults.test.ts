import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeDirectory } from '../../src/directories/active-directory.js';
import type { Directory } from '../../src/directories/directory.js';
import { OutcomeUnknown } from '../../src/errors.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { abreast, failuresIn, faultsOver, resetUnder, type Subject, wholeReset } from '../support/faults.js';
import { until } from '../support/programs.js';
import { quiet } from '../support/quiet.js';
import { type Samba, sambaLacking, startSamba } from '../support/samba.js';

const reason = sambaLacking();
const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';
const POINTS = process.env['BAR'] === 'full' ? 400 : 84;

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

  it(`at ${POINTS} points: no false outcome, no double write, nobody stuck`, async () => {
    const traffic = await wholeReset(() => subject(5000), NEW);
    const verdicts = await abreast(faultsOver(traffic, POINTS), 6, async (fault) =>
      resetUnder(fault, await subject(1500), NEW),
    );
    expect(failuresIn(verdicts, 2)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
    const kinds = new Set(verdicts.map(({ said }) => said));
    expect(kinds).toEqual(new Set(['done', 'not written', 'unknown']));
  }, 300_000);

  it.each([
    ['the first write', 3],
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
      expect((await writes()) - before).toBe(fromEnd === 3 ? 1 : 2);
      await stop();
    },
    30_000,
  );
});
