import type { Config } from './config.js';
import type { Finding } from './directories/directory.js';

/** What an administrator, or somebody trying it out, should know once it listens. */
export function startReport(config: Config, port: number, findings: readonly Finding[]): string {
  const own = `http://${config.HOST}:${port}`;
  const lines = config.mode === 'evaluation' ? evaluation(config, own) : production(config, own);
  const remarks = findings
    .filter(({ severity }) => severity !== 'ok')
    .map(({ severity, text }) => `  ${severity}: ${text}`);
  const doubts = config.doubts.map((doubt) => `  warning: ${doubt}`);
  return `${[...lines, ...doubts, ...remarks, ''].join('\n')}\n`;
}

const kept = (config: Config): readonly string[] => [
  config.REDIS_URL
    ? '  Conversations and limits: Redis, shared by all instances.'
    : '  Conversations and limits: in this process. A restart loses them (people start over), and there can be only one instance.',
  config.DATABASE_URL
    ? '  Registered methods and audit log: PostgreSQL.'
    : `  Registered methods and audit log: a file in ${config.DATA_DIR}.`,
];

const evaluation = (config: Config, own: string): readonly string[] => [
  '',
  '  Reset Assistant is ready to be tried (evaluation mode, this machine only).',
  '',
  `  Open   ${own}/        a sample intranet page with the chat button`,
  `         ${own}/phone   the simulated phone: texts, mails, an authenticator, requests to approve`,
  '  Or run npm run playground: the same as a person in Microsoft Teams.',
  '',
  '  Embedded:  the directory with five people: ada, ben, cleo, dana and eve @contoso.example.',
  '  Simulated: text messages, mails, calls and the authenticator app. Nothing leaves this machine.',
  ...kept(config),
  '  For real use set DIRECTORY; .env.example has every setting.',
];

const teams = (config: Config): readonly string[] => {
  if (!config.MICROSOFT_APP_ID) return ['  Microsoft Teams: off.'];
  const tenants = config.TEAMS_TENANTS ?? [config.MICROSOFT_APP_TENANT_ID ?? ''];
  return [
    `  Microsoft Teams: on, for people of ${tenants.length === 1 ? `tenant ${tenants[0]}` : `${tenants.length} tenants`}, at ${config.publicUrl.origin}/api/messages.`,
    ...(config.DIRECT_LINE_SECRET ? ['  The chat page goes over Azure Direct Line.'] : []),
  ];
};

const production = (config: Config, own: string): readonly string[] => [
  '',
  `  Reset Assistant listens on ${own}, for people at ${config.publicUrl.origin}.`,
  `  Directory: ${config.DIRECTORY}. Policy: ${config.POLICY_FILE ?? 'the default one'}.`,
  ...teams(config),
  ...kept(config),
];
