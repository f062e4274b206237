import type { EnrollAsk, Overview } from '../src/enroll/ask.js';
import type { Question } from '../src/methods/method.js';
import { linkCard, pictureCard } from './cards.js';
import type { EnrollPhrases } from './phrases/enroll-phrases.js';
import { fieldOf, optionsLine, questionLine, remark, type Saying, sayAway, saySignIn, words } from './say.js';
import type { Field, Utterance } from './utterance.js';

type Pictured = Extract<Question, { kind: 'scan' | 'pair' }>;
type Confirm = Extract<EnrollAsk, { kind: 'confirm' }>;

/** What registration asks → what is said, one exhaustive switch. `shown`: a button or a picture of before is still there. */
export async function sayEnroll(ask: EnrollAsk, saying: Saying, shown: boolean): Promise<Utterance> {
  const { phrases, now } = saying;
  const { enroll, commands, replies } = phrases;
  const note = 'note' in ask && ask.note ? enroll.note(ask.note, now) : undefined;
  const text = (said: string): string => (note === undefined ? said : `${note}\n\n${said}`);
  const typed = (said: string, buttons: readonly string[], field: Field | undefined): Utterance => ({
    lines: [{ activity: words(text(said), buttons), form: { field } }],
  });
  const plain = (said: string, buttons: readonly string[]): Utterance => typed(said, buttons, undefined);
  switch (ask.kind) {
    case 'sign-in':
    case 'sign-in-waiting':
    case 'sign-in-open':
      return saySignIn(ask, saying);
    case 'directory-away':
      return { ...sayAway(ask, saying), keeps: true };
    case 'prove':
      return { lines: [optionsLine(text(enroll.prove), ask.options, saying)] };
    case 'answer': {
      const isTurned = ask.note?.kind === 'other-questions';
      const buttons = [
        ...(ask.resendable || isTurned ? [replies.sendAgain] : []),
        ...(ask.others ? [replies.anotherWay] : []),
        commands.cancel,
      ];
      const said = ask.note && note !== undefined ? { kind: ask.note.kind, words: note } : undefined;
      const asked = text(phrases.question(ask.question, ask.method));
      return (
        remark(ask.question, said, buttons, shown) ?? {
          lines: [questionLine(ask.question, ask.method, asked, buttons, saying)],
        }
      );
    }
    case 'review':
      return plain(enroll.review(ask.overview, now), [enroll.replies.stillRight, enroll.replies.changeSomething]);
    case 'overview':
      return {
        ...plain(enroll.overview(ask.overview, now), overviewButtons(ask.overview, enroll)),
        ...(ask.note?.kind === 'added' ? { instead: enroll.shownDone } : {}),
      };
    case 'enter':
      return typed(
        enroll.enter(ask.method),
        [enroll.replies.back, commands.cancel],
        ask.method === 'email' ? 'email' : 'phone',
      );
    case 'confirm':
      return confirm(ask, text, saying, shown);
    case 'scan-page': {
      const card = linkCard(text(ask.pairs ? enroll.pair.page : enroll.scanPage), enroll.scanPageButton, ask.url);
      return { lines: [{ activity: card, afterwards: enroll.scanGone }] };
    }
    case 'scan-page-waiting': {
      const said = ask.pairs ? enroll.pair.pageWaiting : enroll.scanPageWaiting;
      return { ...plain(said, [replies.newLink, enroll.replies.back]), keeps: true };
    }
    case 'entry':
      return plain(enroll.entry(ask.entry, now), [
        enroll.replies.rename,
        enroll.replies.remove,
        enroll.replies.back,
        enroll.replies.done,
      ]);
    case 'name':
      return typed(enroll.name(ask.entry), [enroll.replies.back], 'name');
    case 'remove':
      return plain(enroll.remove(ask.entry, ask.leaves, ask.along), [enroll.replies.yesRemove, enroll.replies.noKeep]);
    case 'ended': {
      const { ending, goal, overview } = ask;
      const restMs = Math.max(0, (ask.retryAt ?? now) - now);
      const said = enroll.ending(ending, goal, { overview, now, restMs, helpdesk: saying.helpdesk });
      return plain(
        said,
        saying.offered.map((command) => commands[command]),
      );
    }
  }
}

function overviewButtons({ goal, offers, entries }: Overview, enroll: EnrollPhrases): readonly string[] {
  const { done, add } = enroll.replies;
  if (goal === 'register') return [...offers.map((method) => enroll.method(method)), done];
  return [...entries.map((entry) => enroll.entryLabel(entry)), add, done];
}

/** The words around a picture: to scan and then type its code, or to open on a phone. */
const around = (
  question: Pictured,
  restMs: number,
  { scan, scanKey, scanAgain, scanAlt, scanOpen, pair }: EnrollPhrases,
) =>
  question.kind === 'pair'
    ? { ...pair, below: pair.below(restMs) }
    : { above: scan, below: scanKey(question.key), again: scanAgain, alt: scanAlt, open: scanOpen };

/** The picture stands in the conversation once; asked again, its code is asked for in words. */
async function confirm(
  { question, method, goodUntil, resendable, note }: Confirm,
  text: (said: string) => string,
  saying: Saying,
  shown: boolean,
): Promise<Utterance> {
  const { enroll, question: asks, replies } = saying.phrases;
  const buttons = [...(resendable ? [replies.sendAgain] : []), enroll.replies.back];
  if (question.kind !== 'scan' && question.kind !== 'pair') {
    const asked = question.kind === 'page' ? enroll.page(method) : asks(question, method);
    const said = note && { kind: note.kind, words: text('').trim() };
    const remarked = remark(question, said, buttons, shown);
    if (remarked) return remarked;
    return {
      lines: [questionLine(question, method, text(asked), buttons, saying)],
      keeps: method === 'authenticator-code',
    };
  }
  const said = around(question, goodUntil - saying.now, enroll);
  const form = { field: fieldOf(question) };
  if (shown && note?.kind !== 'sent-again') {
    const again = words(text(said.again), [replies.newPicture, ...buttons]);
    return { lines: [{ activity: again, form }], keeps: true };
  }
  const { drawQr } = await import('../src/qr.js');
  const { png, width } = await drawQr(question.uri);
  const picture = pictureCard({
    before: text(said.above),
    picture: { url: `data:image/png;base64,${png.toString('base64')}`, alt: said.alt, width },
    after: said.below,
    button: { title: said.open, url: question.uri },
  });
  return {
    lines: [
      { activity: picture, afterwards: enroll.scanGone },
      { activity: words(said.again, buttons), form },
    ],
  };
}
