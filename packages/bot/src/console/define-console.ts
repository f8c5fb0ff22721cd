import { PARAM_TYPES, type Option, type ParamType, type StandardSchemaV1 } from "@ck/protocol";
import type { AnyAction, Bot, FollowUpOffer } from "../bot.js";
import { requireKnownOptions } from "../check/known-options.js";
import { isSchema } from "../params/decode.js";
import type { Param, ParamDeclaration } from "../params/param.js";

/** What the code does not say about a bot. */
export interface ConsoleOptions {
  /** The bot's name. Default: the `name` given to `createBot`, or `"bot"`. */
  readonly name?: string | undefined;
  /** The webhook's URL. Default `"http://localhost:3000/convokraft"`. */
  readonly url?: string | undefined;
  /** Whether the platform signs its requests. Default `true`. */
  readonly secured?: boolean | undefined;
}

/** A bot as it is set up in the console: a definition for `@ck/emulator`, and the content of a `convokraft.json`. */
export interface ConsoleDefinition {
  readonly name: string;
  readonly webhook: {
    readonly url: string;
    readonly invocation: "every-message";
    readonly secured: boolean;
  };
  /** The handlers to switch on: those that the bot has. */
  readonly handlers: { readonly welcome: boolean; readonly fallback: boolean; readonly failure: boolean };
  readonly actions: readonly ConsoleAction[];
}

/** An action as it is set up in the console. */
export interface ConsoleAction {
  readonly namespace: string;
  readonly sentences?: readonly string[];
  readonly params: readonly ConsoleParam[];
  readonly buttons: readonly { readonly id: string; readonly label: string }[];
  readonly followups: readonly (string | FollowUpOffer)[];
}

/** A param as it is set up in the console. */
export interface ConsoleParam {
  readonly name: string;
  readonly type: ParamType;
  readonly prompt?: string;
  readonly options?: readonly Option[];
  readonly optional?: boolean;
}

/**
 * Describes a bot as the console has it: its actions with their sentences, params, prompts, options and buttons, and the
 * handlers to switch on. `@ck/emulator` plays it, and `ck console` turns it into a checklist.
 *
 * @param bot - from `createBot`
 * @param options - the name and the URL, if the code does not give them
 * @throws {@link BotError} `ERR_INVALID_OPTION`: an option is unknown
 * @example
 * ```ts
 * import { action, createBot, defineConsole, integer } from "@ck/bot";
 *
 * const bot = createBot({
 *   name: "leave_bot",
 *   actions: {
 *     ApplyLeave: action({
 *       sentences: ["apply for leave", "book two days off"],
 *       params: { days: integer({ prompt: "How many days?" }) },
 *       execute: ({ params }) => `Booked: ${params.days.toFixed()} days.`,
 *     }),
 *   },
 * });
 * defineConsole(bot).actions[0]?.params[0]; // → { name: "days", type: "integer", prompt: "How many days?" }
 * ```
 */
export function defineConsole(bot: Bot, options: ConsoleOptions = {}): ConsoleDefinition {
  requireKnownOptions(options, ["name", "url", "secured"], "defineConsole");
  const { name = bot.name ?? "bot", url = "http://localhost:3000/convokraft", secured = true } = options;
  return {
    name,
    webhook: { url, invocation: "every-message", secured },
    handlers: {
      welcome: bot.welcome !== undefined,
      fallback: bot.fallback !== undefined,
      failure: bot.failure !== undefined,
    },
    actions: Object.entries(bot.actions).map(([namespace, action]) => defineAction(namespace, action)),
  };
}

function defineAction(
  namespace: string,
  { sentences, params = {}, buttons = {}, followups = [] }: AnyAction,
): ConsoleAction {
  return {
    namespace,
    ...(sentences !== undefined && { sentences: [...sentences] }),
    params: Object.entries(params).map(([name, declaration]) => defineParam(name, declaration)),
    // A handler without a caption serves the buttons of cards and answers, which the console does not have.
    buttons: Object.entries(buttons).flatMap(([id, handler]) => {
      const label = labelOf(handler);
      return label === undefined ? [] : [{ id, label }];
    }),
    followups: [...followups],
  };
}

function defineParam(name: string, declaration: ParamDeclaration): ConsoleParam {
  // A schema may have methods of any name: zod's has `type`, `optional` and `decode`.
  const { type, prompt, ask, choices, optional } = declaration as Readonly<
    Partial<Record<keyof Param<unknown>, unknown>>
  >;
  const isOptional = isSchema(declaration) ? acceptsNothing(declaration) : optional === true;
  const question = [prompt, ask].find((text) => typeof text === "string");
  return {
    name,
    type: PARAM_TYPES.find((each) => each === type) ?? "string",
    ...(question !== undefined && { prompt: question }),
    ...(Array.isArray(choices) && { options: choices as readonly Option[] }),
    ...(isOptional && { optional: true }),
  };
}

/** As when a request is decoded: a schema says itself whether the value may be missing. */
function acceptsNothing(schema: StandardSchemaV1): boolean {
  try {
    const result = schema["~standard"].validate(undefined);
    if (!(result instanceof Promise)) return result.issues === undefined;
    result.catch(() => undefined);
    return false;
  } catch {
    return false;
  }
}

function labelOf(handler: unknown): string | undefined {
  const { label } = Object(handler) as { readonly label?: unknown };
  return typeof label === "string" ? label : undefined;
}
