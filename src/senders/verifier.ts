/** A provider that makes, sends and compares codes itself; the code is never in our hands. Driven port. */
export interface Verifier {
  /** How many digits its codes have. */
  readonly digits: number;
  /** Sends a code by text message; returns the provider's name for this verification. @throws MessageRefused */
  start(to: string, locale: string): Promise<string>;
  /** True once for the right code; false for a wrong, expired or used one. @throws MessageRefused the provider could not be asked */
  check(verification: string, code: string): Promise<boolean>;
  /** Makes a verification worthless; one that is already over is left as it is. @throws MessageRefused */
  cancel(verification: string): Promise<void>;
}
