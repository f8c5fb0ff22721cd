import type { Issue } from "../error.js";
import { report, type OpenRecord } from "../json/read-key.js";
import type { Todo } from "../request/request-parts.js";
import type { ResponseKind } from "./response.js";
import { isEmpty, shapeOf } from "../json/shape.js";

/**
 * Which forms the platform accepts as an answer to which request (docs/contract.md §2, with the grades). That `execute` and
 * `button` may be answered with a question is inferred (grade I): the page gives the prompt form for "when an input param has
 * to be prompted", whatever the request, and where the URL is called only at the end of a context, no other answer can ask.
 */
const ACCEPTED: Readonly<Record<Todo, readonly ResponseKind[]>> = {
  prompt: ["prompt", "execution", "askNext", "proceed"],
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
export function findResponseKind(raw: OpenRecord, to: Todo | undefined, issues: Issue[]): ResponseKind | undefined {
  // These two handlers look for their own key only, whatever is beside it.
  if (to === "welcome" || to === "failure") return to;
  if (to === undefined && isEmpty(raw["status"]) && isEmpty(raw["todo"])) {
    if ("welcome_response" in raw) return "welcome";
    if ("message" in raw) return "failure";
  }
  const takesTodo = to === undefined || to === "prompt";
  const key = takesTodo && isEmpty(raw["status"]) && !isEmpty(raw["todo"]) ? "todo" : "status";
  const value = raw[key];
  const forms: Readonly<Record<string, ResponseKind>> = FORMS[key];
  const kind = typeof value === "string" && Object.hasOwn(forms, value) ? forms[value] : undefined;
  const isTaken = (candidate: ResponseKind): boolean => to === undefined || ACCEPTED[to].includes(candidate);
  if (kind !== undefined && isTaken(kind)) return kind;

  const taken = Object.entries(forms)
    .filter(([, candidate]) => isTaken(candidate))
    .map(([word]) => `"${word}"`);
  const expected = `expected ${taken.join(" or ")}`;
  const scope = { path: [key], issues };
  if (kind !== undefined) {
    const why = to === "fallback" ? "anything but handled counts as a failure" : `it does not answer "${to ?? ""}"`;
    report(scope, `${expected}, got "${String(value)}": ${why}`, "not_accepted");
  } else if (value === "execute") {
    // The usual slip: two spellings for one thing.
    const why = "the request says execute, the response says execution";
    report(scope, `${expected}, got "execute": ${why}`, "unknown_value");
  } else if (typeof value === "string" && value !== "") {
    report(scope, `${expected}, got a different string`, "unknown_value");
  } else {
    report(scope, `${expected}, got ${shapeOf(value)}`, isEmpty(value) ? "missing" : "wrong_type");
  }
  return undefined;
}
