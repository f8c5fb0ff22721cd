import type { Answered, TestBot } from "./talk.js";

/** What `broadcast` on the way back does is not documented (docs/contract.md §2, grade ?): what holds has to hold for both. */
export type BroadcastMode = "merges" | "replaces";

/** One chat session, as the platform keeps it: what an answer puts into `broadcast` comes with the next request. */
export interface Visitor {
  broadcast: Record<string, unknown>;
  readonly asks: (action: string, params?: Record<string, unknown>) => Promise<Answered>;
  readonly says: (userInput: string) => Promise<Answered>;
  /** Replies to the platform, which asks for a param of the action. */
  readonly isAsked: (action: string) => Promise<Answered>;
  readonly clicks: (buttonId: string, on: { readonly action: string; readonly data?: object }) => Promise<Answered>;
  /** Any request of the session. */
  readonly sends: (body: object) => Promise<Answered>;
}

export interface VisitorOptions {
  readonly mode?: BroadcastMode;
  readonly bot?: string;
  readonly environment?: "development" | "production";
  readonly user?: object;
  readonly sessionData?: object;
  readonly clientData?: object;
  /** Signs the bodies, where that is asked. */
  readonly sign?: (body: object) => { headers: Record<string, string> };
}

export function visitor({ send }: Pick<TestBot, "send">, options: VisitorOptions = {}): Visitor {
  const {
    mode = "replaces",
    bot = "leave_bot",
    environment = "production",
    user,
    sessionData,
    clientData,
    sign,
  } = options;
  const self: Visitor = {
    broadcast: {},
    asks: (action, params = {}) => take({ todo: "execute", action: { namespace: action }, params }),
    says: (userInput) => take({ todo: "fallback", userInput }),
    isAsked: (action) => take({ todo: "prompt", action: { namespace: action } }),
    clicks: (id, { action, data = {} }) => take({ todo: "button", button_id: id, action: { namespace: action }, data }),
    sends: (body) => take(body),
  };
  async function take(asked: object): Promise<Answered> {
    const body = {
      bot,
      environment,
      ...(user && { user }),
      ...(clientData && { clientData }),
      ...(sessionData && { sessionData }),
      ...asked,
      broadcast: self.broadcast,
    };
    const answered = await send(body, sign?.(body));
    const put = answered.json["broadcast"] as Record<string, unknown> | undefined;
    if (put !== undefined) self.broadcast = mode === "merges" ? { ...self.broadcast, ...put } : put;
    return answered;
  }
  return self;
}

/** Something that a test brings about when it wants to. */
export class Deferred<T = void> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise: Promise<T> = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
