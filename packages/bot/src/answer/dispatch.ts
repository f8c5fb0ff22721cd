import {
  askNext,
  proceed,
  type ButtonRequest,
  type ExecuteRequest,
  type PromptRequest,
  type WebhookResponse,
} from "@ck/protocol";
import { andThen, isPending, type Awaitable } from "../awaitable.js";
import { toResponse } from "./answer.js";
import { handlerDeadlineOf } from "./create-context.js";
import type { AnyAction, Bot } from "../bot.js";
import type { Context } from "../context.js";
import { decodeParams, namesMissing } from "../params/decode.js";
import { BotError, isBotError } from "../error.js";
import type { ErrorDetails } from "../events.js";
import { sayText } from "../texts/say-text.js";
import { withTexts } from "../texts/text-of.js";
import type { Tracer } from "../trace/tracer.js";
import { turnsAway } from "../visitor/identify.js";

/** The answer to a request. The stores are not in it yet. */
export interface Dispatched {
  readonly response: WebhookResponse;
  /** Who answered, for error messages: `actions.ApplyLeave.execute`. */
  readonly handler: string;
  readonly askedAgain?: boolean;
}

/** How handlers are called. */
export interface Dispatching {
  readonly elsewhere?: Elsewhere | undefined;
  readonly trace: Tracer;
  /** What the request is, for its traces. */
  readonly details: ErrorDetails;
}

/** A handler to call. */
interface Callee {
  /** Its name for the author: `actions.ApplyLeave.execute`. */
  readonly handler: string;
  /** The action that it belongs to, whose hooks run around it too. */
  readonly action?: AnyAction | undefined;
  readonly handle: () => unknown;
  /** Whether no hook runs around it. */
  readonly isOutside?: boolean;
  /** The answer if it returns nothing. */
  readonly otherwise?: () => unknown;
}

/** Calls a handler, here or elsewhere, and turns what it returns into a response. */
type Call = (context: Context, callee: Callee) => Awaitable<Dispatched>;

/** Runs a handler elsewhere. */
export type Elsewhere = (context: Context, handler: string) => Promise<Dispatched>;

/**
 * Finds the handler for the context's request, decodes the params, calls it, and turns what it returns into a response.
 *
 * @returns a promise only if something has to be awaited: a schema, or the handler
 * @throws {@link BotError} `ERR_NO_HANDLER`, `ERR_HANDLER_FAILED`, `ERR_INVALID_ANSWER`; the promise is rejected with the same
 */
export function dispatch(
  bot: Bot,
  context: Context,
  { elsewhere, trace, details }: Dispatching,
): Awaitable<Dispatched> {
  const { request } = context;
  const inStage: Call = (extended, callee) =>
    trace(
      "handler",
      () => ({ details, handler: callee.handler }),
      () => call(bot, extended, callee),
    );
  const callOrPass: Call = (extended, callee) =>
    elsewhere ? elsewhere(extended, callee.handler) : inStage(extended, callee);
  const { visitor } = bot;
  if (visitor !== undefined && turnsAway(request.action && bot.findAction(request.action.namespace)?.action, context))
    return call(bot, context, {
      handler: "visitor.refuse",
      isOutside: true,
      handle: () =>
        visitor.refuse
          ? visitor.refuse(context, context.visitorRefusal ?? "missing")
          : sayText(bot.textsFor(context), "visitorRequired", {}),
    });
  switch (request.todo) {
    case "prompt":
      return dispatchPrompt(bot, context, request, callOrPass);
    case "execute":
      return dispatchExecute(bot, context, request, callOrPass);
    case "button":
      return dispatchButton(bot, context, request, callOrPass);
    case "fallback": {
      const extended = extend(context, { request, userInput: request.userInput ?? "" });
      return callOrPass(extended, {
        handler: "fallback",
        handle: () => (bot.fallback ? bot.fallback(extended) : sayText(bot.textsFor(context), "fallback", {})),
      });
    }
    case "welcome": {
      const extended = extend(context, { request });
      return inStage(extended, {
        handler: "welcome",
        handle: () => (bot.welcome ? bot.welcome(extended) : sayText(bot.textsFor(context), "welcome", {})),
      });
    }
    case "failure":
      return inStage(context, {
        handler: "failure",
        handle: () => (bot.failure ? bot.failure(context) : sayText(bot.textsFor(context), "failure", {})),
      });
  }
}

function dispatchPrompt(bot: Bot, base: Context, request: PromptRequest, callOrPass: Call): Awaitable<Dispatched> {
  const { name, action } = requireAction(bot, request);
  const handler = `actions.${name}.prompt`;
  const previousParam = request.previousParam?.name;
  const decoding = decode(handler, action, request.params, {
    missing: "omit",
    invalid: "ask",
    first: previousParam,
    texts: () => bot.textsFor(base),
  });
  return andThen(decoding, (decoded) => {
    if ("again" in decoded) return again(decoded.again, handler);
    const paramsToPrompt = request.paramsToPrompt.map((param) => param.name);
    const context = extend(base, { request, params: decoded.params, previousParam, paramsToPrompt });
    // An absent list means that no param is left (docs/contract.md §1, grade S); declared params without a value outrank that.
    const next =
      paramsToPrompt.length > 0 || namesMissing(action.params, request.params).length > 0 ? askNext : proceed;
    return callOrPass(context, { handler, action, handle: () => action.prompt?.(context), otherwise: next });
  });
}

