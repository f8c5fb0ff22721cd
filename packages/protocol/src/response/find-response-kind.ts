import { inside, report, type IssueScope, type OpenRecord } from "../json/read-key.js";
import { isEmpty, shapeOf } from "../json/shape.js";
import type { Todo } from "../request/request-parts.js";
import type { ResponseKind } from "./response.js";

/**
 * Which forms the platform accepts as an answer to which request (docs/contract.md §2, with the grades). That `execute` and
 * `button` may be answered with a question is inferred (grade I): the page gives the prompt form for "when an input param has
 * to be prompted", whatever the request, and where the URL is called only at the end of a context, no other answer can ask.
 */
const ACCEPTED: Readonly<Record<Todo, readonly ResponseKind[]>> = {
  prompt: ["prompt", "execution", "askNext", "askParam", "proceed", "confirm"],
  execute: ["execution", "prompt"],
  button: ["execution", "prompt"],
  fallback: ["handled"],
  welcome: ["welcome"],
  failure: ["failure"],
};

/** The values of the two keys that tell the forms apart, and the form that each stands for. */
const FORMS = {
  status: { prompt: "prompt", execution: "execution", handled: "handled" },
  todo: { prompt: "askNext", execute: "proceed" },
} as const satisfies Record<string, Record<string, ResponseKind>>;

/** Which form a response has; `undefined` and an issue if it is not accepted as an answer to `to`. */
export function findResponseKind(raw: OpenRecord, to: Todo | undefined, scope: IssueScope): ResponseKind | undefined {
  // These two handlers look for their own key only, whatever is beside it.
  if (to === "welcome" || to === "failure") return to;
  const isBare = isEmpty(raw["status"]) && isEmpty(raw["todo"]);
  if (to === undefined && isBare) {
    if ("welcome_response" in raw) return "welcome";
    if ("message" in raw) return "failure";
  }
  // A third documented form, against two that have a status (docs/contract.md §2, grade D).
  if ((to === "execute" || to === "button") && isBare && !isEmpty(raw["message"])) {
    const why = "read as an execution, but a webhook's answer may need it";
    report(
      { ...inside(scope, "status"), issues: scope.remarks ?? [] },
      `expected "execution", got nothing: ${why}`,
      "missing",
    );
    return "execution";
  }
  const takesTodo = to === undefined || to === "prompt";
  const key = takesTodo && isEmpty(raw["status"]) && !isEmpty(raw["todo"]) ? "todo" : "status";
  const value = raw[key];
  const forms: Readonly<Record<string, ResponseKind>> = FORMS[key];
  const kind = typeof value === "string" && Object.hasOwn(forms, value) ? forms[value] : undefined;
  const isAccepted = (candidate: ResponseKind): boolean => to === undefined || ACCEPTED[to].includes(candidate);
  if (kind !== undefined && isAccepted(kind)) return withMore(kind, raw);

  const accepted = Object.entries(forms)
    .filter(([, candidate]) => isAccepted(candidate))
    .map(([word]) => `"${word}"`);
  const expected = `expected ${accepted.join(" or ")}`;
  const at = inside(scope, key);
  if (kind !== undefined) {
    const why = to === "fallback" ? "anything but handled counts as a failure" : `it does not answer "${to ?? ""}"`;
    report(at, `${expected}, got "${String(value)}": ${why}`, "not_accepted");
  } else if (value === "execute") {
    // The usual slip: two spellings for one thing.
    report(at, `${expected}, got "execute": the request says execute, the response says execution`, "unknown_value");
  } else if (typeof value === "string" && value !== "") {
    report(at, `${expected}, got a different string`, "unknown_value");
  } else {
    report(at, `${expected}, got ${shapeOf(value)}`, isEmpty(value) ? "missing" : "wrong_type");
  }
  return undefined;
}

/** The two forms with `todo` are others when they hold more. */
function withMore(kind: ResponseKind, raw: OpenRecord): ResponseKind {
  if (kind === "askNext" && !isEmpty(raw["prompt"])) return "askParam";
  return kind === "proceed" && !isEmpty(raw["confirm"]) ? "confirm" : kind;
}
