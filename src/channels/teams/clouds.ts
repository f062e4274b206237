/** Which channels of the Azure Bot Service may reach us. Web Chat's token endpoint makes `webchat` activities. */
export type BotChannel = 'msteams' | 'directline' | 'webchat';

/** Where one of Microsoft's clouds keeps what a bot needs (bot-docs: "Connector authentication", "Azure Government", "21Vianet"). */
export interface Cloud {
  /** `iss` of every token that the Bot Service sends us. */
  readonly issuer: string;
  /** OpenID metadata of that issuer. */
  readonly openIdMetadata: string;
  /** Where our own tokens come from, without a path. */
  readonly login: string;
  /** What our own tokens are for. */
  readonly audience: string;
  /** Where a conversation in Teams is begun while the person's own service URL is not known; empty where that is not known either. */
  readonly teamsService: string;
  /** Azure Direct Line, without a path. */
  readonly directLine: string;
  /** Whether we may ever send to this service URL in answer to that channel. */
  serves(channel: BotChannel, serviceUrl: string): boolean;
}

export type CloudName = 'public' | 'gcc' | 'us-government' | 'us-government-dod' | 'china';

/**
 * Every cloud the bot can live in. Where conversations are begun: Learn, "Proactive messages"; which hosts serve Teams: the
 * allow-lists of Microsoft's Teams SDK (`CloudEnvironment`). Where Teams of 21Vianet begins one is not published.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: commercial('https://smba.trafficmanager.net/teams/'),
  gcc: commercial('https://smba.infra.gcc.teams.microsoft.com/teams/'),
  'us-government': government('smba.infra.gov.teams.microsoft.us'),
  'us-government-dod': government('smba.infra.dod.teams.microsoft.us'),
  china: {
    issuer: 'https://api.botframework.azure.cn',
    openIdMetadata: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    login: 'https://login.partner.microsoftonline.cn',
    audience: 'https://api.botframework.azure.cn',
    teamsService: '',
    directLine: 'https://directline.botframework.azure.cn',
    serves: hosts(['frontend.botapi.msg.infra.teams.microsoftonline.cn'], '.botframework.azure.cn'),
  },
};

/** A tenant of GCC is in the commercial cloud, with a service of its own. */
function commercial(teamsService: string): Cloud {
  return {
    issuer: 'https://api.botframework.com',
    openIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    login: 'https://login.microsoftonline.com',
    audience: 'https://api.botframework.com',
    teamsService,
    directLine: 'https://directline.botframework.com',
    serves: hosts(
      ['smba.trafficmanager.net', 'smba.onyx.prod.teams.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'],
      '.botframework.com',
    ),
  };
}

function government(teamsHost: string): Cloud {
  return {
    issuer: 'https://api.botframework.us',
    openIdMetadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    login: 'https://login.microsoftonline.us',
    audience: 'https://api.botframework.us',
    teamsService: `https://${teamsHost}/teams/`,
    directLine: 'https://directline.botframework.azure.us',
    serves: hosts([teamsHost], '.botframework.azure.us'),
  };
}

/** https on the usual port, written canonically, no name or password in it, on an exact host or below a suffix (security catalogue CNV-3). */
function hosts(teams: readonly string[], directLineSuffix: string): Cloud['serves'] {
  return (channel, serviceUrl) => {
    const url = canonical(serviceUrl);
    if (url?.protocol !== 'https:' || url.port !== '') return false;
    return channel === 'msteams' ? teams.includes(url.hostname) : url.hostname.endsWith(directLineSuffix);
  };
}

/** For evaluation: whatever listens on this very machine. */
export function servesLoopback(serviceUrl: string): boolean {
  const url = canonical(serviceUrl);
  return url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
}

/** Undefined where two readers could understand different addresses. */
function canonical(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.href === text || url.href === `${text}/`) ? url : undefined;
}
