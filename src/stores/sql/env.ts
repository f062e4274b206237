import { z } from 'zod';

/** What the database reads from the environment. */
export const sqlEnv = {
  /** PostgreSQL, shared by all instances; without it, a file in DATA_DIR. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host/name' })
    .refine(
      (url) => !/[?&]sslmode=no-verify\b/iu.test(url),
      'expected a certificate that can be checked (sslrootcert=FILE), got sslmode=no-verify',
    )
    .optional(),
  /** Where files are kept: the database when there is no DATABASE_URL. */
  DATA_DIR: z.string().min(1).default('data'),
};
