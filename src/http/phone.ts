import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Calls } from '../methods/calls.js';
import type { SimulatedApprover } from '../methods/simulated-approver.js';
import type { Outbox } from '../senders/outbox.js';
import type { SimulatedAuthenticator } from '../senders/simulated-authenticator.js';
import type { Screen } from '../senders/simulated-screen.js';
import { answerBytes, answerHtml, answerJson } from './answer.js';
import { phoneApprovals } from './phone-approvals.js';
import { type PhoneOwner, phonePage } from './phone-page.js';
import type { Route } from './route.js';
import { contentPolicy } from './security-headers.js';

const POLICY = contentPolicy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
});

const SCRIPTS = ['phone.js', 'phone-calls.js', 'phone-lists.js', 'phone-parts.js', 'phone-requests.js'];

const reference = z.object({ reference: z.string().regex(/^[\w-]{22}$/) });
const press = z.object({ key: z.enum([...'0123456789*#', 'hang-up']) });
/** Without a key: what the camera sees. */
const scanned = z.object({ key: z.string().min(1).max(1000).optional(), account: z.string().max(100).optional() });

export interface PhoneNeeds {
  readonly outbox: Outbox;
  readonly authenticator: SimulatedAuthenticator;
  /** What the camera sees. */
  readonly screen: Pick<Screen, 'seen'>;
  /** Calls that wait for a key; without it nothing rings. */
  readonly calls?: Calls | undefined;
  /** Requests that wait for an answer; without it nothing is asked. */
  readonly approver?: SimulatedApprover | undefined;
  /** Whose phones can be looked at one by one. */
  readonly owners: readonly PhoneOwner[];
  /** Where the compiled `phone.js` and `phone.css` are. Ends in a slash. */
  readonly webDir: URL;
}

/** Evaluation mode only: the simulated phone. In production these routes do not exist. */
export function phoneRoutes({
  outbox,
  authenticator,
  screen,
  calls,
  approver,
  owners,
  webDir,
}: PhoneNeeds): readonly Route[] {
  const asset = (name: string, type: string): Route => ({
    method: 'get',
    path: `/phone/${name}`,
    body: 'none',
    async handle(_request, response) {
      answerBytes(response, 200, type, await readFile(new URL(name, webDir)));
    },
  });
  return [
    {
      method: 'get',
      path: '/phone',
      body: 'none',
      async handle(_request, response) {
        answerHtml(response, 200, phonePage(owners), POLICY);
      },
    },
    ...SCRIPTS.map((name) => asset(name, 'text/javascript; charset=utf-8')),
    asset('phone.css', 'text/css; charset=utf-8'),
    asset('icon.svg', 'image/svg+xml; charset=utf-8'),
    {
      method: 'get',
      path: '/phone/messages.json',
      body: 'none',
      async handle(request, response) {
        const to = new URL(request.url ?? '', 'http://phone').searchParams.get('to');
        answerJson(response, 200, await outbox.list(to === null || to === '' ? undefined : to));
      },
    },
    {
      method: 'get',
      path: '/phone/authenticator.json',
      body: 'none',
      async handle(_request, response) {
        answerJson(response, 200, await authenticator.codes());
      },
    },
    {
      method: 'post',
      path: '/phone/authenticator',
      body: 'form',
      async handle(request, response) {
        const { key, account } = scanned.parse(request.body ?? {});
        const text = key ?? (await screen.seen()) ?? '';
        const known = (await approver?.pair(text)) || authenticator.scan(text, account);
        if (request.headers.accept?.includes('application/json')) {
          answerJson(response, known ? 200 : 422, { added: known });
          return;
        }
        response.writeHead(303, { Location: known ? '/phone#authenticator' : '/phone#not-a-key' });
        response.end();
      },
    },
    ...callRoutes(outbox, calls),
    ...phoneApprovals(approver),
  ];
}

/** What rings, and what is pressed: takes the place of the telephone network. */
const callRoutes = (outbox: Outbox, calls: Calls | undefined): readonly Route[] => [
  {
    method: 'get',
    path: '/phone/calls.json',
    body: 'none',
    async handle(_request, response) {
      const lately = await outbox.calls();
      const waiting = await Promise.all(lately.map((call) => calls?.waits(call.reference)));
      answerJson(
        response,
        200,
        lately.filter((_call, index) => waiting[index]),
      );
    },
  },
  {
    method: 'post',
    path: '/phone/calls/:reference',
    body: 'form',
    async handle(request, response) {
      const { reference: name } = reference.parse(request.params);
      const { key } = press.parse(request.body);
      if (key === 'hang-up') await calls?.ended(name);
      const speech = key === 'hang-up' ? undefined : await calls?.pressed(name, key);
      answerJson(response, 200, { said: speech && 'text' in speech ? speech.text : '' });
    },
  },
];
