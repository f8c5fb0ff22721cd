import type { EmulatedBot, Exchange, Limits, Sign } from "@ck/emulator";
import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type Environment } from "@ck/protocol";
import { checkAnswers, judgeAnswer } from "./check-answers.js";
import { checkLeaks, checkTransport, noteContentTypes } from "./check-leaks.js";
import { checkRefusals } from "./check-refusals.js";
import { checkSignature, type Stranger } from "./check-signature.js";
import type { CheckFinding, CheckReport, FindingLevel } from "./finding.js";
import { createProber, receptionOf, type Prober } from "./probe.js";
import { actionRequests, handlerRequests, type SampleRequest } from "./sample-requests.js";
import { createStranger } from "./stranger.js";

/** Options of {@link checkWebhook}. */
export interface CheckOptions {
  /** Where the server is: http or https. */
  readonly url: string;
  /** The bot, for its actions and the handlers that are switched on. Default: only the handlers are tried. */
  readonly bot?: EmulatedBot | undefined;
  /** Signs as the platform does. Left out: the bot is not secured, and its signature is not looked at. */
  readonly sign?: Sign | undefined;
  /** Signs with a key that the server had once. Default: only a stranger's key is tried. */
  readonly retiredSign?: Sign | undefined;
  /** Default `development`. */
  readonly environment?: Environment | undefined;
  /** What answers are held to. Default: 5000 ms and 100,000 bytes (contract §4). */
  readonly limits?: Partial<Limits> | undefined;
  /** Do not send `execute` and `button`, which make the bot act. Default `false`. */
  readonly withoutExecute?: boolean | undefined;
  /** Told of each finding as it is made. */
  readonly onFinding?: ((finding: CheckFinding) => void) | undefined;
}

/**
 * Goes through a conformance conversation with a webhook server, whatever it is written in: what it must refuse, what it must answer, and how.
 *
 * It sends some 25 requests, and `prompt`, `button` and `execute` of each action with sample values: point it at a server whose data do not matter.
 *
 * Source: contract §1, §2, §4 and §5.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION` for a URL that is not http(s) or limits that are none; and what `sign` throws
 * @example
 * ```ts
 * import { checkWebhook } from "@ck/cli";
 *
 * const { passed, findings } = await checkWebhook({ url: "http://127.0.0.1:1/nothing-listens-here" });
 * console.log(passed, findings.at(-1)?.id); // false reachable
 * ```
 */
export async function checkWebhook(options: CheckOptions): Promise<CheckReport> {
  const findings: CheckFinding[] = [];
  const check = await begin(options);
  for await (const finding of run(check)) {
    findings.push(finding);
    options.onFinding?.(finding);
  }
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
  const counts = { ok: count("ok"), fault: count("fault"), note: count("note"), skipped: count("skipped") };
  return { url: options.url, passed: counts.fault === 0, counts, requests: check.prober.sent.length, findings };
}

interface Check {
  readonly options: CheckOptions;
  readonly environment: Environment;
  readonly limits: Limits;
  readonly prober: Prober;
  readonly handlers: readonly SampleRequest[];
  readonly actions: readonly SampleRequest[];
  readonly strangers: readonly Stranger[];
}

async function begin(options: CheckOptions): Promise<Check> {
  const { url, bot, sign, retiredSign, environment = "development", withoutExecute = false } = options;
  const usual = { timeoutMs: RESPONSE_TIMEOUT_MS, maxBytes: RESPONSE_LIMIT_BYTES };
  const limits = {
    timeoutMs: options.limits?.timeoutMs ?? usual.timeoutMs,
    maxBytes: options.limits?.maxBytes ?? usual.maxBytes,
  };
  const samples = { bot, environment, withoutExecute };
  return {
    options,
    environment,
    limits,
    // What is refused is not held to the limits of answers.
    prober: createProber({ url, environment, sign, limits: usual }),
    handlers: handlerRequests(samples),
    actions: actionRequests(samples),
    strangers: [
      ...(sign ? [await createStranger()] : []),
      ...(retiredSign ? [{ name: "the key that was retired last", sign: retiredSign }] : []),
    ],
  };
}

