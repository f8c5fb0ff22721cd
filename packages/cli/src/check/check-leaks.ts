import { textOf } from "@ck/emulator";
import type { CheckFinding } from "./finding.js";
import { findLeaks } from "./find-leaks.js";
import type { Prober } from "./probe/prober.js";
import type { SampleRequest } from "./probe/sample-requests.js";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Tells whether visitors' messages can be read on the way. */
export function checkTransport(url: string): CheckFinding {
  const { protocol = "", hostname = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "http:" || LOOPBACK.test(hostname))
    return {
      id: "transport",
      level: "passed",
      message: protocol === "https:" ? "The address is https." : "The server is on this machine.",
    };
  const message = "The address is http, so messages can be read on the way. Use https in production.";
  return { id: "transport", level: "note", message };
}

/** Sends requests that make handlers stumble, then searches every answer for internal errors (docs/contract.md §5). */
export async function* checkLeaks(prober: Prober, actions: readonly SampleRequest[]): AsyncGenerator<CheckFinding> {
  const prompt = actions.find(({ todo }) => todo === "prompt")?.body ?? {
    todo: "prompt",
    action: { namespace: "ckCheck" },
  };
  // Only prompts: they do not make the bot act.
  const awkward: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["a prompt without any key", { todo: "prompt" }],
    ["a prompt for an unknown action", { ...prompt, action: { namespace: "ckCheckNoSuchAction" } }],
    ["a prompt whose params are not an object", { ...prompt, params: "none" }],
    ["a prompt with params of odd types", { ...prompt, params: { from: [[]], days: { no: null } }, previousParam: 7 }],
  ];
  for (const [subject, body] of awkward) await prober.send({ subject, body, todo: "prompt" });

  const seen = new Map<string, string>();
  for (const { subject, exchange } of prober.sent) {
    if (exchange.response === undefined) continue;
    const leaks = findLeaks(textOf(exchange.response.body));
    if (leaks.length > 0 && !seen.has(subject)) seen.set(subject, leaks.join(" and "));
  }
  if (seen.size === 0) yield { id: "error-leak", level: "passed", message: "No answer shows internal errors." };
  for (const [subject, leaks] of seen) {
    yield {
      id: "error-leak",
      level: "failed",
      subject,
      message: `The answer contains ${leaks}.`,
      fix: "Log the error, and answer with an empty body or with a message for the visitor.",
    };
  }
}

/** Notes what is odd about answers that the platform accepts. */
export function* noteContentTypes(prober: Prober): Generator<CheckFinding> {
  const answered = prober.sent.filter(({ exchange }) => exchange.verdict.outcome === "answered");
  const remarks = new Set(answered.flatMap(({ exchange }) => exchange.verdict.remarks));
  if (remarks.size === 0 && answered.length > 0)
    yield { id: "content-type", level: "passed", message: "The answers are application/json." };
  for (const message of remarks) yield { id: "content-type", level: "note", message };
}
