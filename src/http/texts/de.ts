import { deCommon } from './de-common.js';
import { deDispute } from './de-dispute.js';
import { dePassword } from './de-password.js';
import { deRecoveryCodes } from './de-recovery-codes.js';
import { deScan } from './de-scan.js';
import { deSecurityQuestions } from './de-security-questions.js';
import { deSignIn } from './de-sign-in.js';
import type { PageTexts } from './page-texts.js';

export const de: PageTexts = {
  language: 'de',
  common: deCommon,
  dispute: deDispute,
  password: dePassword,
  recoveryCodes: deRecoveryCodes,
  scan: deScan,
  securityQuestions: deSecurityQuestions,
  signIn: deSignIn,
};