async function* run(check: Check): AsyncGenerator<CheckFinding> {
  const { options, prober, handlers, actions, limits, environment, strangers } = check;
  const { url } = options;
  const tried: (readonly [SampleRequest, Exchange])[] = [];
  const isQuiet = ({ todo }: SampleRequest): boolean => todo !== "execute" && todo !== "button";
  // Where no handler is switched on, a prompt shows whether genuine requests are let in.
  const quiet = handlers.length > 0 ? handlers : actions.filter(isQuiet).slice(0, 1);
  const first = quiet.length > 0 ? quiet : handlerRequests({ bot: undefined, environment, withoutExecute: true });
  for (const sample of first) {
    const exchange = await prober.send({ ...sample, limits });
    // Not before the URL is known to be one, without a password: it is shown from here on.
    if (tried.length === 0) yield checkTransport(url);
    if (tried.length === 0 && exchange.response === undefined && exchange.verdict.outcome === "unreachable") {
      const mend = "Start the server, and give the URL that the bot is called at.";
      yield { id: "reachable", level: "fault", message: exchange.verdict.message, fix: mend };
      return;
    }
    tried.push([sample, exchange]);
  }
  const [base] = tried.find(([, exchange]) => receptionOf(exchange).kind === "let-in") ?? [];
  yield genuine(tried, base, options);
  if (base === undefined) {
    const words = "Nothing can be said of it while genuine requests are not let in.";
    yield { id: "missing-signature", level: "skipped", message: words };
    yield { id: "answer", level: "skipped", message: words };
    return;
  }
  if (options.sign === undefined) {
    const words = "The bot is not secured, so its server cannot tell the platform from anybody else.";
    yield { id: "missing-signature", level: "skipped", message: words };
  }
  yield* checkSignature({ prober, base, environment, strangers });
  yield* checkRefusals({ prober, base, url, timeoutMs: RESPONSE_TIMEOUT_MS });
  for (const [sample, exchange] of tried.filter(([{ todo }]) => todo !== "prompt"))
    yield asFarAsKnown(judgeAnswer(sample, exchange, limits), options);
  yield* checkAnswers(actions, prober, limits);
  if (actions.length === 0)
    yield {
      id: "answer",
      subject: "prompt, execute, button",
      level: "skipped",
      message: "No definition says which actions there are.",
    };
  yield* checkLeaks(prober, actions);
  yield* noteContentTypes(prober);
}

function genuine(
  tried: readonly (readonly [SampleRequest, Exchange])[],
  base: SampleRequest | undefined,
  { sign }: CheckOptions,
): CheckFinding {
  const signed = sign === undefined ? "A request" : "A request with a good signature";
  if (base !== undefined) return { id: "genuine", level: "ok", message: `${signed} is let in.` };
  const words = tried.map(([{ subject }, { verdict }]) => `${subject}: ${verdict.message}`).join(" ");
  const isSigned = tried.some(([, { response }]) => response?.status === 401);
  return {
    id: "genuine",
    level: "fault",
    message: `${signed} is not let in. ${words}`,
    fix: isSigned
      ? "Give the server the public key that signs here (`ck key show`), and see that hash, format and encoding are the same on both sides. `ck doctor` compares them."
      : "See that the URL is the one that the bot is called at, and what the server logs.",
  };
}

/** Without a definition it is not known which handlers are switched on. */
function asFarAsKnown(finding: CheckFinding, { bot }: CheckOptions): CheckFinding {
  if (bot !== undefined || finding.level !== "fault" || finding.subject === "fallback") return finding;
  if (finding.outcome !== "bad-status") return finding;
  const { id, outcome, subject = "", message: words } = finding;
  return { id, subject, outcome, level: "note", message: `${words} That is right if the handler is switched off.` };
}
