import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Outbox } from '../senders/outbox.js';
import type { SimulatedAuthenticator } from '../senders/simulated-authenticator.js';
import { answerBytes, answerHtml, answerJson } from './answer.js';
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

const scanned = z.object({ key: z.string().min(1).max(1000), account: z.string().max(100).optional() });

export interface PhoneNeeds {
  readonly outbox: Outbox;
  readonly authenticator: SimulatedAuthenticator;
  /** Whose phones can be looked at one by one. */
  readonly owners: readonly PhoneOwner[];
  /** Where the compiled `phone.js` and `phone.css` are. Ends in a slash. */
  readonly webDir: URL;
}

/** Evaluation mode only: the simulated phone. In production these routes do not exist. */
export function phoneRoutes({ outbox, authenticator, owners, webDir }: PhoneNeeds): readonly Route[] {
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
    asset('phone.js', 'text/javascript; charset=utf-8'),
    asset('phone.css', 'text/css; charset=utf-8'),
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
        const { key, account } = scanned.parse(request.body);
        const known = authenticator.scan(key, account);
        if (request.headers.accept?.includes('application/json')) {
          answerJson(response, known ? 200 : 422, { added: known });
          return;
        }
        response.writeHead(303, { Location: known ? '/phone#authenticator' : '/phone#not-a-key' });
        response.end();
      },
    },
  ];
}
