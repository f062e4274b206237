import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clouds } from '../../src/channels/teams/clouds.js';
import { teamsEnv, teamsFaults, teamsSettings } from '../../src/channels/teams/env.js';
import { peopleBy } from '../../src/channels/teams/people.js';
import { APP_ID, TENANT } from '../support/teams-door.js';

const env = (given: Readonly<Record<string, string>>) => z.object(teamsEnv).parse(given);
const SECRET = 'a-client-secret-of-the-bot';
const bot = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_TENANT_ID: TENANT, MICROSOFT_APP_PASSWORD: SECRET };
const faultsOf = (given: Readonly<Record<string, string>>, directory = 'active-directory'): string[] =>
  teamsFaults(env(given), directory).map((fault) => fault.split(':')[0] ?? '');

describe('the settings of the Teams channel', () => {
  it('open no door without an app id, but in evaluation', () => {
    expect(teamsSettings(env({}), { evaluation: false })).toBeUndefined();
    expect(teamsSettings(env({}), { evaluation: true })).toEqual({ kind: 'evaluation' });
  });

  it('with an app id demand tokens in evaluation too', () => {
    expect(teamsSettings(env(bot), { evaluation: true })).toMatchObject({ kind: 'bot', appId: APP_ID });
  });

  it('let in the people of the own tenant unless others are named', () => {
    const tenants = (given: object) => {
      const settings = teamsSettings(env({ ...bot, ...given }), { evaluation: false });
      return settings?.kind === 'bot' ? [...settings.tenants] : [];
    };
    expect(tenants({})).toEqual([TENANT]);
    expect(tenants({ TEAMS_TENANTS: `${APP_ID.toUpperCase()} ${TENANT}` })).toEqual([APP_ID, TENANT]);
  });

  it('open the door to Direct Line with its secret only', () => {
    const channels = (given: object) => {
      const settings = teamsSettings(env({ ...bot, ...given }), { evaluation: false });
      return settings?.kind === 'bot' ? [...settings.channels] : [];
    };
    expect(channels({})).toEqual(['msteams']);
    expect(channels({ DIRECT_LINE_SECRET: 'a-secret-of-direct-line' })).toEqual(['msteams', 'directline', 'webchat']);
  });

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['all is well', bot, []],
    ['nothing is set', {}, []],
    ['a password without an app id', { MICROSOFT_APP_PASSWORD: SECRET }, ['MICROSOFT_APP_ID']],
    ['tenants without an app id', { TEAMS_TENANTS: TENANT }, ['MICROSOFT_APP_ID']],
    ['Direct Line without an app id', { DIRECT_LINE_SECRET: 'a-secret-of-direct-line' }, ['MICROSOFT_APP_ID']],
    ['no credential', { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_TENANT_ID: TENANT }, ['MICROSOFT_APP_PASSWORD']],
    ['two credentials', { ...bot, MICROSOFT_APP_MANAGED_IDENTITY: 'true' }, ['MICROSOFT_APP_PASSWORD']],
    ['no tenant', { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: SECRET }, ['MICROSOFT_APP_TENANT_ID']],
    [
      'a certificate that is not there',
      { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_TENANT_ID: TENANT, MICROSOFT_APP_CERTIFICATE_FILE: '/nowhere.pem' },
      ['MICROSOFT_APP_CERTIFICATE_FILE'],
    ],
    ['everything at once', { MICROSOFT_APP_ID: APP_ID }, ['MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID']],
  ])('name the faulty variables when %s', (_name, given, faulty) => {
    expect(faultsOf(given)).toEqual(faulty);
  });

  it('put no secret into a fault', () => {
    const faults = teamsFaults(env({ ...bot, MICROSOFT_APP_MANAGED_IDENTITY: 'true' }), 'entra');
    expect(faults.join()).not.toContain(SECRET);
  });
});

