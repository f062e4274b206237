import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, Directory } from '../../src/directories/directory.js';
import { entra } from '../../src/directories/entra.js';
import type { EntraSettings } from '../../src/directories/graph/settings.js';
import { DirectoryUnavailable, OutcomeUnknown } from '../../src/errors.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import {
  failuresIn,
  faultsOver,
  resetUnder,
  type Subject,
  struckIn,
  underEach,
  wholeReset,
} from '../support/faults.js';
import { type GraphFake, type GraphPerson, startGraph, type Trouble } from '../support/graph.js';
import { quiet } from '../support/quiet.js';

const OLD = 'Old-Lantern-0-Harbour';
const NEW = 'Fresh-Meadow-7-Walnut';
const OTHER = 'Another-Hand-3-Was-Quicker';
const POINTS = process.env['BAR'] === 'full' ? 400 : 60;

let graph: GraphFake;
let directory: Directory;
let people = 0;
beforeEach(async () => {
  graph = await startGraph();
  directory = await open();
});
afterEach(async () => {
  await directory.close();
  await graph.stop();
  expect(graph.faults).toEqual([]);
});

const open = (changes: Partial<EntraSettings> = {}): Promise<Directory> =>
  entra({ ...graph.settings, ...changes }, { clock: Date.now, log: quiet, pauseMs: 4 });

async function someone(): Promise<{ person: GraphPerson; account: Account }> {
  people += 1;
  const person = graph.add({ userPrincipalName: `iris${people}@contoso.example`, displayName: 'Iris Vale' });
  const account = await directory.read(person.id);
  if (!account) throw new Error('The person was added and is not found.');
  return { person, account };
}

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );
const reads = (method: string): boolean => method === 'GET';
const patches = (method: string): boolean => method === 'PATCH';
const tokens = (_: string, path: string): boolean => path.endsWith('/token');
const sent = (method: string): number => graph.seen.filter((one) => one.method === method).length;

