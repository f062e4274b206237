import { enCommon } from './en-common.js';
import { enDispute } from './en-dispute.js';
import { enPassword } from './en-password.js';
import { enRecoveryCodes } from './en-recovery-codes.js';
import { enScan } from './en-scan.js';
import { enSecurityQuestions } from './en-security-questions.js';
import { enSignIn } from './en-sign-in.js';
import type { PageTexts } from './page-texts.js';

export const en: PageTexts = {
  language: 'en',
  common: enCommon,
  dispute: enDispute,
  password: enPassword,
  recoveryCodes: enRecoveryCodes,
  scan: enScan,
  securityQuestions: enSecurityQuestions,
  signIn: enSignIn,
};
