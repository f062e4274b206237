import { inLanguage } from '../../locale.js';
import { de } from './de.js';
import { en } from './en.js';
import type { enCommon } from './en-common.js';
import type { enDispute } from './en-dispute.js';
import type { enPassword } from './en-password.js';
import type { enRecoveryCodes } from './en-recovery-codes.js';
import type { enScan } from './en-scan.js';
import type { enSecurityQuestions } from './en-security-questions.js';
import type { enSignIn } from './en-sign-in.js';

/** How things stand, and what to do next. */
export interface Said {
  readonly title: string;
  readonly lead: string;
  readonly next: readonly string[];
}

/** What stands on a page whose link was not opened yet. */
export interface WaitingSaid {
  readonly title: string;
  readonly lead: string;
  readonly once: string;
  readonly button: string;
  readonly notMe: string;
}

/** Every sentence of the pages of their own, in one language. Short, plain, kind; each says what to do next. */
export interface PageTexts {
  /** BCP 47, lower case. */
  readonly language: string;
  readonly common: typeof enCommon;
  readonly password: typeof enPassword;
  readonly signIn: typeof enSignIn;
  readonly scan: typeof enScan;
  readonly recoveryCodes: typeof enRecoveryCodes;
  readonly securityQuestions: typeof enSecurityQuestions;
  readonly dispute: typeof enDispute;
}

/** The languages there are; the first where somebody's own is not among them. */
export const catalogues: readonly [PageTexts, ...PageTexts[]] = [en, de];

/** In the language that whoever reads the page told the browser (`Accept-Language`). */
export const pageTexts = (acceptLanguage: string | undefined): PageTexts => inLanguage(acceptLanguage, catalogues);
