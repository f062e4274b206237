import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'restify';
import { escapeHtml } from '../html.js';
import { answerBytes } from './answer.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
};
const FOREVER = 'public, max-age=31536000, immutable';

/** What the build left for browsers. */
export interface Assets {
  /** The address of a file: it changes with the content, so that it may be kept for ever. */
  url(name: string): string;
  /** A page with `{{name}}` filled in (escaped) and `{{asset:file}}` as addresses. @throws when a name has no value. */
  page(name: string, values: Readonly<Record<string, string>>): string;
  /** A file's text, for what is served under a fixed address. */
  text(name: string): string;
  readonly routes: readonly Route[];
}

const known = new Map<string, Assets>();

/** What stands in `webDir`, read once for all pages. Small files share one version, so that their relative imports hold together. */
export function webAssets(webDir: URL): Assets {
  const assets = known.get(webDir.href) ?? assetsIn(webDir);
  known.set(webDir.href, assets);
  return assets;
}

function assetsIn(webDir: URL): Assets {
  const small = readdirSync(webDir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
  const hash = createHash('sha256');
  for (const name of small) hash.update(`${name}\0`).update(readFileSync(new URL(name, webDir)));
  const version = hash.digest('hex').slice(0, 16);
  const large = readdirSync(new URL('assets/', webDir));
  const webChat = large.find((name) => /^webchat\.[0-9a-f]+\.js$/.test(name));
  if (!webChat) throw new Error('The build has no Web Chat client: run `npm run build`.');

  const url = (name: string): string => {
    if (name === 'webchat.js') return `/assets/${webChat}`;
    if (!small.includes(name)) throw new Error(`The build has no ${name}: run \`npm run build\`.`);
    return `/assets/${version}/${name}`;
  };
  const text = (name: string): string => readFileSync(new URL(name, webDir), 'utf8');
  const templates = new Map(small.filter((name) => name.endsWith('.html')).map((name) => [name, text(name)]));

  return {
    url,
    text,
    page(name, values) {
      const template = templates.get(name);
      if (template === undefined) throw new Error(`The build has no ${name}: run \`npm run build\`.`);
      return template.replace(/\{\{(asset:)?([\w.-]+)\}\}/g, (_all, isAsset: string | undefined, key: string) => {
        const value = isAsset ? url(key) : values[key];
        if (value === undefined) throw new Error(`${name} needs a value for ${key}.`);
        return escapeHtml(value);
      });
    },
    routes: [
      {
        method: 'get',
        path: '/assets/:file',
        body: 'none',
        handle: (request, response) => serveLarge(request, response, new URL('assets/', webDir), large),
      },
      {
        method: 'get',
        path: '/assets/:version/:file',
        body: 'none',
        async handle(request, response) {
          const file: string = request.params.file;
          const type = TYPES[file.split('.').at(-1) ?? ''];
          if (!type || !small.includes(file)) throw new Refusal(404, 'ERR_NOT_FOUND');
          // A page of an earlier release gets today's file, and keeps it only for itself.
          const cache = request.params.version === version ? FOREVER : 'no-store';
          answerBytes(response, 200, type, await readFile(new URL(file, webDir)), { 'Cache-Control': cache });
        },
      },
    ],
  };
}

async function serveLarge(request: Request, response: Response, folder: URL, names: readonly string[]): Promise<void> {
  const file: string = request.params.file;
  const type = TYPES[file.split('.').at(-1) ?? ''];
  if (!type || !names.includes(file)) throw new Refusal(404, 'ERR_NOT_FOUND');
  const accepted = String(request.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  const coding = (['br', 'gzip'] as const).find((each) => accepted.some((one) => one.split(';')[0] === each));
  const ending = coding && { br: '.br', gzip: '.gz' }[coding];
  const squeezed = ending !== undefined && names.includes(`${file}${ending}`);
  const body = await readFile(new URL(squeezed ? `${file}${ending}` : file, folder));
  answerBytes(response, 200, type, body, {
    'Cache-Control': file.endsWith('.js') ? FOREVER : 'public, max-age=3600',
    Vary: 'Accept-Encoding',
    ...(squeezed && { 'Content-Encoding': coding }),
  });
}
