import type { Exchange, FailedOutcome, Limits } from "@ck/emulator";
import type { CheckFinding } from "./finding.js";
import type { Prober } from "./probe.js";
import { inOtherForm, type SampleRequest } from "./sample-requests.js";

/** From this part of the time on, an answer that came is called slow. */
const SLOW = 0.8;

const MENDS: Readonly<Record<FailedOutcome, string>> = {
  "timed-out": "Answer earlier, and let long work go on by itself: the visitor sees a failure message.",
  "too-large": "Say less, or put the rest behind a link: the visitor sees a failure message.",
  "bad-status": "Answer 200, also where the bot has nothing good to say: the message says it.",
  "bad-json": "Answer with one JSON object in UTF-8, and set content-type: application/json.",
  "wrong-form": "Answer in the form that the contract has for this todo (contract §2).",
  unreachable: "See that the server does not hang up before its answer is out.",
};

/** Judges an answer to a request that a server has to answer. */
export function judgeAnswer({ subject }: SampleRequest, exchange: Exchange, limits: Limits): CheckFinding {
  const { outcome, message: words } = exchange.verdict;
  const about = { id: "answer", subject, outcome } as const;
  if (outcome !== "answered") return { ...about, level: "fault", message: words, fix: MENDS[outcome] };
  const slow = exchange.timings.totalMs > limits.timeoutMs * SLOW;
  return {
    ...about,
    level: "ok",
    message: slow ? `${words} That is close to the limit of ${limits.timeoutMs} ms.` : words,
  };
}

/** Whether each of these is answered, in form, in time and in size (contract §2 and §4). */
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
    // A prompt acts on nothing, so it can be sent once more.
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
  const form = typeof body["action"] === "string" ? "a text" : "an object with namespace";
  const exchange = await prober.send({ subject: `${sample.subject}, action as ${form}`, body, todo, limits });
  const about = { id: "action-form", subject: sample.subject } as const;
  if (kindOf(exchange) === kindOf(usual))
    return { ...about, level: "ok", message: "The action is known as an object with namespace, and as a text." };
  return {
    ...about,
    level: "fault",
    message: `With the action as ${form} the request is answered otherwise. Both forms are met (contract §1).`,
    fix: "Read the action's name from `action.namespace`, or from `action` where that is a text.",
  };
}

function kindOf({ verdict }: Exchange): string {
  return verdict.outcome === "answered" ? verdict.answer.kind : verdict.outcome;
}
