import type { SignatureOptions } from "@ck/signature";
import type { Dialect } from "../dialect/dialect.js";
import type { Invocation, ParamType } from "../emulated-bot.js";
import type { JsonSpelling } from "../json/write-json.js";
import type { OpenRecord } from "../record.js";

/**
 * A bot as a person writes it, in `convokraft.json` or in code. Every {@link EmulatedBot} is a definition too.
 *
 * Source: the console's forms, docs/contract.md §1, §4 and §6.
 */
export interface EmulatedBotDefinition extends Commented {
  /** For editors: where the JSON Schema is. */
  readonly $schema?: string | undefined;
  /** The bot's name in requests. */
  readonly name: string;
  /** The URL, alone or with settings. */
  readonly webhook: string | WebhookDefinition;
  readonly handlers?: HandlersDefinition | undefined;
  /** What the visitor sees on a failure. Default: "Something went wrong. Please try again later." */
  readonly failureMessage?: string | undefined;
  /** Default: none. */
  readonly actions?: readonly ActionDefinition[] | undefined;
  readonly dialect?: DialectDefinition | undefined;
}

/** An object with a place for comments, which JSON does not have. */
export interface Commented {
  /** Ignored. */
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
  /** Default `false`: it is not on the page of webhooks (docs/contract.md §1, grade S). */
  readonly welcome?: boolean | undefined;
  /** Default `true`: it is on the page (docs/contract.md §1). */
  readonly fallback?: boolean | undefined;
  /** Default `false`: it is not on the page of webhooks (docs/contract.md §1, grade S). */
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
  /** What is offered once the action is over; a string is the namespace of an action. Default: none. */
  readonly followups?: readonly (string | FollowUpDefinition)[] | undefined;
  /** An answer that the platform gives itself, without calling the webhook. Default: none. */
  readonly answer?: string | undefined;
}

/** A param of an action. */
export interface ParamDefinition extends Commented {
  /** Starts with a lower-case letter; letters and digits only; at most 50 characters. */
  readonly name: string;
  /** Default `"string"`. */
  readonly type?: ParamType | undefined;
  /** The platform's question. Default: made from the name, `leaveType` → "Please enter the leave type." */
  readonly prompt?: string | undefined;
  /** The choices of a selection. A string is both id and label. Default: none. */
  readonly options?: readonly (string | OptionDefinition)[] | undefined;
  /** Whether the visitor can skip the question. Default `false`. */
  readonly optional?: boolean | undefined;
}

/** A chip that is offered once an action is over. */
export interface FollowUpDefinition extends Commented {
  /** The text of the chip. Default: the first sentence of the action. Required without an action. */
  readonly text?: string | undefined;
  /** The namespace of the action that it starts. Default: none; the text is said like any other message. */
  readonly action?: string | undefined;
  /** Params of the action that are set already, and not asked for. Default: none. */
  readonly params?: OpenRecord | undefined;
}

/** A choice of a selection. */
export interface OptionDefinition extends Commented {
  readonly id: string | number;
  /** Default: the id. It may be empty if there is an image. */
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
  /** Default `"object"`, as a public bot received it (docs/contract.md §1, grade O). */
  readonly action?: Dialect["action"] | undefined;
  /** Default: as `action` (grade I). */
  readonly bot?: Dialect["bot"] | undefined;
  /** Default `"string"`, as documented. */
  readonly previousParam?: Dialect["previousParam"] | undefined;
  /** The entries of `paramsToPrompt`. Default: as `previousParam` (grade I). */
  readonly paramsToPrompt?: Dialect["paramsToPrompt"] | undefined;
  /** Default `"merge"` (docs/contract.md §2, grade ?). */
  readonly broadcast?: Dialect["broadcast"] | undefined;
  /** How requests are signed. Default: SHA-256, DER, Base64 (docs/contract.md §5, grade ?). */
  readonly signature?: (SignatureOptions & Commented) | undefined;
  /** How the values of params are written. */
  readonly values?: (NonNullable<Dialect["values"]> & Commented) | undefined;
  /** The order of keys, with paths such as `sessionData.medium` for inner ones. Default: as documented. */
  readonly keyOrder?: Dialect["keyOrder"] | undefined;
  /** Keys that a request has beside its own, with sample values. Default: none. */
  readonly extra?: Dialect["extra"] | undefined;
  /** Paths of keys that a request lacks. Default: none. */
  readonly omit?: Dialect["omit"] | undefined;
  /** How an empty value is written, by path: `null`, `""`, `{}` or `[]`. Default: as documented. */
  readonly empty?: Dialect["empty"] | undefined;
  /** Blanks and escapes. Default: as `JSON.stringify` writes. */
  readonly json?: (JsonSpelling & Commented) | undefined;
  /** Names of headers, spelled and ordered like this. */
  readonly headers?: Dialect["headers"] | undefined;
  /** Default `"application/json"`. */
  readonly contentType?: string | undefined;
  /** Whether the length is declared, or the body comes in chunks. Default `"length"`. */
  readonly transfer?: Dialect["transfer"] | undefined;
  /** How long the platform waits for an answer, in ms. Default 5000 (docs/contract.md §4). */
  readonly timeoutMs?: number | undefined;
}
