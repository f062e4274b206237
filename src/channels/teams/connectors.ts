import {
  type AuthenticateRequestResult,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  ConnectorClient,
  ConnectorFactory,
  UserTokenClient,
} from 'botframework-connector';
import type { BearerCredentials } from './credentials.js';
import type { Transport } from './transport.js';

const MOST_KEPT = 100;

/** Connector clients, one a service URL; the SDK builds a new one, HTTP pipeline and all, for every turn. */
export class Connectors extends ConnectorFactory {
  readonly #kept = new Map<string, ConnectorClient>();
  readonly #serves: (serviceUrl: string) => boolean;
  readonly #credentials: BearerCredentials;
  readonly #transport: Transport;

  constructor(parts: {
    readonly serves: (serviceUrl: string) => boolean;
    readonly credentials: BearerCredentials;
    readonly transport: Transport;
  }) {
    super();
    this.#serves = parts.serves;
    this.#credentials = parts.credentials;
    this.#transport = parts.transport;
  }

  /** @throws when the service URL is none of the cloud's: also what was stored long ago goes nowhere else. */
  override async create(serviceUrl: string): Promise<ConnectorClient> {
    const kept = this.#kept.get(serviceUrl);
    if (kept) return kept;
    if (!this.#serves(serviceUrl)) throw new Error('The service URL is not on the list of this cloud.');
    const made = new ConnectorClient(this.#credentials, {
      baseUri: serviceUrl.replace(/\/$/, ''),
      httpClient: this.#transport,
      userAgent: 'reset-assistant',
    });
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(serviceUrl, made);
    return made;
  }
}

/** What the SDK's adapter asks of a cloud. Who may come in was decided in front of it (`gate.ts`). */
export class DecidedAuthentication extends BotFrameworkAuthentication {
  readonly #connectors: Connectors;
  readonly #userTokens = new NoUserTokens();
  constructor(connectors: Connectors) {
    super();
    this.#connectors = connectors;
  }
  override authenticateRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Error('The gate decides who comes in.'));
  }
  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Error('There is no streaming endpoint.'));
  }
  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors;
  }
  override async createUserTokenClient(): Promise<UserTokenClient> {
    return this.#userTokens;
  }
}

/** The identity under which the adapter runs turns that the gate let in. */
export const botIdentity = (appId: string): ClaimsIdentity =>
  new ClaimsIdentity([{ type: 'aud', value: appId }], 'gate');

/** Nobody signs in through the bot. */
class NoUserTokens extends UserTokenClient {
  override getUserToken = refuse;
  override getSignInResource = refuse;
  override signOutUser = refuse;
  override getTokenStatus = refuse;
  override getAadTokens = refuse;
  override exchangeToken = refuse;
}

const refuse = (): Promise<never> => Promise.reject(new Error('The bot keeps no user tokens.'));
