import { z } from 'zod';
import { redisAddress } from './address.js';

/** What the Redis store reads from the environment. */
export const redisEnv = {
  /** Shared by all instances; without it, what is short-lived stays in this one process. */
  REDIS_URL: z
    .string()
    .refine(
      (url) => redisAddress(url) !== undefined,
      'expected redis://, rediss://, redis+sentinel://host:port,host:port/masterName or redis+cluster://host:port,host:port',
    )
    .optional(),
};
