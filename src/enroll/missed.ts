import type { Wish } from '../reset/resets.js';
import type { Note } from './ask.js';

/** What is remarked where what was said leads nowhere: a wish that makes no sense here is understood all the same. */
export function missed({ wish }: { readonly wish?: Wish | undefined }): Note {
  switch (wish?.kind) {
    case 'another-way':
    case 'without-phone':
      return { kind: 'other-ways' };
    case 'send-again':
      return { kind: 'nothing-sent' };
    case 'new-link':
    case 'method':
    case undefined:
      return { kind: 'not-understood' };
  }
}
