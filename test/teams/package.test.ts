import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { ManifestUtil } from '@microsoft/app-manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hear } from '../../dialogs/hear.js';
import { APP_ID } from '../support/teams-door.js';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/teams-package.mjs');
const ENV = { MICROSOFT_APP_ID: APP_ID, PUBLIC_URL: 'https://reset.contoso.example', ORGANISATION: 'Contoso' };
const SCHEMAS = join(
  dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json')),
  'build/json-schemas/teams',
);
/** The newest version that the official package knows. */
const NEWEST = readdirSync(SCHEMAS)
  .flatMap((name) => /^v1\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? [])
  .reduce((one, other) => Math.max(one, other));

/** Reads an archive by its directory (APPNOTE.TXT 4.3.12). */
function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const count = archive.readUInt16LE(archive.length - 12);
  let at = archive.readUInt32LE(archive.length - 6);
  for (let index = 0; index < count; index += 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const packed = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(archive.subarray(from, from + packed)));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** Size and RGBA pixels of an unfiltered PNG. */
function picture(png: Buffer) {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const pixels = Array.from({ length: width * height }, (_, index) => {
    const start = Math.floor(index / width) * (width * 4 + 1) + 1 + (index % width) * 4;
    return [...rows.subarray(start, start + 4)];
  });
  return { width, height, pixels };
}

describe('the Teams app package', () => {
  let folder: string;
  let files: Map<string, Buffer>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'teams-package-'));
    files = made('app.zip');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const made = (name: string): Map<string, Buffer> => {
    const target = join(folder, name);
    execFileSync(process.execPath, [SCRIPT, target], { env: { ...process.env, ...ENV } });
    return unzip(readFileSync(target));
  };
  const json = (name: string) => JSON.parse(files.get(name)?.toString() ?? 'null');
  const faultsBy = (name: string, value: unknown): Promise<string[]> => {
    const file = join(SCHEMAS, `v1.${NEWEST}`, `MicrosoftTeams.${name}`);
    // One pattern of the published schema is no regular expression in Unicode mode (`\b]` for `\b\]`).
    const schema = JSON.parse(readFileSync(file, 'utf8').replaceAll(String.raw`\\b]`, String.raw`\\b\\]`));
    return ManifestUtil.validateManifestAgainstSchema(value as never, schema as never);
  };

  it('holds the manifest, its other languages and two icons, and nothing else', () => {
    expect([...files.keys()]).toEqual(['manifest.json', 'de.json', 'color.png', 'outline.png']);
  });

  it('has a manifest that is valid by the newest official schema', async () => {
    const manifest = json('manifest.json');
    expect(manifest.manifestVersion).toBe(`1.${NEWEST}`);
    expect(manifest.$schema).toContain(`/v1.${NEWEST}/`);
    expect(await faultsBy('schema.json', manifest)).toEqual([]);
    expect(await faultsBy('schema.json', { ...manifest, bots: [{ scopes: ['personal'] }] })).not.toEqual([]);
  });

  it('has other languages that are valid by the official schema, for texts that are there', async () => {
    const german = json('de.json');
    expect(await faultsBy('Localization.schema.json', german)).toEqual([]);
    const commands: unknown[] = json('manifest.json').bots[0].commandLists[0].commands;
    const named = Object.keys(german).filter((name) => name.endsWith('.title'));
    expect(named).toHaveLength(commands.length);
    const manifest = json('manifest.json');
    for (const path of Object.keys(german).filter((name) => name !== '$schema')) {
      const found = path.split(/[.[\]]+/).reduce((value, name) => value?.[name], manifest);
      expect([path, typeof found]).toEqual([path, 'string']);
    }
  });

  it('is for private chats of one bot, on our own domain only', () => {
    expect(json('manifest.json')).toMatchObject({
      id: APP_ID,
      bots: [{ botId: APP_ID, scopes: ['personal'], commandLists: [{ scopes: ['personal'] }] }],
      validDomains: ['reset.contoso.example'],
      developer: { name: 'Contoso', websiteUrl: 'https://reset.contoso.example' },
      defaultInstallScope: 'personal',
    });
  });

  it('offers only commands that the bot understands, in every language', () => {
    const commands: { title: string }[] = json('manifest.json').bots[0].commandLists[0].commands;
    const titles = [
      ...commands.map(({ title }) => title),
      ...Object.entries(json('de.json')).flatMap(([name, text]) => (name.endsWith('.title') ? [String(text)] : [])),
    ];
    for (const text of titles) {
      const heard = hear({ type: 'message', text });
      expect([text, heard]).toEqual([text, expect.objectContaining({ command: expect.any(String) })]);
    }
  });

  it('has a full-colour icon of 192 pixels without a hole', () => {
    const { width, height, pixels } = picture(files.get('color.png') ?? Buffer.alloc(0));
    expect([width, height]).toEqual([192, 192]);
    expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(pixels[0]).toEqual([0x33, 0x50, 0xc4, 255]);
  });

  it('has an outline icon of 32 pixels, white on nothing', () => {
    const { width, height, pixels } = picture(files.get('outline.png') ?? Buffer.alloc(0));
    expect([width, height]).toEqual([32, 32]);
    const drawn = pixels.filter(([, , , alpha = 0]) => alpha > 0);
    expect(drawn.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(drawn.length).toBeGreaterThan(100);
    expect(drawn.length).toBeLessThan(600);
  });

  it('is the same archive every time', () => {
    made('again.zip');
    const [one, two] = ['app.zip', 'again.zip'].map((name) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    );
    expect(one).toBe(two);
  });

  it('is not made from faulty settings: all faults are named, and no stack', () => {
    const env = { PATH: process.env['PATH'], MICROSOFT_APP_ID: 'bot', PUBLIC_URL: 'http://reset.contoso.example' };
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, join(folder, 'no.zip')], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain("MICROSOFT_APP_ID: expected the bot's application id (a GUID), got something else");
    expect(stderr).toContain('PUBLIC_URL: expected an https address, got something else');
    expect(stderr).not.toContain(' at ');
  });
});
