// The echo of the framework's successor for bench/teams.mjs: no dialogs, no state, and who comes in is not checked (its check
// cannot be pointed at another issuer).
import { ActivityHandler, CloudAdapter } from '@microsoft/agents-hosting';
import restify from 'restify';

const adapter = new CloudAdapter({});
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity({ type: 'message', text: `You said ${context.activity.text}` });
  await next();
});

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  request.user = {};
  await adapter.process(request, response, (context) => bot.run(context));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`listens on ${server.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));
