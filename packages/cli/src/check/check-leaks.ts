import { textOf } from "@ck/emulator";
import type { CheckFinding } from "./finding.js";
import { findLeaks } from "./find-leaks.js";
import type { Prober } from "./probe.js";
import type { SampleRequest } from "./sample-requests.js";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether what visitors say can be read on the way. */
export function checkTransport(url: string): CheckFinding {
  const { protocol = "", hostname = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "http:" || LOOPBACK.test(hostname))
    return {
      id: "transport",
      level: "ok",
      message: protocol === "https:" ? "The address is https." : "The server is on this machine.",
    };
  const words =
    "The address is http: what visitors say can be read on the way. A signature hides nothing. Use https in production.";
  return { id: "transport", level: "note", message: words };
}

/** Sends what makes handlers stumble, then looks through every answer of the check for inner errors (contract §5). */
export async function* checkLeaks(prober: Prober, actions: readonly SampleRequest[]): AsyncGenerator<CheckFinding> {
  const prompt = actions.find(({ todo }) => todo === "prompt")?.body ?? {
    todo: "prompt",
    action: { namespace: "ckCheck" },
  };
  // Only prompts: they act on nothing.
  const awkward: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["a prompt without any key", { todo: "prompt" }],
    ["a prompt of an unknown action", { ...prompt, action: { namespace: "ckCheckNoSuchAction" } }],
    ["a prompt with params that are no object", { ...prompt, params: "none" }],
    ["a prompt with params of odd types", { ...prompt, params: { from: [[]], days: { no: null } }, previousParam: 7 }],
  ];
  for (const [subject, body] of awkward) await prober.send({ subject, body, todo: "prompt" });

  const seen = new Map<string, string>();
  for (const { subject, exchange } of prober.sent) {
    if (exchange.response === undefined) continue;
    const leaks = findLeaks(textOf(exchange.response.body));
    if (leaks.length > 0 && !seen.has(subject)) seen.set(subject, leaks.join(" and "));
  }
  if (seen.size === 0) yield { id: "error-leak", level: "ok", message: "No answer tells of inner errors." };
  for (const [subject, leaks] of seen) {
    yield {
      id: "error-leak",
      level: "fault",
      subject,
      message: `The answer holds ${leaks}.`,
      fix: "Log what went wrong, and answer with an empty body or with words for the visitor.",
    };
  }
}

/** What is odd about the answers, though the platform takes them. */
export function* noteContentTypes(prober: Prober): Generator<CheckFinding> {
  const answered = prober.sent.filter(({ exchange }) => exchange.verdict.outcome === "answered");
  const remarks = new Set(answered.flatMap(({ exchange }) => exchange.verdict.remarks));
  if (remarks.size === 0 && answered.length > 0)
    yield { id: "content-type", level: "ok", message: "Answers are application/json." };
  for (const words of remarks) yield { id: "content-type", level: "note", message: words };
}