function dispatchExecute(bot: Bot, base: Context, request: ExecuteRequest, callOrPass: Call): Awaitable<Dispatched> {
  const { name, action } = requireAction(bot, request);
  const handler = `actions.${name}.execute`;
  const decoding = decode(handler, action, request.params, {
    missing: "ask",
    invalid: "ask",
    texts: () => bot.textsFor(base),
  });
  return andThen(decoding, (decoded) => {
    if ("again" in decoded) return again(decoded.again, handler);
    const context = extend(base, { request, params: decoded.params });
    return callOrPass(context, { handler, action, handle: () => action.execute(context) });
  });
}

function dispatchButton(bot: Bot, base: Context, request: ButtonRequest, callOrPass: Call): Awaitable<Dispatched> {
  const found = bot.findAction(request.action.namespace);
  const buttonId = request.button_id;
  const buttons = found?.action.buttons ?? {};
  const own = Object.hasOwn(buttons, buttonId) ? buttons[buttonId] : undefined;
  const handle = own ?? bot.button?.bind(bot);
  if (handle === undefined) {
    throw new BotError(
      "ERR_NO_HANDLER",
      found === undefined
        ? `A button of an unknown action was clicked. ${knownActions(bot)} Or add a button handler to the bot.`
        : `An unknown button of the action ${found.name} was clicked. Add its id to actions.${found.name}.buttons, or add a button handler to the bot.`,
    );
  }
  const handler = own === undefined || found === undefined ? "button" : `actions.${found.name}.buttons.${buttonId}`;
  // A click is not a reply: a value that cannot be decoded is left out, not asked for.
  const decoding = decode(handler, found?.action, request.params, {
    missing: "omit",
    invalid: "omit",
    texts: () => bot.textsFor(base),
  });
  return andThen(decoding, (decoded) => {
    const context = extend(base, { request, params: decoded.params ?? {}, buttonId, data: request.data });
    return callOrPass(context, { handler, action: own && found?.action, handle: () => handle(context) });
  });
}

function requireAction(bot: Bot, request: PromptRequest | ExecuteRequest): { name: string; action: AnyAction } {
  const found = bot.findAction(request.action.namespace);
  if (found !== undefined) return found;
  throw new BotError("ERR_NO_HANDLER", `A request names an action that the bot does not have. ${knownActions(bot)}`);
}

function knownActions(bot: Bot): string {
  const names = Object.keys(bot.actions).join(", ");
  return `It has ${names === "" ? "no actions" : names}: use the namespace that the console shows.`;
}

/** Extends the one object that the handler gets and whose stores it may replace. */
function extend<C extends Context, E extends object>(context: C, extra: E): Omit<C, keyof E> & E {
  return Object.assign(context, extra);
}

type Decoded = Awaited<ReturnType<typeof decodeParams>>;

function decode(
  handler: string,
  action: AnyAction | undefined,
  raw: Readonly<Record<string, unknown>>,
  options: Parameters<typeof decodeParams>[2],
): Awaitable<Decoded> {
  const failed = (cause: unknown): never => {
    throw new BotError(
      "ERR_HANDLER_FAILED",
      `A param of ${handler} could not be decoded or asked for again: its declaration or one of the texts threw. See the cause.`,
      { cause },
    );
  };
  try {
    const decoded = decodeParams(action?.params, raw, options);
    return isPending(decoded) ? decoded.catch(failed) : decoded;
  } catch (cause) {
    return failed(cause);
  }
}

function again(response: WebhookResponse, handler: string): Dispatched {
  return { response, handler, askedAgain: true };
}

function call(
  bot: Bot,
  context: Context,
  { handler, action, handle, otherwise, isOutside }: Callee,
): Awaitable<Dispatched> {
  /** Who answers, or throws: the handler, or one of its hooks. */
  let by = handler;
  const failed = (cause: unknown): never => {
    if (isBotError(cause) && cause.code === "ERR_INVALID_HOOK") throw cause;
    throw new BotError("ERR_HANDLER_FAILED", `${by} threw. See the cause.`, { cause });
  };
  const answered = (returned: unknown): Dispatched => ({
    response: toResponse(context.request.todo, otherwise ? (returned ?? otherwise()) : returned, by),
    handler: by,
  });
  const hooks = isOutside ? undefined : bot.hooksOf?.(action);
  if (hooks) withTexts(context, bot.textsFor);
  let returned: unknown;
  try {
    returned = hooks
      ? hooks(context, { handler, handle, blame: (name) => (by = name) })
      : handlerDeadlineOf(context).run(handler, handle);
    // Many handlers answer at once.
    if (isPending(returned)) return Promise.resolve(returned).then(answered, failed);
  } catch (cause) {
    return failed(cause);
  }
  return answered(returned);
}
