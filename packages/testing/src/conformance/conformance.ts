import { requireKnownOptions } from "@ck/bot";
import type { ConformanceAdapter } from "./adapter.js";
import { answerCases } from "./cases/answers.js";
import { bodyCases } from "./cases/bodies.js";
import { connectionCases } from "./cases/connections.js";
import { layoutCases } from "./cases/layouts.js";
import { limitCases } from "./cases/limits.js";
import { methodCases } from "./cases/methods.js";
import { severalBotsCases } from "./cases/several-bots.js";
import { signatureCases } from "./cases/signatures.js";
import { withStage, type CaseDefinition } from "./stage.js";

/** One case of the suite, for any test runner: `it(name, run)`. */
export interface ConformanceCase {
  /** What holds. */
  readonly name: string;
  /** Starts the adapter's server, tests it, and closes it. Rejects with an AssertionError if the case fails. */
  readonly run: () => Promise<void>;
}

/** A case that is left out for an adapter. */
export interface ConformanceGap {
  readonly name: string;
  readonly why: string;
}

/** Options of {@link conformance}. */
export interface ConformanceOptions {
  /** How long a case may take, in ms. Default 20,000. */
  readonly timeoutMs?: number;
}

const definitions: readonly CaseDefinition[] = [
  ...bodyCases,
  ...signatureCases,
  ...severalBotsCases,
  ...limitCases,
  ...methodCases,
  ...connectionCases,
  ...answerCases,
  ...layoutCases,
];

/**
 * Gives the cases that every adapter must pass: it hands over the exact bytes, answers with the right status codes
 * (docs/contract.md §5), reads no more than it may, notices when the caller leaves, and leaks nothing.
 *
 * Cases for which the adapter has no layout, and those that need what it `lacks`, are left out: see
 * {@link conformanceGaps}.
 *
 * @param adapter - the adapter to test
 * @param options - `timeoutMs`
 * @returns the cases
 *
 * @example
 * ```ts
 * import { webhook } from "@ck/node";
 * import { conformance, listen } from "@ck/testing";
 *
 * const cases = conformance({
 *   name: "node:http",
 *   start: (bot, options) => listen(webhook(bot, options)),
 * });
 * // With vitest, node:test or mocha: for (const { name, run } of cases) it(name, run);
 * await cases[0]?.run();
 * ```
 */
export function conformance(adapter: ConformanceAdapter, options: ConformanceOptions = {}): ConformanceCase[] {
  requireKnownOptions(options, ["timeoutMs"], "conformance");
  const { timeoutMs = 20_000 } = options;
  return definitions
    .filter((definition) => whyNot(adapter, definition) === undefined)
    .map((definition) => ({
      name: definition.name,
      run: () => withStage(adapter, definition, (stage) => within(timeoutMs, definition.holds(stage))),
    }));
}

/**
 * Gives the cases that {@link conformance} leaves out for an adapter, and why. Show them next to its result.
 *
 * @param adapter - as for `conformance`
 * @returns the names of the cases, with the reasons
 *
 * @example
 * ```ts
 * import { conformanceGaps, listen } from "@ck/testing";
 *
 * const gaps = conformanceGaps({ name: "closed", start: () => listen((req, res) => void res.writeHead(503).end()) });
 * gaps[0]; // → { name: "it answers behind a prefix", why: 'There is no layout "prefix".' }
 * ```
 */
export function conformanceGaps(adapter: ConformanceAdapter): ConformanceGap[] {
  return definitions.flatMap((definition) => {
    const why = whyNot(adapter, definition);
    return why === undefined ? [] : [{ name: definition.name, why }];
  });
}

function whyNot(
  { layouts = ["route"], lacks = {} }: ConformanceAdapter,
  { layout = "route", needs = [] }: CaseDefinition,
): string | undefined {
  if (!layouts.includes(layout)) return `There is no layout "${layout}".`;
  return needs.map((ability) => lacks[ability]).find((why) => why !== undefined);
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The case did not end within ${ms} ms: a request was not answered.`)),
      ms,
    );
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
