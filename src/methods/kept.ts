import type { z } from 'zod';
import { MethodUnavailable } from '../errors.js';
import type { Enrollment } from './method.js';

/** What a method stored with an enrollment. @throws MethodUnavailable when it is not of the method's own shape */
export function dataOf<T>(shape: z.ZodType<T>, enrollment: Enrollment): T {
  const parsed = shape.safeParse(enrollment.data);
  if (parsed.success) return parsed.data;
  throw new MethodUnavailable(`The stored ${enrollment.method} of this person cannot be read.`);
}

/** What a method remembered in a challenge. @throws MethodUnavailable when it is not of the method's own shape */
export function memoOf<T>(shape: z.ZodType<T>, memo: unknown): T {
  const parsed = shape.safeParse(memo);
  if (parsed.success) return parsed.data;
  throw new MethodUnavailable('The stored challenge cannot be read; it has to be asked again.');
}

/** What a text holds; undefined where it is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
