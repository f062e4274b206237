import type { MethodId } from '../../src/methods/method.js';
import { hasWords } from '../words.js';

/** What people call the methods; the first line heard wins, so the telling ones stand first. */
const WORDS: readonly (readonly [string, ...(readonly string[])[]])[] = [
  ['teams-approval', ['teams']],
  ['recovery-code', ['recovery', 'backup', 'saved', 'printed', 'rescue']],
  ['security-questions', ['question', 'questions']],
  ['authenticator-notification', ['notification', 'notify', 'push', 'approve', 'prompt']],
  ['email', ['email', 'mail', 'mailbox', 'inbox']],
  ['voice', ['call', 'voice', 'phonecall', 'ring', 'telephone', 'landline']],
  ['sms', ['sms', 'text', 'txt', 'texts', 'message', 'textmessage']],
  ['authenticator-code', ['authenticator', 'app', 'totp', 'otp', 'auth', 'google', 'microsoft', 'code']],
];

/** The method people mean by these words, if any. */
export function methodNamed(words: readonly string[]): MethodId | undefined {
  const found = WORDS.find(([, ...groups]) => groups.every((group) => hasWords(words, group)));
  return found ? (found[0] as MethodId) : undefined;
}
