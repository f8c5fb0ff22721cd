import type { Dialect, EmulatedAction, EmulatedBot, EmulatedParam } from "@ck/emulator";
import type { Environment, Todo } from "@ck/protocol";
import { sampleValue, type SampleParams } from "./sample-values.js";

/** A request that a server must answer. */
export interface SampleRequest {
  /** `prompt ApplyLeave leaveType` */
  readonly subject: string;
  readonly todo: Todo;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which requests to create. */
export interface SampleOptions {
  /** Absent: its actions are unknown. */
  readonly bot: EmulatedBot | undefined;
  readonly environment: Environment;
  /** Leave out `execute` and `button`, which make the bot act. */
  readonly withoutExecute: boolean;
  /** Values for params. Default: samples of their types. */
  readonly params?: SampleParams | undefined;
}

/** Creates the requests to the handlers, which do not make the bot act. */
export function handlerRequests({ bot, environment }: SampleOptions): SampleRequest[] {
  // Without a definition all three are tried: fallback first, which webhook bots document (docs/contract.md §1).
  const { fallback = true, welcome = true, failure = true } = bot?.handlers ?? {};
  const wanted = { fallback, welcome, failure };
  return (["fallback", "welcome", "failure"] as const).flatMap((todo) => {
    if (!wanted[todo]) return [];
    const userInput = todo === "welcome" ? {} : { userInput: "What does ck check say?" };
    return [{ subject: todo, todo, body: frame({ todo, bot, environment }, userInput) }];
  });
}

/** Creates the requests of every action, as a visitor causes them who replies at once (docs/contract.md §6). */
export function actionRequests({ bot, environment, withoutExecute, params = {} }: SampleOptions): SampleRequest[] {
  if (bot === undefined) return [];
  const everyMessage = bot.webhook.invocation === "every-message";
  return bot.actions
    .filter(({ answer }) => answer === undefined)
    .flatMap((action) => [
      ...(everyMessage ? promptRequests(bot, action, environment, params) : []),
      ...(withoutExecute ? [] : actingRequests(bot, action, environment, params)),
    ]);
}

/** The same request with the action's name in the other form: both occur (docs/contract.md §1, grades D and O). */
export function inOtherForm({ subject, todo, body }: SampleRequest): SampleRequest {
  const { action } = body;
  const other = typeof action === "string" ? { namespace: action } : (action as { namespace: string }).namespace;
  return { subject, todo, body: { ...body, action: other } };
}

function promptRequests(
  bot: EmulatedBot,
  action: EmulatedAction,
  environment: Environment,
  given: SampleParams,
): SampleRequest[] {
  const { namespace, params } = action;
  const base = { todo: "prompt", bot, environment, action: namespace } as const;
  // An action without params gets one prompt before its execute (docs/contract.md §6, grade S).
  if (params.length === 0)
    return [{ subject: `prompt ${namespace}`, todo: "prompt", body: frame(base, { params: {} }) }];
  return params.map((param, at) => ({
    subject: `prompt ${namespace} ${param.name}`,
    todo: "prompt",
    body: frame(base, {
      params: valuesOf(action, params.slice(0, at + 1), given),
      userInput: asTyped(sampleValue(namespace, param, given)),
      previousParam: nameIn(bot, param.name),
      paramsToPrompt: params.slice(at + 1).map(({ name }) => nameIn(bot, name)),
      cache: {},
    }),
  }));
}

function actingRequests(
  bot: EmulatedBot,
  action: EmulatedAction,
  environment: Environment,
  given: SampleParams,
): SampleRequest[] {
  const { namespace, params, buttons } = action;
  const common = { params: valuesOf(action, params, given), cache: {} };
  return [
    ...buttons.map(({ id }) => ({
      subject: `button ${namespace} ${id}`,
      todo: "button" as const,
      body: frame({ todo: "button", bot, environment, action: namespace }, { ...common, button_id: id }),
    })),
    {
      subject: `execute ${namespace}`,
      todo: "execute",
      body: frame({ todo: "execute", bot, environment, action: namespace }, common),
    },
  ];
}

/** The keys that every request has, in the documented order (docs/contract.md §1). */
export function frame(
  head: {
    readonly todo: Todo;
    readonly bot: EmulatedBot | undefined;
    readonly environment: Environment;
    readonly action?: string;
  },
  rest: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { todo, bot, environment, action } = head;
  const form = bot?.dialect.action ?? "object";
  return {
    todo,
    bot: named(bot?.name ?? "ck_check", bot?.dialect.bot ?? form),
    ...(action !== undefined && { action: named(action, form) }),
    environment,
    ...rest,
    user: {},
    org: {},
    broadcast: {},
    sessionData: { medium: "chat", client_host: "web", client_identifier: "http://localhost/", client_data: {} },
    clientData: {},
  };
}

function named(name: string, form: Dialect["action"]): unknown {
  if (form === "string") return name;
  return form === "object" ? { namespace: name } : { name };
}

/** A param as `previousParam` names it. */
export function nameIn(bot: EmulatedBot, name: string): unknown {
  return bot.dialect.previousParam === "object" ? { name } : name;
}

function valuesOf(
  { namespace }: EmulatedAction,
  params: readonly EmulatedParam[],
  given: SampleParams,
): Record<string, unknown> {
  return Object.fromEntries(params.map((param) => [param.name, sampleValue(namespace, param, given)]));
}

function asTyped(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
