import type { EmulatedBot, Exchange, Limits, Sign } from "@ck/emulator";
import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type Environment } from "@ck/protocol";
import { checkAnswers, judgeAnswer } from "./check-answers.js";
import { checkLeaks, checkTransport, noteContentTypes } from "./check-leaks.js";
import { checkRefusals } from "./check-refusals.js";
import { checkSignature, type ForeignKey } from "./check-signature.js";
import type { CheckFinding, CheckReport, FindingLevel } from "./finding.js";
import { createProber, receptionOf, type Prober } from "./probe.js";
import { createStrangerSigner } from "./stranger-signer.js";
import { actionRequests, handlerRequests, type SampleRequest } from "./sample-requests.js";

/** Options of {@link checkWebhook}. */
export interface CheckOptions {
  /** The server: http or https. */
  readonly url: string;
  /** The bot, with its actions and enabled handlers. Default: only the handlers are tried. */
  readonly bot?: EmulatedBot | undefined;
  /** Signs as the platform does. Without it, the bot counts as not secured, and signatures are not checked. */
  readonly sign?: Sign | undefined;
  /** Signs with a retired key of the bot. Default: only a stranger's key is tried. */
  readonly retiredSign?: Sign | undefined;
  /** Default `development`. */
  readonly environment?: Environment | undefined;
  /** The limits that answers must keep. Default: 5000 ms and 100,000 bytes (docs/contract.md §4). */
  readonly limits?: Partial<Limits> | undefined;
  /** Skip `execute` and `button`, which make the bot act. Default `false`. */
  readonly withoutExecute?: boolean | undefined;
  /** Called with each finding as it is made. */
  readonly onFinding?: ((finding: CheckFinding) => void) | undefined;
}

/**
 * Tests a webhook server in any language: what it must reject, what it must answer, and in which form.
 *
 * It sends some 25 requests, and `prompt`, `button` and `execute` of each action with sample values, so use a server whose data does not matter.
 *
 * @param options - the server, and what signs for it
 * @returns every finding; `passed` tells whether none failed
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: the URL is not http(s), or a limit is not a positive number
 * @throws what `sign` throws
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
  const check = begin(options);
  for await (const finding of run(check)) {
    findings.push(finding);
    options.onFinding?.(finding);
  }
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
  const counts = {
    passed: count("passed"),
    failed: count("failed"),
    note: count("note"),
    skipped: count("skipped"),
  };
  return { url: options.url, passed: counts.failed === 0, counts, requests: check.prober.sent.length, findings };
}

interface Check {
  readonly options: CheckOptions;
  readonly environment: Environment;
  readonly limits: Limits;
  readonly prober: Prober;
  readonly handlers: readonly SampleRequest[];
  readonly actions: readonly SampleRequest[];
  readonly foreignKeys: readonly ForeignKey[];
}

function begin(options: CheckOptions): Check {
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
    // Only answers have to keep the limits, not refusals.
    prober: createProber({ url, environment, sign, limits: usual }),
    handlers: handlerRequests(samples),
    actions: actionRequests(samples),
    foreignKeys: [
      ...(sign ? [{ name: "a stranger's key", sign: createStrangerSigner() }] : []),
      ...(retiredSign ? [{ name: "the key that was retired last", sign: retiredSign }] : []),
    ],
  };
}

async function* run(check: Check): AsyncGenerator<CheckFinding> {
  const { options, prober, handlers, actions, limits, environment, foreignKeys } = check;
  const { url } = options;
  const tried: (readonly [SampleRequest, Exchange])[] = [];
  const isQuiet = ({ todo }: SampleRequest): boolean => todo !== "execute" && todo !== "button";
  // Without an enabled handler, a prompt shows whether genuine requests are accepted.
  const quiet = handlers.length > 0 ? handlers : actions.filter(isQuiet).slice(0, 1);
  const first = quiet.length > 0 ? quiet : handlerRequests({ bot: undefined, environment, withoutExecute: true });
  for (const sample of first) {
    const exchange = await prober.send({ ...sample, limits });
    // Only once it is known to be a URL without a password: it is printed from here on.
    if (tried.length === 0) yield checkTransport(url);
    if (tried.length === 0 && exchange.response === undefined && exchange.verdict.outcome === "unreachable") {
      const fix = "Start the server, and give the URL of its webhook.";
      yield { id: "reachable", level: "failed", message: exchange.verdict.message, fix };
      return;
    }
    tried.push([sample, exchange]);
  }
  const [base] = tried.find(([, exchange]) => receptionOf(exchange).kind === "accepted") ?? [];
  yield genuine(tried, base, options);
  if (base === undefined) {
    const message = "Not checked: genuine requests are rejected.";
    yield { id: "missing-signature", level: "skipped", message };
    yield { id: "answer", level: "skipped", message };
    return;
  }
  if (options.sign === undefined) {
    const message = "The bot is not secured, so its server cannot tell the platform from anybody else.";
    yield { id: "missing-signature", level: "skipped", message };
  }
  yield* checkSignature({ prober, base, environment, foreignKeys });
  yield* checkRefusals({ prober, base, url, timeoutMs: RESPONSE_TIMEOUT_MS });
  for (const [sample, exchange] of tried.filter(([{ todo }]) => todo !== "prompt"))
    yield asFarAsKnown(judgeAnswer(sample, exchange, limits), options);
  yield* checkAnswers(actions, prober, limits);
  if (actions.length === 0)
    yield {
      id: "answer",
      subject: "prompt, execute, button",
      level: "skipped",
      message: "Without a definition, the actions are unknown.",
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
  if (base !== undefined) return { id: "genuine", level: "passed", message: `${signed} is accepted.` };
  const verdicts = tried.map(([{ subject }, { verdict }]) => `${subject}: ${verdict.message}`).join(" ");
  const isSigned = tried.some(([, { response }]) => response?.status === 401);
  return {
    id: "genuine",
    level: "failed",
    message: `${signed} is rejected. ${verdicts}`,
    fix: isSigned
      ? "Give the server the public key that signs here (`ck key show`), and use the same hash, format and encoding on both sides."
      : "Check the webhook's URL, and look at the server's log.",
  };
}

/** Without a definition, it is unknown which handlers are enabled. */
function asFarAsKnown(finding: CheckFinding, { bot }: CheckOptions): CheckFinding {
  if (bot !== undefined || finding.level !== "failed" || finding.subject === "fallback") return finding;
  if (finding.outcome !== "bad-status") return finding;
  const { id, outcome, subject = "", message } = finding;
  return { id, subject, outcome, level: "note", message: `${message} That is right if the handler is disabled.` };
}
