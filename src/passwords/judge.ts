import type { PasswordRules } from '../directories/directory.js';
import type { PasswordRule } from '../errors.js';
import type { Judgement } from '../reset/password-door.js';
import { brokenLocally, normalised, ownNames, wordsOf } from '../web/password-rules.js';
import { bannedWords, isBanned } from './banned.js';
import { commonPasswords } from './common.js';
import type { PasswordStrength } from './strength.js';

/** Scores below are refused: guessed within 10⁶ tries (zxcvbn 0) or 10⁸ (1). */
const LOWEST_SCORE = 2;

/** A new password and what is known of the person who wants it. */
export interface Candidate {
  readonly password: string;
  readonly rules: PasswordRules;
  readonly login: string;
  readonly displayName: string;
  readonly organisation: string;
}

export interface PasswordJudge {
  /** Holds a password against the directory's rules and ours; any input gets an answer in bounded time. Never throws for what was typed. */
  judge(candidate: Candidate): Promise<Judgement>;
}

/**
 * Own rules (no composition rule of ours, NIST SP 800-63B-4 §3.1.1.2): the person's names, banned words by Entra's points,
 * common passwords, guessability. `bannedWords`: the administrator's own list.
 *
 * When strength cannot be measured the password is neither refused nor praised for it (score 2): the directory's rules, the
 * banned words and the common passwords still hold, and a broken thread locks nobody out.
 */
export function passwordJudge(options: {
  readonly strength: PasswordStrength;
  readonly bannedWords?: readonly string[];
}): PasswordJudge {
  const listed = bannedWords(options.bannedWords ?? []);
  return {
    async judge({ password: typed, rules, login, displayName, organisation }) {
      const password = normalised(typed);
      const names = ownNames(login, displayName);
      const local = brokenLocally(password, rules, names);
      if (local.includes('characters') || local.includes('too-long')) return { broken: local, score: 0 };

      const domain = login.split('@')[1] ?? '';
      const organisations = [...wordsOf(organisation), ...wordsOf(domain)];
      const isCommon = await commonPasswords();
      const score = await options.strength.score(password, [...names, ...organisations]);
      const broken: PasswordRule[] = [...local];
      if (isBanned(password, listed, bannedWords(organisations, []))) broken.push('banned-word');
      if (isCommon(password)) broken.push('common');
      else if (score !== 'unknown' && score < LOWEST_SCORE) broken.push('guessable');
      return { broken, score: score === 'unknown' ? LOWEST_SCORE : score };
    },
  };
}
