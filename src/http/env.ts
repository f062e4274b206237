import { z } from 'zod';

const origins = z
  .string()
  .transform((text) => text.split(/\s+/).filter((each) => each !== ''))
  .pipe(
    z.array(
      z
        .string()
        .refine(
          (each) => /^https?:/u.test(each) && URL.canParse(each) && new URL(each).origin === each,
          'expected origins of pages, like https://intranet.example, space separated',
        ),
    ),
  );

const PORT = 'expected a port, 0 to 65535';

/** What the HTTP server and the web chat read from the environment. */
export const httpEnv = {
  /** Address to listen on; evaluation mode accepts loopback only. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number({ error: PORT }).int(PORT).min(0, PORT).max(65_535, PORT).default(3978),
  /** Where people reach the server: scheme, host and port, nothing else. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'expected an address like https://reset.contoso.example', abort: true })
    .refine(
      (each) => new URL(each).href === `${new URL(each).origin}/`,
      'expected scheme, host and port alone: no user, path, query or fragment',
    )
    .optional(),
  /** Origins of the pages that may show the chat button, space separated: `https://intranet.example`. */
  WIDGET_ORIGINS: origins.default([]),
  /** How many proxies of our own stand in front and add to X-Forwarded-For; 0 believes none. */
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
};
