/** The page to the worker that runs a bot. */
export type ToWorker =
  | {
      readonly type: "load";
      /** TypeScript. */
      readonly code: string;
      /** The public keys by environment, as PEM. */
      readonly keys: Readonly<Record<string, string>>;
    }
  | ({ readonly type: "request"; readonly id: number } & RequestMessage)
  | { readonly type: "ping" };

/** A request to the bot, exactly as it is. */
export interface RequestMessage {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** `slow`: in pieces, over twice the time limit. `cut`: half of it, then no more. */
  readonly manner?: "slow" | "cut";
  readonly timeoutMs: number;
}

/** The worker to the page. The bot's code can send these too, so the page believes none of them. */
export type FromWorker =
  | {
      readonly type: "loaded";
      /** The bot's definition, as the JSON of a `convokraft.json`. */
      readonly definition: string;
    }
  | { readonly type: "refused"; readonly message: string }
  | {
      readonly type: "response";
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: Uint8Array;
    }
  | { readonly type: "broken"; readonly id: number }
  | { readonly type: "printed"; readonly text: string }
  | { readonly type: "pong" };

/** The page to the frame. A `start` comes with the port for the worker. */
export type ToFrame = { readonly type: "start"; readonly id: number } | { readonly type: "stop"; readonly id: number };
