import { receive, requireKnownOptions, type Actions, type Bot, type BotError, type Nothing } from "@ck/bot";
import {
  createConversation,
  type Conversation,
  type Said,
  type Verdict,
  type VisitorInput,
  type WireRequest,
} from "@ck/emulator";
import { parseResponse, type Todo, type WebhookResponse } from "@ck/protocol";
import {
  CONVERSE_OPTIONS,
  type ButtonOptions,
  type ConverseOptions,
  type PromptOptions,
  type Talked,
  type TestChat,
  type Turn,
} from "./chat.js";
import { deriveDefinition } from "./derive-definition.js";
import { createStores } from "./stores.js";

/** What a request says, in addition to what all requests of a chat say. */
interface Parts {
  readonly todo: Todo;
  readonly [key: string]: unknown;
}

/** Options of any method that makes one request. */
type AnyOptions = PromptOptions & ButtonOptions;

const REQUEST_OPTIONS = ["params", "userInput", "messageData"];
const OWN_OPTIONS: Partial<Record<Todo, readonly string[]>> = {
  prompt: ["previousParam", "paramsToPrompt"],
  button: ["data"],
};

/**
 * Talks to a bot in this process, without HTTP and keys, through the whole request pipeline: parsing, params, deadline,
 * limits, answer.
 *
 * `open`, `say`, `choose`, `click` and `skip` are the visitor's; the emulator plays the platform, asks for the params, and
 * calls the handlers. `prompt`, `execute`, `button`, `fallback`, `welcome` and `failure` call one handler, and return its
 * parsed answer. Both share `broadcast`.
 *
 * Everything uses the global timers and clock, and a request begins in the same tick, so fake timers work. A visitor's turn
 * may be several requests: let promises run before you move the clock, as `advanceTimersByTimeAsync` does.
 *
 * @param bot from `createBot`
 * @param options See {@link ConverseOptions}.
 * @throws BotError `ERR_INVALID_OPTION`, `ERR_INVALID_BOT`; turns are rejected with the BotError that the author would be told, and with an EmulatorError
 *   `ERR_INVALID_OPTION`, `ERR_NOT_OFFERED`, `ERR_DEFINITION` for what a visitor or the console cannot do
 *
 * @example
 * ```ts
 * import { action, createBot, integer } from "@ck/bot";
 * import { converse } from "@ck/testing";
 *
 * const bot = createBot({
 *   actions: { ApplyLeave: action({ params: { days: integer() }, execute: ({ params }) => `${params.days} days are booked.` }) },
 * });
 * const chat = converse(bot);
 * (await chat.say("apply leave")).text; // → "Please enter the days."
 * (await chat.say("3")).text; // → "3 days are booked."
 * (await chat.execute("ApplyLeave", { params: { days: "4" } })).message; // → "4 days are booked."
 * ```
 */
