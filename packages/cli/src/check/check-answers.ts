import type { Exchange, FailedOutcome, Limits } from "@ck/emulator";
import type { CheckFinding } from "./finding.js";
import type { Prober } from "./probe/prober.js";
import { inOtherForm, type SampleRequest } from "./probe/sample-requests.js";

/** From this share of the time limit on, an answer counts as slow. */
const SLOW = 0.8;

const FIXES: Readonly<Record<FailedOutcome, string>> = {
  "timed-out": "Answer earlier, and continue long work in the background: the visitor sees a failure message.",
  "too-large": "Shorten the answer, or link to the rest: the visitor sees a failure message.",
  "bad-status": "Answer 200 even if the bot has bad news: the message carries it.",
  "bad-json": "Answer with one JSON object in UTF-8, and set content-type: application/json.",
  "wrong-form": "Answer in the form that is documented for this kind of request.",
  unreachable: "Make sure that the server sends its answer before it closes the connection.",
};

/** Judges the answer to a request that a server must answer. */
export function judgeAnswer({ subject }: SampleRequest, exchange: Exchange, limits: Limits): CheckFinding {
  const { outcome, message } = exchange.verdict;
  const about = { id: "answer", subject, outcome } as const;
  if (outcome !== "answered") return { ...about, level: "failed", message, fix: FIXES[outcome] };
  const slow = exchange.timings.totalMs > limits.timeoutMs * SLOW;
  return {
    ...about,
    level: "passed",
    message: slow ? `${message} That is close to the limit of ${limits.timeoutMs} ms.` : message,
  };
}

/** Checks that each request is answered, in form, in time and in size (docs/contract.md §2 and §4). */
export async function* checkAnswers(
  samples: readonly SampleRequest[],
  prober: Prober,
  limits: Limits,
): AsyncGenerator<CheckFinding> {
  let tried: SampleRequest | undefined;
  for (const sample of samples) {
    const { subject, body, todo } = sample;
    const exchange = await prober.send({ subject, body, todo, limits });
    yield judgeAnswer(sample, exchange, limits);
    // A prompt does not make the bot act, so it can be sent again.
    if (tried !== undefined || todo !== "prompt" || exchange.verdict.outcome !== "answered") continue;
    tried = sample;
    yield await checkActionForm(sample, exchange, prober, limits);
  }
}

async function checkActionForm(
  sample: SampleRequest,
  usual: Exchange,
  prober: Prober,
  limits: Limits,
): Promise<CheckFinding> {
  const { body, todo } = inOtherForm(sample);
  const form = typeof body["action"] === "string" ? "a string" : "an object with namespace";
  const exchange = await prober.send({ subject: `${sample.subject}, action as ${form}`, body, todo, limits });
  const about = { id: "action-form", subject: sample.subject } as const;
  if (kindOf(exchange) === kindOf(usual))
    return {
      ...about,
      level: "passed",
      message: "The action's name is read from an object with namespace, and from a string.",
    };
  return {
    ...about,
    level: "failed",
    message: `The request is answered differently with the action as ${form}. Both forms occur.`,
    fix: "Read the action's name from `action.namespace`, or from `action` if that is a string.",
  };
}

function kindOf({ verdict }: Exchange): string {
  return verdict.outcome === "answered" ? verdict.answer.kind : verdict.outcome;
}
