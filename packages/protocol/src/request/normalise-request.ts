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
  type IssueScope,
} from "../json/read-key.js";
import type { ParamRef, SessionData, Todo } from "./request-parts.js";
import type { PromptRequest, RequestBase, WebhookRequest } from "./request.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";

/** The result of {@link safeParseRequest}. */
export type ParseRequestResult =
  { readonly ok: true; readonly request: WebhookRequest } | { readonly ok: false; readonly issues: readonly Issue[] };

/** Turns the object on the wire into one of the six requests, and each of its spellings into one. */
export function normaliseRequest(raw: OpenRecord): ParseRequestResult {
  const issues: Issue[] = [];
  const todo = readTodo(raw["todo"], { path: ["todo"], issues });
  const base = readBase(raw, { todo, issues });
  const action = readNamed(raw["action"], ACTION_KEYS, { path: ["action"], issues });
  const failed = (): ParseRequestResult => ({ ok: false, issues });
  const done = (request: (ParseRequestResult & { ok: true })["request"]): ParseRequestResult =>
    issues.length > 0 ? failed() : { ok: true, request };

  if (todo === undefined) return failed();
  if (todo === "welcome" || todo === "fallback" || todo === "failure")
    return done(Object.assign(base, { todo }, action && { action }));

  const buttonId = todo === "button" ? readButtonId(raw["button_id"], issues) : undefined;
  if (action === undefined) {
    needed(`the action of this "${todo}"`, raw["action"], { path: ["action"], issues });
    return failed();
  }
  if (todo === "execute") return done(Object.assign(base, { todo, action }));
  if (todo === "prompt") return done(Object.assign(base, { todo, action }, readPromptKeys(raw, issues)));
  return buttonId === undefined ? failed() : done(Object.assign(base, { todo, action, button_id: buttonId }));
}

/** Where an action has its name: grade O; under `name` it is grade O too, but weak (docs/contract.md §1). */
const ACTION_KEYS = ["namespace", "name"] as const;

/** The keys that all requests share. An unknown key is never a reason to refuse: it stays where it is. */
function readBase(raw: OpenRecord, { todo, issues }: { todo: Todo | undefined; issues: Issue[] }): RequestBase {
  const at = (key: string): IssueScope => new ScopeOfKey(key, issues);
  const record = (key: string): OpenRecord => {
    const value = raw[key];
    return isRecord(value) ? value : readRecord(value, at(key));
  };
  const bot = readNamed(raw["bot"], ["namespace"], at("bot"));
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
    // Its shape is not documented (docs/contract.md §1, grade S), so any other shape is no reason to refuse the request.
    messageData: isRecord(raw["messageData"]) ? raw["messageData"] : {},
    raw,
  };
  if (bot !== undefined) base.bot = bot;
  if (environment !== undefined) base.environment = environment;
  if (userInput !== undefined) base.userInput = userInput;
  // Last, because there are hardly ever any: starting from a copy of the body takes several times as long.
  for (const key of Object.keys(raw)) {
    if (READ.has(key) || (key === "previousParam" && todo === "prompt")) continue;
    if (!(OF_ONE_TODO.includes(key) && isEmpty(raw[key]))) Object.assign(base, { [key]: raw[key] });
  }
  return base;
}

/** The scope of one key. There is one for each key of each request, and hardly ever an issue: the path is made when it is needed. */
class ScopeOfKey implements IssueScope {
  constructor(
    private readonly key: string,
    readonly issues: Issue[],
  ) {}

  get path(): IssueScope["path"] {
    return [this.key];
  }
}

/** The keys that every request is read for, and `raw`, which is the body itself. */
const READ: ReadonlySet<string> = new Set([
  "todo",
  "bot",
  "action",
  "environment",
  "userInput",
  "params",
  "user",
  "org",
  "broadcast",
  "cache",
  "sessionData",
  "clientData",
  "data",
  "messageData",
  "raw",
]);

/** Keys that one kind of request has and the others send empty (docs/contract.md §1): there they count as absent. */
const OF_ONE_TODO: readonly string[] = ["button_id", "previousParam", "paramsToPrompt"];

function readSessionData(value: unknown, scope: IssueScope): SessionData {
  const all = readRecord(value, scope);
  const { client_data } = all;
  // It comes from a visitor's browser: another shape is no reason to refuse the request.
  const read: Record<string, unknown> = { client_data: isRecord(client_data) ? client_data : {} };
  for (const key of Object.keys(all)) {
    if (key === "client_data") continue;
    if (!SESSION_TEXTS.includes(key)) read[key] = all[key];
    else {
      const value = all[key];
      const text = typeof value === "string" && value !== "" ? value : readText(value, inside(scope, key));
      if (text !== undefined) read[key] = text;
    }
  }
  return read as SessionData;
}

const SESSION_TEXTS: readonly string[] = ["medium", "client_host", "client_host_type", "client_identifier"];

function readPromptKeys(raw: OpenRecord, issues: Issue[]): Pick<PromptRequest, "previousParam" | "paramsToPrompt"> {
  const previousParam = readNamed(raw["previousParam"], ["name"], { path: ["previousParam"], issues });
  const listed = raw["paramsToPrompt"];
  // A single name stands for a list of one. An empty list decides what a bot does next, so no entry is skipped silently.
  const entries: readonly unknown[] = isEmpty(listed) ? [] : Array.isArray(listed) ? listed : [listed];
  const paramsToPrompt: ParamRef[] = [];
  entries.forEach((entry, index) => {
    const scope = { path: Array.isArray(listed) ? ["paramsToPrompt", index] : ["paramsToPrompt"], issues };
    const before = issues.length;
    const param = readNamed(entry, ["name"], scope);
    if (param) paramsToPrompt.push(param);
    else if (issues.length === before) wrongType("the name of a param or an object with `name`", entry, scope);
  });
  return { ...(previousParam && { previousParam }), paramsToPrompt };
}

function readButtonId(value: unknown, issues: Issue[]): string | undefined {
  const scope = { path: ["button_id"], issues };
  const before = issues.length;
  const id = readText(value, scope);
  if (id === undefined && issues.length === before) needed("the id of the button that was clicked", value, scope);
  return id;
}

/** The only key that must not be empty. */
function readTodo(value: unknown, scope: IssueScope): Todo | undefined {
  if (!isEmpty(value)) return readChoice(value, TODOS, scope);
  needed(`one of ${TODOS.join(", ")}`, value, scope);
  return undefined;
}

/** Adds the issue that a required key is empty, unless it has an issue already. */
function needed(expected: string, value: unknown, scope: IssueScope): void {
  if (scope.issues.some(({ path }) => path[0] === scope.path[0])) return;
  const found = isRecord(value) && !isEmpty(value) ? "an object that does not name it" : shapeOf(value);
  report(scope, `expected ${expected}, got ${found}`, "missing");
}
