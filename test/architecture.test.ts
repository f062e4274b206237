import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** A room is a folder of src/, `dialogs`, or a single file at the top of src/. */
const roomOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/');
  if (first === 'dialogs') return 'dialogs';
  return second.endsWith('.ts') ? second.replace('.ts', '') : second;
};

const PORTS = new Set([
  'src/methods/method.ts',
  'src/senders/sender.ts',
  'src/senders/verifier.ts',
  'src/directories/directory.ts',
  'src/stores/ports.ts',
  'src/channels/channel.ts',
]);

/** Who may import whom, beside the port files, which everybody may. `main` may import everything. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  crypto: ['errors'],
  policy: ['errors', 'crypto', 'methods/traits', 'directories/directory'],
  server: ['main', 'built'],
  built: [],
  proving: ['policy', 'reset', 'errors', 'crypto', 'methods'],
  'sign-in': ['proving', 'reset', 'crypto', 'notices'],
  reset: ['proving', 'sign-in', 'policy', 'errors', 'crypto', 'notices', 'methods/slow-hash'],
  enroll: ['proving', 'sign-in', 'policy', 'reset', 'errors', 'crypto', 'notices', 'methods/traits'],
  methods: ['errors', 'crypto', 'notices', 'senders'],
  notices: ['errors', 'crypto', 'html', 'locale', 'senders/speech'],
  senders: ['errors', 'crypto'],
  stores: ['errors', 'crypto', 'methods/traits'],
  directories: ['errors', 'crypto'],
  passwords: [
    'web/password-rules',
    'built',
    'errors',
    'reset/password-door',
    'directories/directory',
    'directories/names-in',
  ],
  channels: ['errors', 'crypto', 'http', 'locale', 'networks', 'reset/ask', 'methods/said', 'methods/saved-code'],
  http: [
    'web/chat-words',
    'web/password-rules',
    'built',
    'errors',
    'crypto',
    'html',
    'locale',
    'qr',
    'reset',
    'enroll',
    'sign-in',
    'methods',
    'senders',
    'notices',
  ],
  dialogs: ['reset', 'enroll', 'errors', 'crypto', 'locale', 'qr', 'methods/traits', 'phrases'],
  config: [
    'errors',
    'channels',
    'directories',
    'http',
    'methods',
    'networks',
    'notices',
    'senders',
    'stores',
    'policy',
  ],
  adapters: ['config', 'crypto', 'errors', 'directories', 'senders', 'stores', 'methods', 'channels', 'http'],
  evaluation: ['built', 'crypto', 'directories', 'methods', 'mind', 'http', 'senders', 'stores'],
  'health-checks': ['directories', 'http', 'stores'],
  report: ['config', 'directories'],
  mind: [
    'adapters',
    'channels',
    'config',
    'crypto',
    'directories',
    'enroll',
    'methods',
    'notices',
    'policy',
    'proving',
    'reset',
    'stores',
  ],
  voice: ['channels', 'dialogs', 'enroll', 'mind', 'notices', 'reset'],
  doors: ['ask-in-teams', 'channels', 'http', 'mind', 'notices', 'notices-in-teams', 'voice'],
  'ask-in-teams': ['channels', 'methods', 'proving', 'voice'],
  'notices-in-teams': ['channels', 'config', 'mind', 'notices', 'voice'],
  'approver-app': ['built', 'http', 'mind'],
  'one-time-pages': ['enroll', 'http', 'mind', 'passwords', 'reset', 'sign-in'],
  html: [],
  locale: [],
  networks: [],
  qr: [],
  cli: [
    'reset/budgets',
    'reset/person',
    'reset/world',
    'enroll/changes',
    'enroll/same-device',
    'mind',
    'config',
    'adapters',
    'crypto',
    'errors',
    'policy',
    'directories',
    'stores',
    'methods',
    'http',
    'senders/twilio',
  ],
};

/** Frameworks and drivers, and the only rooms that may know them. */
const ONLY: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^botbuilder-dialogs/, ['dialogs']],
  [/^botbuilder|^botframework-(connector|schema)/, ['dialogs', 'channels', 'voice']],
  [/^restify/, ['http', 'channels']],
  [/^ioredis/, ['stores']],
  [/^(kysely|libsql|pg)$/, ['stores']],
  [/^ldapts/, ['directories']],
  [/^twilio/, ['senders', 'methods', 'http']],
  [/^nodemailer/, ['senders']],
  [/^web-push/, ['senders']],
  [/^qrcode$/, ['qr']],
];

const files = ['src', 'dialogs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('web/'))
    .map((path) => `${folder}/${path}`),
);

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, target]) => target ?? '',
  );

const local = (file: string, target: string): string =>
  relative(ROOT, resolve(ROOT, dirname(file), target)).replace(/\.js$/, '.ts');

function isAllowed(from: string, target: string): boolean {
  const room = roomOf(from);
  if (room === 'main' || PORTS.has(target) || roomOf(target) === room) return true;
  const path = target.replace(/^src\//, '').replace(/\.ts$/, '');
  return (MAY[room] ?? []).some(
    (allowed) => path === allowed || path.startsWith(`${allowed}/`) || roomOf(target) === allowed,
  );
}

describe('the house', () => {
  it('lets no room import what is above or beside it', () => {
    const forbidden = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => local(file, target))
        .filter((target) => !isAllowed(file, target))
        .map((target) => `${file} → ${target}`),
    );
    expect(forbidden).toEqual([]);
  });

  it('keeps frameworks and drivers in their rooms', () => {
    const forbidden = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => ONLY.some(([name, rooms]) => name.test(target) && !rooms.includes(roomOf(file))))
        .filter((target) => !(target.startsWith('botbuilder-dialogs') && roomOf(file) === 'dialogs'))
        .map((target) => `${file} → ${target}`),
    );
    expect(forbidden).toEqual([]);
  });

  it('lets one file alone import the dialogs', () => {
    const others = files.filter((file) => !file.startsWith('dialogs/') && file !== 'src/voice.ts');
    const forbidden = others.filter((file) =>
      importsOf(file).some((target) => local(file, target).startsWith('dialogs/')),
    );
    expect(forbidden).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(
      readers.filter((file) => file !== 'src/config.ts' && !file.startsWith('src/cli/') && file !== 'src/server.ts'),
    ).toEqual([]);
  });

  it('has no file over 200 lines without a reason', () => {
    const long = files.filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return text.split('\n').length > 201 && !/^\/\*\*? Long because/.test(text);
    });
    expect(long).toEqual([]);
  });
});
