// The border to Microsoft's Web Chat, which is loaded as one file and leaves `window.WebChat`.

interface Subscription {
  unsubscribe(): void;
}

/** A connection to our Direct Line endpoint. */
export interface DirectLine {
  readonly connectionStatus$: { subscribe(next: (status: number) => void): Subscription };
  end(): void;
}

/** What Web Chat tells its store. Only what is looked at here. */
export interface Action {
  readonly type: string;
  readonly payload?: {
    readonly activity?: {
      readonly value?: unknown;
      readonly type?: string;
      readonly from?: { readonly role?: string };
    };
  };
}
/** What a tap on a card asks for. */
export interface CardActionContext {
  readonly cardAction: { readonly type: string; readonly value?: unknown };
}
export type CardAction = (context: CardActionContext) => void;

type Dispatch = (action: Action) => unknown;
type Middleware = () => (next: Dispatch) => Dispatch;

interface WebChat {
  createDirectLine(options: {
    readonly token: string;
    readonly domain: string;
    readonly conversationId?: string | undefined;
    readonly conversationStartProperties?: { readonly locale: string };
  }): DirectLine;
  createStore(initial: object, middleware: Middleware): object;
  renderWebChat(properties: Readonly<Record<string, unknown>>, element: HTMLElement): void;
}

declare global {
  interface Window {
    readonly WebChat?: WebChat;
  }
}

/** Resolves when the big file has run. Deferred scripts run in order, so it has unless it could not be loaded. */
export function webChat(): WebChat {
  if (!window.WebChat) throw new Error('The chat client could not be loaded.');
  return window.WebChat;
}
