import { createHash } from 'node:crypto';
import type { Knock } from '../../http/messages.js';
import type { Clock } from '../../stores/ports.js';
import { type ChannelToken, type TokenFault, verifyChannelToken } from './channel-token.js';
import { type BotChannel, type Cloud, servesLoopback } from './clouds.js';
import type { SigningKeys } from './signing-keys.js';

const MOST_KEPT = 1_000;
/** A key that the issuer withdraws is honoured this much longer for tokens already seen. */
const KEPT_MS = 5 * 60_000;

export type GateFault = TokenFault | 'not-from-this-machine' | 'channel' | 'endorsement' | 'service-url';

/** Where an activity says it comes from. */
interface Origin {
  readonly channelId: string;
  readonly serviceUrl: string;
}

/** One request's way in. */
interface Pass {
  /** What in the activity the token does not vouch for; undefined when it may come in. */
  faultIn(origin: Origin): GateFault | undefined;
}

export interface Gate {
  /** Looks at the token alone; the body is not even read before. */
  admit(knock: Knock): Promise<Pass | GateFault>;
}

/**
 * Our own guard in front of the adapter. A token verified once is remembered by its hash for at most five minutes; what
 * it vouches for is held against every activity anew, so that it opens no other service URL and no other channel.
 */
export function gate(options: {
  readonly appId: string;
  readonly cloud: Cloud;
  readonly channels: ReadonlySet<BotChannel>;
  readonly keys: SigningKeys;
  readonly clock: Clock;
}): Gate {
  const { appId, cloud, channels, keys, clock } = options;
  const verified = new Map<string, { readonly token: ChannelToken; readonly until: number }>();

  const verifiedToken = async (authorization: string | undefined): Promise<ChannelToken | TokenFault> => {
    const hash = createHash('sha256')
      .update(authorization ?? '')
      .digest('base64');
    const now = clock();
    const kept = verified.get(hash);
    if (kept && kept.until > now) return kept.token;
    const token = await verifyChannelToken(authorization, { issuer: cloud.issuer, audience: appId, keys, now });
    if (typeof token === 'string') return token;
    if (verified.size >= MOST_KEPT) verified.clear();
    verified.set(hash, { token, until: Math.min(token.expiresAt, now + KEPT_MS) });
    return token;
  };

  return {
    async admit({ authorization }) {
      const token = await verifiedToken(authorization);
      if (typeof token === 'string') return token;
      return {
        faultIn({ channelId, serviceUrl }) {
          const channel = [...channels].find((each) => each === channelId);
          if (!channel) return 'channel';
          if (!token.endorsements.has(channel)) return 'endorsement';
          return token.serviceUrl === serviceUrl && cloud.serves(channel, serviceUrl) ? undefined : 'service-url';
        },
      };
    },
  };
}

/** Evaluation: no tokens, but nobody beside this machine, and nothing sent beside it. */
export function loopbackGate(): Gate {
  return {
    async admit({ fromThisMachine }) {
      if (!fromThisMachine) return 'not-from-this-machine';
      return {
        faultIn({ channelId, serviceUrl }) {
          if (channelId !== 'msteams') return 'channel';
          return servesLoopback(serviceUrl) ? undefined : 'service-url';
        },
      };
    },
  };
}