describe('Graph asks for patience', () => {
  it.each([429, 503])('on a read (%i), for a moment: the person waits it out', async (status) => {
    const { person } = await someone();
    graph.trouble({ on: reads, status, headers: { 'retry-after': '1' } });
    const begun = performance.now();
    expect(await directory.read(person.id)).toBeDefined();
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it.each([429, 503])('on a read (%i), for longer than a person waits: says for how long, at once', async (status) => {
    const { person } = await someone();
    graph.trouble({ on: reads, status, headers: { 'retry-after': '240' }, times: 99 });
    const begun = performance.now();
    expect(await refusal(directory.read(person.id))).toMatchObject({
      code: 'ERR_DIRECTORY_UNAVAILABLE',
      retryAfterMs: 240_000,
    });
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  it('with a date instead of seconds', async () => {
    const { person } = await someone();
    const date = new Date(Date.now() + 120_000).toUTCString();
    graph.trouble({ on: reads, status: 429, headers: { 'retry-after': date }, times: 99 });
    const refused = await refusal(directory.read(person.id));
    expect(refused).toBeInstanceOf(DirectoryUnavailable);
    expect(refused).toMatchObject({ retryAfterMs: expect.closeTo(120_000, -4) });
  });

  it('for a thousand years: nobody is told more than a day', async () => {
    const { person } = await someone();
    graph.trouble({ on: reads, status: 429, headers: { 'retry-after': '31557600000' }, times: 99 });
    expect(await refusal(directory.read(person.id))).toMatchObject({ retryAfterMs: 86_400_000 });
  });

  it('for tokens: the same', async () => {
    const fresh = await open();
    graph.trouble({ on: tokens, status: 429, headers: { 'retry-after': '1' } });
    const person = graph.add({ userPrincipalName: 'olga@contoso.example' });
    expect(await fresh.read(person.id)).toBeDefined();
    const other = await open();
    graph.trouble({ on: tokens, status: 503, headers: { 'retry-after': '90' }, times: 9 });
    expect(await refusal(other.read(person.id))).toMatchObject({ retryAfterMs: 90_000 });
  });

  it('on one read after the other, each for a moment: a person waits no longer for all of them than for one', async () => {
    const { person } = await someone();
    const hasty = await open({ patienceMs: 1500 });
    await hasty.read(person.id);
    const isFirst = (path: string): boolean => /\/users\/[^/]+$/.test(path);
    const moment = { status: 429, headers: { 'retry-after': '1' } };
    graph.trouble({ on: (method, path) => reads(method) && isFirst(path), ...moment });
    graph.trouble({ on: (method, path) => reads(method) && !isFirst(path), ...moment });
    expect(await refusal(hasty.read(person.id))).toMatchObject({ retryAfterMs: 1000 });
    expect(await hasty.read(person.id)).toBeDefined();
  });

  it('on the write, for a moment (429, nothing was done): one write reaches Graph in the end', async () => {
    const { person, account } = await someone();
    graph.trouble({ on: patches, status: 429, headers: { 'retry-after': '1' } });
    await directory.setPassword(account, NEW);
    expect([person.password, person.writes]).toEqual([NEW, 1]);
  });

  it('on the write, for longer: nothing was written, and the person is told for how long', async () => {
    const { person, account } = await someone();
    graph.trouble({ on: patches, status: 429, headers: { 'retry-after': '300' } });
    expect(await refusal(directory.setPassword(account, NEW))).toMatchObject({
      code: 'ERR_DIRECTORY_UNAVAILABLE',
      retryAfterMs: 300_000,
    });
    expect([person.password, person.writes]).toEqual([OLD, 0]);
  });

  it('on the write by 503: never written again by us, looked at instead', async () => {
    const { person, account } = await someone();
    graph.trouble({ on: patches, status: 503, headers: { 'retry-after': '300' } });
    expect(await refusal(directory.setPassword(account, NEW))).toMatchObject({
      code: 'ERR_DIRECTORY_UNAVAILABLE',
      retryAfterMs: 300_000,
    });
    expect([person.password, sent('PATCH')]).toEqual([OLD, 0]);
  });
});

describe('a write whose answer is lost', () => {
  const lost: readonly (readonly [string, Trouble])[] = [
    ['cut', { on: patches, cut: 'after' }],
    ['never answered', { on: patches, hang: 'after' }],
    ['answered by a gateway that gave up', { on: patches, after: true, status: 504 }],
    ['answered with an error of the server', { on: patches, after: true, status: 500 }],
  ];
  it.each(lost)('%s, and made: found by lastPasswordChangeDateTime, and done', async (_, trouble) => {
    const { person, account } = await someone();
    graph.trouble(trouble);
    expect(await refusal(directory.setPassword(account, NEW))).toBe('done');
    expect([person.password, person.writes, sent('PATCH')]).toEqual([NEW, 1, 1]);
  });

  it.each<[string, Trouble, 'unknown' | 'not written']>([
    ['cut', { on: patches, cut: 'before' }, 'unknown'],
    ['never answered', { on: patches, hang: 'before' }, 'unknown'],
    ['answered by a gateway that gave up', { on: patches, status: 504 }, 'unknown'],
    ['answered with an error of the server', { on: patches, status: 500 }, 'not written'],
  ])('%s, and not made: never called success', async (_, trouble, expected) => {
    const { person, account } = await someone();
    graph.trouble(trouble);
    const outcome = await refusal(directory.setPassword(account, NEW));
    expect(outcome).toBeInstanceOf(expected === 'unknown' ? OutcomeUnknown : DirectoryUnavailable);
    expect([person.password, person.writes]).toEqual([OLD, 0]);
  });

  it('while somebody else sets another password: not taken for ours', async () => {
    const { person, account } = await someone();
    graph.trouble({
      on: patches,
      cut: 'before',
      meanwhile: () => {
        person.password = OTHER;
        person.changedAt = Date.now();
      },
    });
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(OutcomeUnknown);
    expect(person.password).toBe(OTHER);
  });

  it('and a replica that lags shows an older date: not taken for ours', async () => {
    const { person, account } = await someone();
    graph.trouble({
      on: patches,
      cut: 'before',
      meanwhile: () => {
        person.changedAt -= 86_400_000;
      },
    });
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(OutcomeUnknown);
  });

  it('where the tenant lets nobody try a password, the date decides', async () => {
    const { person, account } = await someone();
    graph.trouble({ on: patches, cut: 'after' });
    await directory.read(account.id);
    const body = { error: 'unauthorized_client', error_codes: [7000218] };
    graph.trouble({ on: tokens, status: 400, body, times: 9 });
    expect(await refusal(directory.setPassword(account, NEW))).toBe('done');
    expect(person.password).toBe(NEW);
  });

  it('and no server is there at all: nothing was written, and that is certain', async () => {
    const { account } = await someone();
    const gone = await open({ graphUrl: 'http://127.0.0.1:9' });
    expect(await refusal(gone.setPassword(account, NEW))).toBeInstanceOf(DirectoryUnavailable);
  });
});

describe('the network fails', () => {
  /** A person, and a directory that sees Graph through a proxy of its own; tokens come straight. */
  async function subject(patienceMs: number): Promise<Subject> {
    const { person, account } = await someone();
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(graph.settings.graphUrl).port) });
    const graphUrl = `http://127.0.0.1:${proxy.port}`;
    graph.alsoAs(graphUrl);
    const faulty = await open({ graphUrl, patienceMs });
    return {
      proxy,
      directory: faulty,
      account,
      oldPassword: OLD,
      signsIn: async (password) => person.password === password,
      writes: async () => person.writes,
      async stop() {
        await faulty.close();
        await proxy.stop();
      },
    };
  }

  it(
    `at ${POINTS} points: no false outcome, no double write, nobody stuck`,
    async () => {
      // Several questions are asked at once, so that the order of the messages is a matter of chance.
      const { bytes } = await wholeReset(() => subject(3000), NEW);
      const faults = faultsOver({ bytes, requests: [] }, POINTS);
      const verdicts = await underEach(faults, 10, async (fault) => resetUnder(fault, await subject(600), NEW));
      expect(failuresIn(verdicts, 1)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
      expect(struckIn(verdicts)).toBeGreaterThanOrEqual(Math.floor(faults.length * 0.9));
      const said = new Set(verdicts.map((one) => one.said));
      expect([said.has('done'), said.has('not written')]).toEqual([true, true]);
    },
    60_000 + POINTS * 1000,
  );
});
