import type { SignatureOptions } from "@ck/signature";
import type { Dialect, Invocation, ParamType } from "../emulated-bot.js";

/**
 * A bot as a person writes it, in `convokraft.json` or in code. What can have a default may be left out; every {@link EmulatedBot} is one too.
 *
 * Source: the console's forms, contract §1, §4 and §6.
 *
 * @example
 * ```ts
 * import { defineEmulatedBot, type EmulatedBotDefinition } from "@ck/emulator";
 *
 * const definition: EmulatedBotDefinition = { name: "leave_bot", webhook: "http://localhost:3000/convokraft" };
 * console.log(defineEmulatedBot(definition).webhook.invocation); // every-message
 * ```
 */
export interface EmulatedBotDefinition extends Commented {
  /** For editors: where the JSON Schema is. */
  readonly $schema?: string | undefined;
  /** What the requests call the bot. */
  readonly name: string;
  /** The URL alone, or with how it is called. */
  readonly webhook: string | WebhookDefinition;
  readonly handlers?: HandlersDefinition | undefined;
  /** What the visitor sees on a failure. Default: "Something went wrong. Please try again later." */
  readonly failureMessage?: string | undefined;
  /** Default: none. */
  readonly actions?: readonly ActionDefinition[] | undefined;
  readonly dialect?: DialectDefinition | undefined;
}

/** Where a comment can stand, since JSON has none. */
export interface Commented {
  /** Not read. */
  readonly $comment?: string | undefined;
}

/** Where the bot's server is, and how it is called. */
export interface WebhookDefinition extends Commented {
  /** http or https. */
  readonly url: string;
  /** Default `"every-message"`. */
  readonly invocation?: Invocation | undefined;
  /** Default `true`. */
  readonly secured?: boolean | undefined;
}

/** The handlers that are switched on. */
export interface HandlersDefinition extends Commented {
  /** Default `false`: it is not on the page of webhooks (contract §1, grade S). */
  readonly welcome?: boolean | undefined;
  /** Default `true`: it is on the page (contract §1). */
  readonly fallback?: boolean | undefined;
  /** Default `false`: it is not on the page of webhooks (contract §1, grade S). */
  readonly failure?: boolean | undefined;
}

/** An action. */
export interface ActionDefinition extends Commented {
  readonly namespace: string;
  /** What a visitor says to start it. Default: the namespace in words, `ApplyLeave` → "apply leave". */
  readonly sentences?: readonly string[] | undefined;
  /** Default: none. */
  readonly params?: readonly ParamDefinition[] | undefined;
  /** A text is both id and label. At most 3. Default: none. */
  readonly buttons?: readonly (string | ButtonDefinition)[] | undefined;
  /** The namespaces that are offered once the action is over. Default: none. */
  readonly followups?: readonly string[] | undefined;
  /** An answer that the platform gives itself, without the webhook. Default: none. */
  readonly answer?: string | undefined;
}

/** A param of an action. */
export interface ParamDefinition extends Commented {
  /** Begins with a lower-case letter; letters and digits only; at most 50. */
  readonly name: string;
  /** Default `"string"`. */
  readonly type?: ParamType | undefined;
  /** How the platform asks for it. Default: made of the name, `leaveType` → "Please enter the leave type." */
  readonly prompt?: string | undefined;
  /** The choices of a selection. A text is both id and label. Default: none. */
  readonly options?: readonly (string | OptionDefinition)[] | undefined;
}

/** A choice of a selection. */
export interface OptionDefinition extends Commented {
  readonly id: string | number;
  /** Default: the id. May be empty beside an image. */
  readonly label?: string | undefined;
  /** The URL of a picture. */
  readonly image?: string | undefined;
}

/** A custom button. */
export interface ButtonDefinition extends Commented {
  readonly id: string | number;
  /** Default: the id. */
  readonly label?: string | undefined;
}

/** The spellings and rules of the platform that are not documented. */
export interface DialectDefinition extends Commented {
  /** Default `"object"`, as a public bot saw it (contract §1, grade O). */
  readonly action?: Dialect["action"] | undefined;
  /** Default `"string"`, as the page has it. */
  readonly previousParam?: Dialect["previousParam"] | undefined;
  /** Default `"merge"` (contract §2, grade ?). */
  readonly broadcast?: Dialect["broadcast"] | undefined;
  /** How requests are signed. Default SHA-256, DER, Base64 (contract §5, grade ?). */
  readonly signature?: (SignatureOptions & Commented) | undefined;
}
