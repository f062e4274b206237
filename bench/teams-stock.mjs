// A stock bot for bench/teams.mjs, as the framework's samples make it: CloudAdapter, a waterfall of two prompts, conversation
// and user state in Redis, one key each, saved every turn.
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  MemoryStorage,
  UserState,
} from 'botbuilder';
import { DialogSet, DialogTurnStatus, TextPrompt, WaterfallDialog } from 'botbuilder-dialogs';
import { MicrosoftAppCredentials, ServiceClientCredentialsFactory } from 'botframework-connector';
import { Redis } from 'ioredis';
import restify from 'restify';
import { APP_ID } from './teams-service.mjs';

const { REDIS_URL, SERVICE } = process.env;
const redis = new Redis(REDIS_URL);

/** What the community's Redis storage does: a GET and a SET a key. */
class RedisStorage extends MemoryStorage {
  async read(keys) {
    const found = await Promise.all(keys.map((key) => redis.get(`stock:${key}`)));
    return Object.fromEntries(keys.flatMap((key, index) => (found[index] ? [[key, JSON.parse(found[index])]] : [])));
  }
  async write(changes) {
    await Promise.all(
      Object.entries(changes).map(([key, item]) => redis.set(`stock:${key}`, JSON.stringify(item), 'EX', 1800)),
    );
  }
}

class Loopback extends MicrosoftAppCredentials {
  async getToken() {
    return 'a-token-of-the-bot';
  }
}
class Factory extends ServiceClientCredentialsFactory {
  async isValidAppId(id) {
    return id === APP_ID;
  }
  async isAuthenticationDisabled() {
    return false;
  }
  async createCredentials(id) {
    return new Loopback(id, 'x');
  }
}

const metadata = `${SERVICE}/v1/.well-known/openidconfiguration`;
const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication(
    {
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      OAuthUrl: SERVICE,
      CallerId: 'urn:botframework:azure',
      ToBotFromChannelOpenIdMetadataUrl: metadata,
      ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    },
    new Factory(),
  ),
);
const storage = new RedisStorage();
const conversations = new ConversationState(storage);
const people = new UserState(storage);
const dialogs = new DialogSet(conversations.createProperty('dialogs'));
dialogs.add(new TextPrompt('text'));
dialogs.add(
  new WaterfallDialog('reset', [
    (step) => step.prompt('text', 'What is your account name?'),
    (step) => step.prompt('text', 'Please type the code.'),
    (step) => step.endDialog(),
  ]),
);

async function turn(context) {
  const dc = await dialogs.createContext(context);
  const { status } = await dc.continueDialog();
  if (status !== DialogTurnStatus.waiting) await dc.beginDialog('reset');
  await conversations.saveChanges(context);
  await people.saveChanges(context);
}

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, turn);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`listens on ${server.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));
