import { EmulatorError, type EmulatedBot, type Exchange, type Limits, type Sign } from "@ck/emulator";
import { describeWrongOptions, RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type Environment } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import { checkAnswers, judgeAnswer } from "./check-answers.js";
import { checkGenuine, type Tried } from "./check-genuine.js";
import { checkLeaks, checkTransport, noteContentTypes } from "./check-leaks.js";
import { checkRefusals } from "./check-refusals.js";
import { checkSignature } from "./check-signature.js";
import { diagnoseFindings } from "./diagnose/diagnose-findings.js";
import type { Diagnosis } from "./diagnose/diagnose.js";
import type { CheckFinding, CheckReport, FindingLevel } from "./finding.js";
import { createProber, ServerDied, toBytes, type Prober } from "./probe/prober.js";
import { actionRequests, handlerRequests, type SampleRequest } from "./probe/sample-requests.js";
import type { SampleParams } from "./probe/sample-values.js";

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
  /** Two keys overlap while one replaces the other: the server may accept the retired one too. Default `false`. */
  readonly overlap?: boolean | undefined;
  /** Signs with other settings, to find out why a genuine request is rejected. Default: settings are not tried. */
  readonly signWith?: ((settings: SignatureOptions) => Sign) | undefined;
  /** Other keys that the server may hold, to find out why a genuine request is rejected: `{ "the production key": sign }`. */
  readonly otherKeys?: Readonly<Record<string, Sign>> | undefined;
  /** Default `development`. */
  readonly environment?: Environment | undefined;
  /** The limits that answers must keep. Default: 5000 ms and 100,000 bytes (docs/contract.md §4). */
  readonly limits?: Partial<Limits> | undefined;
  /** Skip `execute` and `button`, which make the bot act. Default `false`. */
  readonly withoutExecute?: boolean | undefined;
  /** Values for params: by name, or by action and name. Default: samples of their types. */
  readonly params?: SampleParams | undefined;
  /** Called with each finding as it is made, and with the exchanges behind it. */
  readonly onFinding?: ((finding: CheckFinding, exchanges: readonly Exchange[]) => void) | undefined;
}

const OPTIONS = {
  url: true,
  bot: true,
  sign: true,
  retiredSign: true,
  overlap: true,
  signWith: true,
  otherKeys: true,
  environment: true,
  limits: true,
  withoutExecute: true,
  params: true,
  onFinding: true,
} satisfies Record<keyof CheckOptions, true>;

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
  const wrong = describeWrongOptions(options, Object.keys(OPTIONS), "checkWebhook");
  if (wrong !== undefined) throw new EmulatorError("ERR_INVALID_OPTION", wrong);
  const findings: CheckFinding[] = [];
  const check = begin(options);
  const { prober } = check;
  let sent = 0;
  const add = (finding: CheckFinding): void => {
    findings.push(finding);
    options.onFinding?.(
      finding,
      prober.sent.slice(sent).flatMap(({ exchange, isPing }) => (isPing ? [] : [exchange])),
    );
    sent = prober.sent.length;
  };
  let diagnosis: Diagnosis | undefined;
  let died: ServerDied | undefined;
  try {
    for await (const found of run(check)) {
      if ("id" in found) add(found);
      else diagnosis = found;
    }
  } catch (error) {
    if (!(error instanceof ServerDied)) throw error;
    died = error;
    add(fromDeath(error));
  }
  diagnosis ??= died ? { message: died.message, fix: FIX_DEATH } : diagnoseFindings(findings);
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
  const counts = {
    passed: count("passed"),
    failed: count("failed"),
    note: count("note"),
    skipped: count("skipped"),
  };
  return {
    url: options.url,
    passed: counts.failed === 0,
    ...(diagnosis && { diagnosis }),
    counts,
    requests: prober.sent.length,
    findings,
  };
}

const FIX_DEATH = "Catch every error in the request handler, log it, and answer 401 or 400 with an empty body.";

function fromDeath({ message, subject }: ServerDied): CheckFinding {
  const about = { id: "alive", level: "failed", subject } as const;
  return { ...about, message: `The check ends here: ${message}.`, fix: FIX_DEATH };
}

interface Check {
  readonly options: CheckOptions;
  readonly limits: Limits;
  readonly prober: Prober;
  readonly handlers: readonly SampleRequest[];
  readonly actions: readonly SampleRequest[];
}

