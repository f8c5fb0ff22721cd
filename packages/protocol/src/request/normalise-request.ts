import { ENVIRONMENTS, TODOS } from "../constants.js";
import type { Issue } from "../error.js";
import {
  inside,
  readChoice,
  readNamed,
  readRecord,
  readText,
  report,
  wrongType,
  type OpenRecord,
  type Place,
} from "../json/read-key.js";
import type { ParamRef, SessionData, Todo } from "./request-parts.js";
import type { PromptRequest, RequestBase, WebhookRequest } from "./request.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";

/**
 * What {@link safeParseRequest} answers.
 *
 * @example
 * ```ts
 * import { safeParseRequest, type ParseRequestResult } from "@ck/protocol";
 *
 * const result: ParseRequestResult = safeParseRequest("{}");
 * result.ok; // → false
 * ```
 */
export type ParseRequestResult =
  { readonly ok: true; readonly request: WebhookRequest } | { readonly ok: false; readonly issues: readonly Issue[] };

/** From the object on the wire to one of the six requests, with every spelling of the contract made one. */
export function normaliseRequest(raw: OpenRecord): ParseRequestResult {
  const issues: Issue[] = [];
  const todo = readTodo(raw["todo"], { path: ["todo"], issues });
  const base = readBase(raw, { todo, issues });
  const action = readNamed(raw["action"], "namespace", { path: ["action"], issues });
  const failed = (): ParseRequestResult => ({ ok: false, issues });
  const done = (request: (ParseRequestResult & { ok: true })["request"]): ParseRequestResult =>
    issues.length > 0 ? failed() : { ok: true, request };

  if (todo === undefined) return failed();
  if (todo === "welcome" || todo === "fallback" || todo === "failure")
    return done(Object.assign(base, { todo }, action && { action }));

  const buttonId = todo === "button" ? readButtonId(raw["button_id"], issues) : undefined;
  if (action === undefined) {
    needed(`the action that this "${todo}" is for`, raw["action"], { path: ["action"], issues });
    return failed();
  }
  if (todo === "execute") return done(Object.assign(base, { todo, action }));
  if (todo === "prompt") return done(Object.assign(base, { todo, action }, readPromptKeys(raw, issues)));
  return buttonId === undefined ? failed() : done(Object.assign(base, { todo, action, button_id: buttonId }));
}

/** Every key that all requests share. A key that we do not know is never a reason to refuse: it stays where it is. */
function readBase(raw: OpenRecord, { todo, issues }: { todo: Todo | undefined; issues: Issue[] }): RequestBase {
  const at = (key: string): Place => ({ path: [key], issues });
  const record = (key: string): OpenRecord => {
    const value = raw[key];
    return isRecord(value) ? value : readRecord(value, at(key));
  };
  const bot = readNamed(raw["bot"], "namespace", at("bot"));
  const environment = readChoice(raw["environment"], ENVIRONMENTS, at("environment"));
  const userInput = readText(raw["userInput"], at("userInput"));
  const sessionData = readSessionData(raw["sessionData"], at("sessionData"));
  const base: { -readonly [K in keyof RequestBase]: RequestBase[K] } = {
    params: record("params"),
    user: record("user"),
    org: record("org"),
    broadcast: record("broadcast"),
    cache: record("cache"),
    sessionData,
    clientData: Object.assign({}, sessionData.client_data, record("clientData")),
    data: record("data"),
    // Its shape is not documented (contract §1, grade S), so another shape is no reason to refuse the request.
    messageData: isRecord(raw["messageData"]) ? raw["messageData"] : {},
    raw,
  };
  if (bot !== undefined) base.bot = bot;
  if (environment !== undefined) base.environment = environment;
  if (userInput !== undefined) base.userInput = userInput;
  // Last, as there are hardly ever any: an object that starts from a copy of the body takes several times as long to build.
  const read = todo === "prompt" ? ABSENT_WHEN_EMPTY_IN_PROMPT : ABSENT_WHEN_EMPTY;
  for (const key of Object.keys(raw))
    if (!Object.hasOwn(base, key) && !read.includes(key) && !(OF_ONE_TODO.includes(key) && isEmpty(raw[key])))
      Object.assign(base, { [key]: raw[key] });
  return base;
}

/** The keys that are read too, but leave nothing behind when they are empty. */
const ABSENT_WHEN_EMPTY: readonly string[] = ["todo", "bot", "environment", "userInput", "action"];
const ABSENT_WHEN_EMPTY_IN_PROMPT: readonly string[] = [...ABSENT_WHEN_EMPTY, "previousParam"];

/** What one kind of request alone has, and the others have empty (contract §1): there it is as good as absent. */
const OF_ONE_TODO: readonly string[] = ["button_id", "previousParam", "paramsToPrompt"];

function readSessionData(value: unknown, place: Place): SessionData {
  const came = readRecord(value, place);
  const { client_data } = came;
  // It comes from a visitor's browser through two hands: another shape is no reason to refuse the request.
  const read: Record<string, unknown> = { client_data: isRecord(client_data) ? client_data : {} };
  for (const key of Object.keys(came)) {
    if (key === "client_data") continue;
    if (!SESSION_TEXTS.includes(key)) read[key] = came[key];
    else {
      const text = readText(came[key], inside(place, key));
      if (text !== undefined) read[key] = text;
    }
  }
  return read as SessionData;
}

const SESSION_TEXTS: readonly string[] = ["medium", "client_host", "client_identifier"];

function readPromptKeys(raw: OpenRecord, issues: Issue[]): Pick<PromptRequest, "previousParam" | "paramsToPrompt"> {
  const previousParam = readNamed(raw["previousParam"], "name", { path: ["previousParam"], issues });
  const listed = raw["paramsToPrompt"];
  // A lone name for a list of one. That nothing is left to ask decides what a bot does next, so nothing is skipped in silence.
  const entries: readonly unknown[] = isEmpty(listed) ? [] : Array.isArray(listed) ? listed : [listed];
  const paramsToPrompt: ParamRef[] = [];
  entries.forEach((entry, index) => {
    const place = { path: Array.isArray(listed) ? ["paramsToPrompt", index] : ["paramsToPrompt"], issues };
    const before = issues.length;
    const param = readNamed(entry, "name", place);
    if (param) paramsToPrompt.push(param);
    else if (issues.length === before) wrongType("the name of a param, or an object with `name`", entry, place);
  });
  return { ...(previousParam && { previousParam }), paramsToPrompt };
}

function readButtonId(value: unknown, issues: Issue[]): string | undefined {
  const place = { path: ["button_id"], issues };
  const before = issues.length;
  const id = readText(value, place);
  if (id === undefined && issues.length === before) needed("the id of the button that was clicked", value, place);
  return id;
}

/** The only key for which empty is not the same as absent and fine. */
function readTodo(value: unknown, place: Place): Todo | undefined {
  if (!isEmpty(value)) return readChoice(value, TODOS, place);
  needed(`one of ${TODOS.join(", ")}`, value, place);
  return undefined;
}

/** Notes that a key which has to be there is empty, unless something is wrong with it already. */
function needed(expected: string, value: unknown, place: Place): void {
  if (place.issues.some(({ path }) => path[0] === place.path[0])) return;
  const came = isRecord(value) && !isEmpty(value) ? "an object that does not name it" : shapeOf(value);
  report(place, `expected ${expected}; came ${came}`, "missing");
}
