import type { Request, Response } from 'restify';

/** One endpoint. `handle` returns nothing: restify logs what an async handler returns. */
export interface Route {
  readonly method: 'get' | 'post' | 'del';
  readonly path: string;
  /** What body is taken; anything else is 415. `later`: `handle` decides who may come in, and then reads it itself. */
  readonly body: 'none' | 'json' | 'form' | 'later';
  readonly handle: (request: Request, response: Response) => Promise<void>;
}
