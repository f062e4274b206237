import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectLdap, type LdapConnection } from '../../src/directories/ldap/connection.js';
import { LdapLost, LdapRefusal } from '../../src/directories/ldap/failure.js';
import { all, any, inChain, is } from '../../src/directories/ldap/filter.js';
import { ldapPool } from '../../src/directories/ldap/pool.js';
import { type Certificates, certificates } from '../support/certificates.js';
import { hostileNames } from '../support/hostile-names.js';
import {
  halfResult,
  type Liar,
  type Lies,
  type Message,
  result,
  startLiar,
  type Value,
  valuesIn,
} from '../support/ldap-liar.js';
import { lacking } from '../support/programs.js';
import { quiet } from '../support/quiet.js';

const folder = mkdtempSync(join(tmpdir(), 'ldap-connection-'));
const PATIENCE_MS = 700;
const HOSTILE_NAMES = process.env['BAR'] === 'full' ? 100_000 : 5000;
/** The library counts from there. */
const STARTTLS_ID = 2;
const BIND = 0x60;
const SEARCH = 0x63;
const INVALID_CREDENTIALS = 49;

describe.skipIf(lacking(['openssl']) !== undefined)('a connection to a directory', () => {
  let certs: Certificates;
  const started: Liar[] = [];
  beforeAll(async () => {
    certs = await certificates(folder, ['IP:127.0.0.1']);
  });
  afterEach(async () => {
    for (const liar of started.splice(0)) await liar.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function against(lies: Lies) {
    const liar = await startLiar(certs, lies);
    started.push(liar);
    const url = `ldap://127.0.0.1:${liar.port}`;
    const settings = { ca: certs.ca, startTls: true, timeoutMs: PATIENCE_MS, connectTimeoutMs: PATIENCE_MS };
    return { liar, url, settings, connect: (): Promise<LdapConnection> => connectLdap(url, settings) };
  }
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => 'went on').catch((error: unknown) => error);
  const wrongPassword = ({ id, operation }: Message): Buffer | undefined =>
    operation === BIND ? result(id, 0x61, INVALID_CREDENTIALS) : undefined;

  it('by StartTLS is encrypted before anything else is said', async () => {
    const { liar, connect } = await against({ answer: wrongPassword });
    const connection = await connect();
    expect(await refusal(connection.bind('cn=ada', 'Secret-Of-Ada'))).toBeInstanceOf(LdapRefusal);
    expect(Buffer.concat(liar.inTheClear).toString('latin1')).toContain('1.3.6.1.4.1.1466.20037');
    expect(Buffer.concat(liar.inTheClear).toString('latin1')).not.toContain('Secret-Of-Ada');
    connection.close();
  });

  it.each([
    ['refused', result(STARTTLS_ID, 0x78, 2)],
    ['answered with something else', result(STARTTLS_ID, 0x61, 52)],
    ['answered with nonsense', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
    ['cut off', Buffer.alloc(0)],
  ])('ends when StartTLS is %s: nothing is ever said in the clear', async (_, startTls) => {
    const { liar, connect } = await against({ startTls });
    const connection = await connect().catch(() => undefined);
    if (connection) expect(await refusal(connection.bind('cn=ada', 'Secret-Of-Ada'))).toBeInstanceOf(Error);
    expect(Buffer.concat(liar.inTheClear).toString('latin1')).not.toContain('Secret-Of-Ada');
  });

  it.each([
    ['a whole answer', result(STARTTLS_ID + 1, 0x61, 0)],
    [
      'half an answer, for which the true one would be taken as the rest',
      halfResult(STARTTLS_ID + 1, 0x61, 0, result(3, 0x61, 0).length),
    ],
    ['a single byte', Buffer.from([0x30])],
  ])('ends when %s is slipped in before the encryption: a wrong password is never called right', async (_, slipped) => {
    const { connect } = await against({
      startTls: Buffer.concat([result(STARTTLS_ID, 0x78, 0), slipped]),
      answer: wrongPassword,
    });
    const outcome = await refusal(connect().then((connection) => connection.bind('cn=ada', 'Wrong-Password-1')));
    expect(outcome).toBeInstanceOf(LdapLost);
  });

  it.each([
    ['busy', 51],
    ['unavailable', 52],
    ['unwilling', 53],
  ])('whose server is too %s to sign us in makes room for the next', async (_, code) => {
    const [first, second] = [
      await against({ answer: ({ id }) => result(id, 0x61, code) }),
      await against({ answer: ({ id, operation }) => result(id, operation === BIND ? 0x61 : 0x65, 0) }),
    ];
    const account = { bindDn: 'cn=reset', bindPassword: 'Service-Secret-1', baseDn: 'dc=x', protectedGroups: [] };
    const settings = { ...first.settings, ...account, urls: [first.url, second.url], poolSize: 2 };
    const pool = ldapPool({ settings, clock: Date.now, log: quiet });
    const asked = await pool.run(async (connection) => connection.url);
    expect(asked).toBe(second.url);
    pool.close();
  });

  it('takes no answer to another question for its own', async () => {
    const { connect } = await against({ answer: ({ id }) => result(id + 1, 0x61, 0) });
    const connection = await connect();
    expect(await refusal(connection.bind('cn=ada', 'Wrong-Password-1'))).toMatchObject({ timedOut: true });
    expect(connection.isUsable()).toBe(false);
  });

  it('that was cut off by a notice of disconnection is lost, not refused', async () => {
    const notice = result(0, 0x78, 52);
    const { connect } = await against({
      answer: ({ id, operation }) => (operation === BIND ? result(id, 0x61, 0) : notice),
    });
    const connection = await connect();
    await connection.bind('cn=reset', 'Service-Secret-1');
    const search = connection.search('dc=x', { scope: 'sub', filter: is('uid', 'ada'), attributes: ['uid'], limit: 1 });
    expect(await refusal(search)).toBeInstanceOf(LdapLost);
    expect(connection.isUsable()).toBe(false);
  });

  it(
    'sends a name as it is, whatever it is made of: no name changes the shape of a question',
    async () => {
      const { liar, connect } = await against({
        answer: ({ id, operation }) => result(id, operation === BIND ? 0x61 : 0x65, 0),
      });
      const connection = await connect();
      const names = [...hostileNames('iris', HOSTILE_NAMES)];
      for (const name of names) {
        const filter = all(
          is('objectClass', 'person'),
          any(is('uid', name), is('mail', name), inChain('member', name)),
        );
        await connection.search('dc=x', { scope: 'sub', filter, attributes: ['uid'], limit: 1 });
      }
      const asked = liar.requests.map(({ bytes }) => valuesIn(bytes)[0]?.parts[1]?.parts[6]);
      const equal = (attribute: string, value: string): unknown => [
        0xa3,
        attribute,
        Buffer.from(value).toString('hex'),
      ];
      expect(asked.map(shapeOf)).toEqual(
        names.map((name) => [
          0xa0,
          equal('objectClass', 'person'),
          [0xa1, equal('uid', name), equal('mail', name), [0xa9, Buffer.from(name).toString('hex')]],
        ]),
      );
      connection.close();
    },
    60_000 + HOSTILE_NAMES * 5,
  );

  it('that missed an answer is never used again: a late answer answers nobody', async () => {
    const late: Message[] = [];
    const { liar, url, settings } = await against({
      answer: (message) => {
        if (message.operation === BIND) return result(message.id, 0x61, 0);
        if (message.operation !== SEARCH) return undefined;
        late.push(message);
        return late.length === 1 ? undefined : result(message.id, 0x65, 0);
      },
    });
    const pool = ldapPool({
      settings: {
        ...settings,
        urls: [url],
        baseDn: 'dc=x',
        bindDn: 'cn=reset',
        bindPassword: 'Service-Secret-1',
        protectedGroups: [],
        poolSize: 2,
      },
      clock: Date.now,
      log: quiet,
    });
    const ask = () =>
      pool.run((connection) =>
        connection.search('dc=x', { scope: 'sub', filter: is('uid', 'ada'), attributes: ['uid'], limit: 1 }),
      );
    await expect(ask()).rejects.toThrow(/No directory server answers/);
    expect(await ask()).toEqual([]);
    expect(liar.requests.filter(({ operation }) => operation === BIND)).toHaveLength(2);
    expect(late).toHaveLength(2);
    pool.close();
  });
});

/** A filter as it came: tag and parts; the values in hexadecimal. */
function shapeOf(filter: Value | undefined): unknown {
  const [first, second, third] = filter?.parts ?? [];
  if (filter?.tag === 0xa3) return [filter.tag, first?.bytes.toString(), second?.bytes.toString('hex')];
  if (filter?.tag === 0xa9) return [filter.tag, third?.bytes.toString('hex')];
  return [filter?.tag, ...(filter?.parts ?? []).map(shapeOf)];
}
