import type { Enrollment } from '../methods/method.js';
import type { EnrollWorld } from './world.js';

/** This one and whatever else is registered on the same device: a lost phone goes as a whole. */
export function sameDevice(
  { methods }: Pick<EnrollWorld, 'methods'>,
  enrollments: readonly Enrollment[],
  enrollment: Enrollment,
): readonly [Enrollment, ...Enrollment[]] {
  const deviceOf = (one: Enrollment): string | undefined => methods.get(one.method)?.deviceOf?.(one);
  const device = deviceOf(enrollment);
  if (device === undefined) return [enrollment];
  return [enrollment, ...enrollments.filter((one) => one.id !== enrollment.id && deviceOf(one) === device)];
}
