import type { CloudChannel } from './channels/cloud.js';
import type { AnswerValue } from './channels/teams/turns.js';
import type { TeamsApprovals, TeamsChats } from './methods/teams-approvals.js';
import type { Recognise } from './proving/recognise.js';
import { answeredIn, answerIn, lapsedIn, requestIn } from './voice.js';

/** People's chats with the bot, for requests that are answered there. */
export const chatsIn = (teams: () => Pick<CloudChannel, 'personOf' | 'notify'> | undefined): TeamsChats => ({
  reaches: async (accountId) => (await teams()?.personOf(accountId)) !== undefined,
  async ask(asked) {
    const person = await teams()?.personOf(asked.accountId);
    const said = person && (await teams()?.notify(person, requestIn(asked, person.locale)));
    return said && { lapse: () => said.replace(lapsedIn(asked, person.locale)) };
  },
});

/** Answers to requests, by whoever has the account that was asked; undefined for everything else that is tapped. */
export const approvalAnswers =
  (approvals: TeamsApprovals, recognise: Recognise): AnswerValue =>
  async (identity, value, locale) => {
    const given = answerIn(value);
    if (!given) return undefined;
    const account = await recognise(identity);
    const { id, action, number } = given;
    return answeredIn(account ? await approvals.answer(account.id, id, { action, number }) : 'gone', locale);
  };