export function converse<A extends Actions, S extends object = Nothing>(
  bot: Bot<A, S>,
  options: ConverseOptions<S> = {},
): TestChat<A, S> {
  requireKnownOptions(options, Object.keys(CONVERSE_OPTIONS), "converse");
  const { definition, now = () => new Date(), failures = "throw", session = {}, cache = {}, ...platform } = options;
  const { clientData = {}, user = {}, org = {}, environment = "development", ...received } = platform;
  const errors: BotError[] = [];
  const exchanges: Talked[] = [];
  const stores = createStores(definition?.dialect.broadcast, { session, cache });
  const answer = receive(bot, { ...received, publicKey: false, onError: (error) => void errors.push(error) });
  let conversation: Conversation | undefined;
  let last: Promise<unknown> | undefined;
  /** What was refused first in this turn; `onError` is not called with it. */
  let refused: Error | undefined;

  // Only if a visitor is played: handlers can be called even for a bot that the console would refuse.
  const play = (): Conversation =>
    (conversation ??= createConversation({
      bot: definition ?? deriveDefinition(bot),
      environment,
      clientData,
      page: "http://localhost/",
      now,
    }));

  async function deliver(request: WireRequest): Promise<Verdict> {
    const body = new TextEncoder().encode(JSON.stringify(request));
    const raw = await answer({ method: "POST", header: () => undefined, body });
    const parsed = parseResponse(raw.body, { to: request.todo });
    if (raw.status !== 200 || !parsed.ok) {
      const message = `The bot answered ${request.todo} with ${raw.status}.`;
      refused ??= new Error(message);
      return { outcome: "bad-status", message, remarks: [], issues: parsed.ok ? [] : parsed.issues };
    }
    const { kind, response } = parsed;
    exchanges.push({ request, response });
    stores.keep(request, response);
    return { outcome: "answered", answer: { kind, response } as never, message: "", remarks: [] };
  }

  /** Runs a turn after those before it; at once if there are none, so that a fake clock can be moved right away. */
  function inTurn<T>(turn: () => Promise<T | undefined>): Promise<T> {
    const run = async (): Promise<T> => {
      const before = errors.length;
      refused = undefined;
      const result = await turn();
      const failed = errors.slice(before).find(({ code }) => code !== "ERR_DEADLINE") ?? refused;
      if (failed !== undefined && (failures === "throw" || result === undefined)) throw failed;
      return result as T;
    };
    const mine = last === undefined ? run() : last.then(run);
    const settled: Promise<unknown> = mine
      .catch(() => undefined)
      .then(() => {
        if (last === settled) last = undefined;
      });
    last = settled;
    return mine;
  }

  const take = (input: VisitorInput): Promise<Turn> =>
    inTurn(async () => {
      const messages: Said[] = [];
      const steps = play().take(input);
      for (let step = steps.next(); step.done !== true;) {
        let verdict: Verdict | undefined;
        if (step.value.type === "message") messages.push(step.value.message);
        if (step.value.type === "deliver")
          verdict = await deliver({
            ...step.value.request,
            user,
            org,
            broadcast: stores.broadcast,
            // The conversation keeps a cache of its own, which knows nothing of the one that the chat began with.
            ...(options.cache && { cache: stores.cacheFor(step.value.request) }),
          });
        step = steps.next(verdict);
      }
      const heard = messages.filter(({ role }) => role !== "visitor");
      return { text: heard.map(({ text }) => text).join("\n"), messages };
    });

  const ask = (parts: Parts, given: AnyOptions = {}): Promise<WebhookResponse> =>
    inTurn(async () => {
      requireKnownOptions(given, [...REQUEST_OPTIONS, ...(OWN_OPTIONS[parts.todo] ?? [])], parts.todo);
      const known = conversation?.state.clientData ?? clientData;
      const sessionData = {
        medium: "chat",
        client_host: "web",
        client_identifier: "http://localhost/",
        client_data: known,
      };
      const chat = { bot: { namespace: "bot" }, environment, user, org, sessionData, clientData: known };
      const verdict = await deliver({ ...chat, ...parts, cache: stores.cacheFor(parts), broadcast: stores.broadcast });
      return verdict.outcome === "answered" ? verdict.answer.response : undefined;
    });

  const partsOf = (name: string, { params = {}, ...more }: AnyOptions = {}): Readonly<Record<string, unknown>> => ({
    action: { namespace: name },
    params,
    ...more,
  });
  // The form of an answer follows from the request: `receive` sends no other (docs/contract.md §2).
  return {
    open: () => take({ type: "open" }),
    say: (text) => take({ type: "say", text }),
    choose: (...ids) => take({ type: "choose", ids }),
    click: (id, data) => take({ type: "click", id, ...(data !== undefined && { data }) }),
    skip: () => take({ type: "skip" }),
    prompt: (name, request: AnyOptions = {}) => {
      const { paramsToPrompt = unset(bot, name, request.params) } = request;
      const parts = { todo: "prompt", userInput: "", ...partsOf(name, { ...request, paramsToPrompt }) } as const;
      return ask(parts, request) as never;
    },
    execute: (name, request: AnyOptions = {}) => ask({ todo: "execute", ...partsOf(name, request) }, request) as never,
    button: (name, id, request: AnyOptions = {}) =>
      ask({ todo: "button", button_id: id, ...partsOf(name, request) }, request) as never,
    fallback: (userInput) => ask({ todo: "fallback", userInput }) as never,
    welcome: () => ask({ todo: "welcome" }) as never,
    failure: (userInput = "") => ask({ todo: "failure", userInput }) as never,
    get broadcast() {
      return stores.broadcast;
    },
    get session() {
      return stores.broadcast as never;
    },
    get cache() {
      return stores.cache as never;
    },
    errors,
    exchanges,
    get state() {
      return play().state;
    },
  };
}

/** The params that the action declares and that have no value. */
function unset(bot: Bot, name: string, params: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.keys(bot.findAction(name)?.action.params ?? {}).filter((param) => params[param] === undefined);
}
