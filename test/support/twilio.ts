import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Document, OpenAPIBackend } from 'openapi-backend';

/** Twilio's official descriptions, used where they lie beside the repository; otherwise only the fields named here are checked. */
const SPECS = new URL('../../../shared/specs/', import.meta.url);
const PATHS = {
  'twilio_api_v2010.json': [
    '/2010-04-01/Accounts/{Sid}.json',
    '/2010-04-01/Accounts/{AccountSid}/Messages.json',
    '/2010-04-01/Accounts/{AccountSid}/Calls.json',
    '/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json',
  ],
  'twilio_verify_v2.json': [
    '/v2/Services/{ServiceSid}/Verifications',
    '/v2/Services/{ServiceSid}/Verifications/{Sid}',
    '/v2/Services/{ServiceSid}/VerificationCheck',
  ],
};

export const accountSid = `AC${'a1'.repeat(16)}`;
export const serviceSid = `VA${'b2'.repeat(16)}`;
export const authToken = 'c3'.repeat(16);

type Form = Readonly<Record<string, string | readonly string[]>>;

interface TwilioRequest {
  readonly path: string;
  readonly form: Form;
}

/** What the next requests get instead of an ordinary answer. */
type Trouble =
  | { readonly kind: 'error'; readonly status: number; readonly code: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'hang-up' };

export interface FakeTwilio {
  readonly url: string;
  readonly requests: TwilioRequest[];
  /** Codes of open verifications by their name. */
  readonly verifications: Map<string, string>;
  /** Whether the official description judged the requests. */
  readonly official: boolean;
  trouble: Trouble | undefined;
  close(): Promise<void>;
}

interface Description {
  readonly paths: Record<string, Record<string, unknown>>;
  readonly components?: { readonly schemas?: Record<string, { properties?: Record<string, unknown> }> };
  readonly [key: string]: unknown;
}

function described(file: keyof typeof PATHS): Description | undefined {
  const url = new URL(file, SPECS);
  if (!existsSync(url)) return undefined;
  const whole: Description = JSON.parse(readFileSync(url, 'utf8'));
  const paths = Object.fromEntries(
    PATHS[file].map((path) => {
      const { servers: _servers, ...operations } = whole.paths[path] ?? {};
      return [path, operations];
    }),
  );
  return { ...whole, paths };
}

async function validators(): Promise<readonly OpenAPIBackend[]> {
  const found = (['twilio_api_v2010.json', 'twilio_verify_v2.json'] as const).flatMap((file) => described(file) ?? []);
  return Promise.all(
    found.map(async (definition) => {
      const openapi: object = definition;
      const backend = new OpenAPIBackend({
        definition: openapi as Document,
        quick: true,
        ajvOpts: { coerceTypes: 'array', formats: {}, validateFormats: false, strict: false },
      });
      return backend.init();
    }),
  );
}

const formOf = (body: string): Form => {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
};

/** Fields that no description knows: the validator lets them pass, Twilio would ignore them. */
function unknownFields(
  backend: OpenAPIBackend,
  request: Parameters<OpenAPIBackend['matchOperation']>[0],
  form: Form,
): string[] {
  const operation = backend.matchOperation(request);
  const body = operation?.requestBody;
  const schema = body && 'content' in body ? body.content['application/x-www-form-urlencoded']?.schema : undefined;
  const known = schema && 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return Object.keys(form).filter((name) => !known.includes(name));
}

/** A loopback Twilio that judges every request by the official description and keeps what verifications need. */
export async function fakeTwilio(): Promise<FakeTwilio> {
  const backends = await validators();
  const requests: TwilioRequest[] = [];
  const verifications = new Map<string, string>();
  let made = 0;
  const newSid = (kind: string): string => {
    made += 1;
    return `${kind}${String(made).padStart(32, '0')}`;
  };

  function judge(method: string, path: string, body: string, form: Form): string | undefined {
    const request = {
      method,
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      query: {},
      // A copy: the validator turns words into numbers in place.
      body: structuredClone(form),
    };
    const backend = backends.find((each) => each.matchOperation(request));
    if (!backend) return backends.length === 0 ? undefined : `no such path: ${path}`;
    const { valid, errors } = backend.validateRequest(request);
    if (!valid) return `${JSON.stringify(errors)} for ${body}`;
    const unknown = unknownFields(backend, request, form);
    return unknown.length > 0 ? `unknown fields: ${unknown.join(', ')}` : undefined;
  }

  function answer(path: string, form: Form): readonly [number, object] {
    const verification = /\/Verifications\/(VE\w+)$/.exec(path)?.[1];
    if (path.endsWith(`/${accountSid}.json`)) return [200, { sid: accountSid, status: 'active' }];
    if (path.endsWith('/Messages.json')) return [201, { sid: newSid('SM'), status: 'queued' }];
    if (/\/Calls(\/CA\w+)?\.json$/.test(path)) return [201, { sid: newSid('CA'), status: 'queued' }];
    if (path.endsWith('/Verifications')) {
      const sid = newSid('VE');
      verifications.set(sid, String(100_000 + made));
      return [201, { sid, status: 'pending', to: form['To'] }];
    }
    if (verification !== undefined) {
      return verifications.delete(verification) ? [200, { sid: verification, status: 'canceled' }] : missing();
    }
    const sid = String(form['VerificationSid']);
    if (!verifications.has(sid)) return missing();
    const approved = verifications.get(sid) === form['Code'];
    if (approved) verifications.delete(sid);
    return [201, { sid, status: approved ? 'approved' : 'pending', valid: approved }];
  }

  const missing = (): readonly [number, object] => [404, problem(404, 20404)];
  const problem = (status: number, code: number): object => ({
    code,
    status,
    message: 'The request could not be done for +12025550100.',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const path = request.url ?? '';
    const form = formOf(body);
    const reply = (status: number, content: object): void => {
      // Two statements: where restify is loaded, its writeHead returns nothing.
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return reply(401, problem(401, 20003));
    requests.push({ path, form });
    const { trouble } = fake;
    if (trouble?.kind === 'silence') return;
    if (trouble?.kind === 'hang-up') return void request.socket.destroy();
    if (trouble?.kind === 'error') return reply(trouble.status, problem(trouble.status, trouble.code));
    const fault = judge(request.method ?? '', path, body, form);
    if (fault !== undefined) return reply(422, { ...problem(422, 422), message: fault });
    return reply(...answer(path, form));
  }

  const server: Server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const fake: FakeTwilio = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    verifications,
    official: backends.length > 0,
    trouble: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}
