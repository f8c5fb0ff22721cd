import type { ConsoleDefinition } from "@ck/bot";

/** What the process of the author's server tells `ck dev`. */
export type ServerMessage =
  /** A bot was mounted. */
  | { readonly type: "bot"; readonly definition: ConsoleDefinition }
  /** Several bots are being mounted at one URL. Their keys are not read yet. */
  | { readonly type: "bots"; readonly definitions: readonly ConsoleDefinition[] }
  | { readonly type: "listening"; readonly host: string; readonly port: number }
  | { readonly type: "port-taken"; readonly port: number }
  /** The file was loaded. */
  | { readonly type: "loaded" }
  /** The file could not be loaded; the process ends. */
  | { readonly type: "failed"; readonly error: string; readonly code: string };

/** How the process is told what to do, as JSON in its second argument. */
export interface ServerSettings {
  /** The name of a bot that has none. */
  readonly name: string;
  /** The first port to try for a bot that is exported. */
  readonly port: number;
  /** Whether requests are signed. */
  readonly secured: boolean;
}
