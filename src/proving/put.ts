import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment } from '../methods/method.js';
import type { Budget } from '../stores/ports.js';
import { giveBack } from './give-back.js';
import {
  type Choice,
  carries,
  type Inquiry,
  occasionOf,
  type ProvingWorld,
  prompts,
  recordOf,
  rings,
} from './inquiry.js';
import { type Active, TRIES } from './subject.js';

/** What became of asking. */
export type Put =
  /** `deliver` is carried out once the turn is saved and answered. */
  | { readonly kind: 'asked'; readonly active: Active; readonly deliver: (() => Promise<void>) | undefined }
  | { readonly kind: 'wait'; readonly retryAt: number }
  | { readonly kind: 'unavailable' }
  /** There is nothing registered to ask. */
  | { readonly kind: 'none' };

/** Puts the question of one method. `again` keeps its tries: a resend buys no extra guess. */
export async function put(world: ProvingWorld, inquiry: Inquiry, choice: Choice, again?: Active): Promise<Put> {
  const enrollment = choice.enrollments.find(({ id }) => id === again?.enrollmentId) ?? choice.enrollments[0];
  if (!enrollment) return { kind: 'none' };
  const id = choice.method.traits.id;
  const budgets = costs(world, inquiry, choice, enrollment);
  const [spent, isLeftAlone] = await Promise.all([
    budgets.length > 0 ? world.throttle.spend(budgets) : undefined,
    isLeftInPeace(world, inquiry, choice),
  ]);
  if (spent?.kind === 'refused') {
    await recordOf(world, inquiry, 'excess_rate_limit_exceeded', 'send', id);
    return { kind: 'wait', retryAt: spent.retryAt };
  }
  const isSilent = isLeftAlone || inquiry.who.decoy !== undefined;
  // Before a first proof a message that was refused costs as much as one that went out: its price would tell whom we know.
  const back = (): void => giveBack(world, inquiry.told && !isSilent ? budgets : []);
  // Who makes names up does not use up what the others need; what is left of it refuses all alike.
  if (isSilent && carries(choice)) giveBack(world, world.budgets.tenant);
  try {
    const { challenge, deliver, withheld } = await choice.method.begin(occasionOf(inquiry), enrollment);
    await recordOf(world, inquiry, 'authn_token_created', again ? 'asked-again' : 'asked', id);
    const active = { method: id, enrollmentId: enrollment.id, tries: again?.tries ?? TRIES, asking: newId() };
    return {
      kind: 'asked',
      active: { ...active, challenge: shown(inquiry, challenge) },
      deliver: isSilent || !deliver ? withheld : () => refunding(deliver, back),
    };
  } catch (error) {
    if (!(error instanceof MethodUnavailable)) throw error;
    await recordOf(world, inquiry, 'authn_token_created', 'unavailable', id);
    back();
    return { kind: 'unavailable' };
  }
}

const costs = (world: ProvingWorld, { who }: Inquiry, choice: Choice, enrollment: Enrollment): readonly Budget[] => {
  if (prompts(choice)) return world.budgets.push(who.person);
  if (!carries(choice)) return [];
  return world.budgets.send(who.person, choice.method.sentTo?.(enrollment) ?? enrollment.proof);
};

/** Who said "it's not me" is neither asked nor called again; whoever asks sees the same as ever. */
async function isLeftInPeace({ throttle, budgets }: ProvingWorld, { who }: Inquiry, choice: Choice): Promise<boolean> {
  const disturbs = prompts(choice) || rings(choice);
  return disturbs && (await throttle.spend(budgets.standing(who.person))).kind === 'refused';
}

async function refunding(deliver: () => Promise<void>, back: () => void): Promise<void> {
  try {
    await deliver();
  } catch (error) {
    if (error instanceof MethodUnavailable) back();
    throw error;
  }
}

/** Where a code went, or which phone was asked, is not shown before a first proof. */
export function shown({ told }: Inquiry, challenge: Challenge): Challenge {
  const { question } = challenge;
  if (told) return challenge;
  switch (question.kind) {
    case 'code':
    case 'call':
      return { ...challenge, question: { ...question, ...('sentTo' in question ? { sentTo: '' } : {}) } };
    case 'approve':
      return { ...challenge, question: { ...question, device: '' } };
    case 'saved-code':
    case 'page':
    case 'enter':
    case 'scan':
    case 'pair':
      return challenge;
  }
}
