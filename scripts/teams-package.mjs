// Makes the Teams app package: npm run teams:package [-- FILE]. Reads MICROSOFT_APP_ID and PUBLIC_URL as the server does.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { colourIcon, outlineIcon } from './icons.mjs';
import { root } from './root.mjs';
import { zip } from './zip.mjs';

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const read = (file) => readFileSync(join(root, file), 'utf8');

/** The settings, or every fault at once as `NAME: expected …, got …`. */
function settingsFrom(env) {
  const faults = [];
  const appId = env.MICROSOFT_APP_ID ?? '';
  if (!GUID.test(appId)) {
    faults.push(
      `MICROSOFT_APP_ID: expected the bot's application id (a GUID), got ${appId === '' ? 'nothing' : 'something else'}`,
    );
  }
  const address = (name, fallback) => {
    const given = env[name] || fallback;
    const fine = given && URL.canParse(given) && new URL(given).protocol === 'https:';
    if (!fine) faults.push(`${name}: expected an https address, got ${given ? 'something else' : 'nothing'}`);
    return fine ? new URL(given) : undefined;
  };
  const publicUrl = address('PUBLIC_URL');
  const privacyUrl = address('TEAMS_PRIVACY_URL', env.PUBLIC_URL);
  const termsUrl = address('TEAMS_TERMS_URL', env.PUBLIC_URL);
  const organisation = env.ORGANISATION || 'Reset Assistant';
  if (organisation.length > 32) faults.push(`ORGANISATION: expected at most 32 letters, got ${organisation.length}`);
  if (faults.length > 0) return { faults: [...new Set(faults)] };
  return {
    faults,
    values: {
      appId: appId.toLowerCase(),
      version: JSON.parse(read('package.json')).version,
      organisation,
      publicUrl: publicUrl.origin,
      privacyUrl: privacyUrl.href,
      termsUrl: termsUrl.href,
      domain: publicUrl.hostname,
    },
  };
}

/** Fills `{{name}}` in every string of the template. */
function filled(value, values) {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
  if (Array.isArray(value)) return value.map((each) => filled(each, values));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values)]));
}

/** `{ files }`, each `[name, bytes]`, or `{ faults }`. */
export function teamsPackage(env) {
  const { faults, values } = settingsFrom(env);
  if (!values) return { faults };
  const manifest = filled(JSON.parse(read('deploy/teams/manifest.json')), values);
  const languages = manifest.localizationInfo.additionalLanguages.map(({ file }) => [
    file,
    read(`deploy/teams/${file}`),
  ]);
  return {
    faults,
    files: [
      ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
      ...languages,
      ['color.png', colourIcon()],
      ['outline.png', outlineIcon()],
    ],
  };
}

function main() {
  const { faults, files } = teamsPackage(process.env);
  if (!files) {
    process.stderr.write(`The app package was not made.\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
    process.exit(1);
  }
  const target = resolve(process.argv[2] ?? join(root, 'dist/reset-assistant-teams.zip'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, zip(files));
  const shown = relative(process.cwd(), target);
  process.stdout.write(
    `Made ${shown}. Next: Teams admin center → Teams apps → Manage apps → Upload (docs/teams.md).\n`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