function begin(options: CheckOptions): Check {
  const { url, bot, sign, environment = "development", withoutExecute = false, params } = options;
  const usual = { timeoutMs: RESPONSE_TIMEOUT_MS, maxBytes: RESPONSE_LIMIT_BYTES };
  const samples = { bot, environment, withoutExecute, params };
  return {
    options,
    limits: {
      timeoutMs: options.limits?.timeoutMs ?? usual.timeoutMs,
      maxBytes: options.limits?.maxBytes ?? usual.maxBytes,
    },
    // Only answers have to keep the limits, not refusals.
    prober: createProber({ url, environment, sign, limits: usual }),
    handlers: handlerRequests(samples),
    actions: actionRequests(samples),
  };
}

async function* run(check: Check): AsyncGenerator<CheckFinding | Diagnosis> {
  const { options, prober, actions, limits } = check;
  const { url, sign } = options;
  const tried: Tried[] = [];
  for (const sample of firstRequests(check)) {
    const exchange = await prober.send({ ...sample, limits });
    // Only once it is known to be a URL without a password: it is printed from here on.
    if (tried.length === 0) yield checkTransport(url);
    if (exchange.response === undefined && exchange.verdict.outcome === "unreachable") {
      const [before] = tried.at(-1) ?? [];
      if (before !== undefined) throw new ServerDied(`the genuine request ${before.subject}`, "died");
      const fix = "Start the server, and give the URL of its webhook.";
      yield { id: "reachable", level: "failed", message: exchange.verdict.message, fix };
      return;
    }
    tried.push([sample, exchange]);
  }
  const accepted = tried.find(([, exchange]) => prober.receptionOf(exchange).kind === "accepted");
  const isAccepted = accepted !== undefined;
  const diagnosing = sign && { prober, sign, signWith: options.signWith, otherKeys: otherKeysOf(options) };
  const { finding, diagnosis } = await checkGenuine(tried, { isAccepted, prober, diagnosing });
  yield finding;
  if (diagnosis !== undefined) yield diagnosis;
  if (accepted === undefined) {
    const message = "Not checked: genuine requests are rejected.";
    yield { id: "missing-signature", level: "skipped", message };
    yield { id: "answer", level: "skipped", message };
    return;
  }
  const [base, exchange] = accepted;
  prober.watch({ subject: base.subject, body: toBytes(base.body), todo: base.todo }, exchange);
  if (sign === undefined) {
    const message = "The bot is not secured, so its server cannot tell the platform from anybody else.";
    yield { id: "missing-signature", level: "skipped", message };
  }
  yield* checkSignature({ prober, base, diagnosing, overlap: options.overlap, retiredSign: options.retiredSign });
  yield* checkRefusals({ prober, base, url, timeoutMs: RESPONSE_TIMEOUT_MS });
  for (const [sample, answer] of tried.filter(([{ todo }]) => todo !== "prompt"))
    yield asFarAsKnown(judgeAnswer(sample, answer, limits), options);
  yield* checkAnswers(actions, prober, limits);
  if (actions.length === 0)
    yield {
      id: "answer",
      subject: "prompt, execute, button",
      level: "skipped",
      message: "Without convokraft.json, the actions are unknown.",
    };
  yield* checkLeaks(prober, actions);
  yield* noteContentTypes(prober);
}

/** The requests that show whether genuine ones are accepted, and that do not make the bot act. */
function firstRequests({ handlers, actions, prober }: Check): readonly SampleRequest[] {
  if (handlers.length > 0) return handlers;
  // Without an enabled handler, a prompt shows it.
  const prompts = actions.filter(({ todo }) => todo === "prompt").slice(0, 1);
  if (prompts.length > 0) return prompts;
  return handlerRequests({ bot: undefined, environment: prober.environment, withoutExecute: true });
}

function otherKeysOf({ retiredSign, otherKeys = {} }: CheckOptions): readonly { name: string; sign: Sign }[] {
  const others = Object.entries(otherKeys).map(([name, sign]) => ({ name, sign }));
  return retiredSign ? [{ name: "the key that was retired last", sign: retiredSign }, ...others] : others;
}

/** Without a definition, it is unknown which handlers are enabled. */
function asFarAsKnown(finding: CheckFinding, { bot }: CheckOptions): CheckFinding {
  if (bot !== undefined || finding.level !== "failed" || finding.subject === "fallback") return finding;
  if (finding.outcome !== "bad-status") return finding;
  const { id, outcome, subject = "", message } = finding;
  return { id, subject, outcome, level: "note", message: `${message} That is right if the handler is disabled.` };
}