describe('by what people in Teams are found in the directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'teams-people-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string): string => {
    const path = join(folder, `${Math.random()}.yaml`);
    writeFileSync(path, text);
    return path;
  };
  const table = (text: string) => ({ ...bot, TEAMS_PEOPLE: 'file', TEAMS_PEOPLE_FILE: file(text) });

  it.each([
    ['entra', 'object-id'],
    ['entra+active-directory', 'object-id'],
    ['active-directory', 'sign-in-name'],
    ['openldap', 'mail'],
    ['embedded', 'sign-in-name'],
  ])('is with %s the %s, unless told otherwise', (directory, kind) => {
    expect(peopleBy(env(bot), directory)).toEqual({ kind });
    expect(peopleBy(env({ ...bot, TEAMS_PEOPLE: 'mail' }), directory)).toEqual({ kind: 'mail' });
  });

  it('can be a table in a file', () => {
    const given = table(`${TENANT.toUpperCase()}: ada\n"${APP_ID}": ben@contoso.example\n`);
    expect(faultsOf(given)).toEqual([]);
    const logins = new Map([
      [TENANT, 'ada'],
      [APP_ID, 'ben@contoso.example'],
    ]);
    expect(peopleBy(env(given), 'embedded')).toEqual({ kind: 'table', logins });
  });

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['an object id where the directory knows none', { ...bot, TEAMS_PEOPLE: 'object-id' }, ['TEAMS_PEOPLE']],
    ['a file without its name', { ...bot, TEAMS_PEOPLE: 'file' }, ['TEAMS_PEOPLE_FILE']],
    ['a file nobody asked for', { ...bot, TEAMS_PEOPLE_FILE: 'x' }, ['TEAMS_PEOPLE']],
    ['no such file', { ...bot, TEAMS_PEOPLE: 'file', TEAMS_PEOPLE_FILE: '/nowhere.yaml' }, ['TEAMS_PEOPLE_FILE']],
    ['an empty file', table(''), ['TEAMS_PEOPLE_FILE']],
    ['a list', table('- ada'), ['TEAMS_PEOPLE_FILE']],
    ['a name for an id', table('ada: ada'), ['TEAMS_PEOPLE_FILE']],
    ['an id twice', table(`${TENANT}: ada\n${TENANT}: ben`), ['TEAMS_PEOPLE_FILE']],
    ['an id twice in other letters', table(`${TENANT}: ada\n${TENANT.toUpperCase()}: ben`), ['TEAMS_PEOPLE_FILE']],
    ['somebody without a name', table(`${TENANT}: ''`), ['TEAMS_PEOPLE_FILE']],
    ['people without Teams', { TEAMS_PEOPLE: 'mail' }, ['MICROSOFT_APP_ID']],
  ])('is named as a fault: %s', (_name, given, faulty) => {
    expect(faultsOf(given)).toEqual(faulty);
  });
});

describe('the service URLs of a cloud', () => {
  it.each<[keyof typeof clouds, 'msteams' | 'directline', string]>([
    ['public', 'msteams', 'https://smba.trafficmanager.net/teams/'],
    ['public', 'msteams', 'https://smba.trafficmanager.net/emea/aaaaaaaa-0000-4000-8000-000000000001/'],
    ['public', 'msteams', 'https://smba.trafficmanager.net/amer'],
    ['public', 'msteams', 'https://smba.infra.gcc.teams.microsoft.com/gcc/'],
    ['public', 'msteams', 'https://smba.onyx.prod.teams.trafficmanager.net'],
    ['gcc', 'msteams', 'https://smba.infra.gcc.teams.microsoft.com/teams'],
    ['public', 'directline', 'https://directline.botframework.com/'],
    ['public', 'directline', 'https://europe.webchat.botframework.com/'],
    ['us-government', 'msteams', 'https://smba.infra.gov.teams.microsoft.us/gov/'],
    ['us-government-dod', 'msteams', 'https://smba.infra.dod.teams.microsoft.us/dod/'],
    ['us-government', 'directline', 'https://directline.botframework.azure.us/'],
    ['china', 'msteams', 'https://frontend.botapi.msg.infra.teams.microsoftonline.cn'],
    ['china', 'directline', 'https://directline.botframework.azure.cn/'],
  ])('in %s include for %s %s, and in no other cloud', (name, channel, url) => {
    const serving = Object.entries(clouds).filter(([, cloud]) => cloud.serves(channel, url));
    expect(serving.map(([each]) => each)).toContain(name);
    expect(serving.every(([, { issuer }]) => issuer === clouds[name].issuer)).toBe(true);
  });

  it('include where it begins conversations itself, where that is known', () => {
    const begun = Object.entries(clouds).filter(([, { teamsService }]) => teamsService !== '');
    expect(begun.map(([name]) => name)).toEqual(['public', 'gcc', 'us-government', 'us-government-dod']);
    for (const [name, { serves, teamsService }] of begun) expect(serves('msteams', teamsService), name).toBe(true);
    expect(clouds.gcc.teamsService).toBe('https://smba.infra.gcc.teams.microsoft.com/teams/');
  });
});
