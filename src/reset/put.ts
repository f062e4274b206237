import type { Choice } from '../proving/inquiry.js';
import * as proving from '../proving/put.js';
import type { Active } from '../proving/subject.js';
import type { Note } from './ask.js';
import { inquiryOf } from './options.js';
import type { Step } from './resets.js';
import type { Phase } from './session.js';
import { answerStep, chooseStep } from './showing.js';
import { asked, left } from './transitions.js';
import type { World } from './world.js';

type Asking = Phase<'choose'> | Phase<'challenge'>;

/** Puts the question of one method, or says why it cannot be put. */
export async function put(world: World, session: Asking, choice: Choice, again?: Active): Promise<Step> {
  const outcome = await proving.put(world, inquiryOf(session), choice, again);
  switch (outcome.kind) {
    case 'asked': {
      const step = answerStep(world, asked(session, outcome.active), again ? { kind: 'sent-again' } : undefined);
      return { ...step, after: outcome.deliver };
    }
    case 'wait': {
      const note: Note = { kind: 'wait-to-send', retryAt: outcome.retryAt };
      // What was asked before is still asked: its code may be on its way.
      return session.phase === 'challenge' ? answerStep(world, session, note) : chooseStep(world, left(session), note);
    }
    case 'unavailable':
      return chooseStep(world, left(session), { kind: 'undeliverable' });
    case 'none':
      return chooseStep(world, left(session));
  }
}
