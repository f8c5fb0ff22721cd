import type { ConformanceAdapter } from "./adapter.js";
import { answerCases } from "./cases/answers.js";
import { bodyCases } from "./cases/bodies.js";
import { connectionCases } from "./cases/connections.js";
import { layoutCases } from "./cases/layouts.js";
import { limitCases } from "./cases/limits.js";
import { methodCases } from "./cases/methods.js";
import { signatureCases } from "./cases/signatures.js";
import { withStage, type CaseDefinition } from "./stage.js";

/**
 * One case of the suite, for any runner: `it(name, run)`.
 *
 * @example
 * ```ts
 * import type { ConformanceCase } from "@ck/testing";
 *
 * const runAll = async (cases: ConformanceCase[]): Promise<void> => {
 *   for (const { run } of cases) await run();
 * };
 * ```
 */
export interface ConformanceCase {
  /** What holds. */
  readonly name: string;
  /** Starts a server of the adapter, tries it, and ends it. Rejects with an AssertionError where it does not hold. */
  readonly run: () => Promise<void>;
}

/**
 * A case that an adapter is not asked for.
 *
 * @example
 * ```ts
 * import type { ConformanceGap } from "@ck/testing";
 *
 * const gap: ConformanceGap = { name: "it answers behind a prefix", why: 'There is no layout "prefix".' };
 * ```
 */
export interface ConformanceGap {
  readonly name: string;
  readonly why: string;
}

/**
 * Options of {@link conformance}.
 *
 * @example
 * ```ts
 * import type { ConformanceOptions } from "@ck/testing";
 *
 * const options: ConformanceOptions = { timeoutMs: 60_000 };
 * ```
 */
export interface ConformanceOptions {
  /** How long a case may take, in ms. Default 20,000. */
  readonly timeoutMs?: number;
}

const definitions: readonly CaseDefinition[] = [
  ...bodyCases,
  ...signatureCases,
  ...limitCases,
  ...methodCases,
  ...connectionCases,
  ...answerCases,
  ...layoutCases,
];

/**
 * What every adapter has to pass: it hands over the exact bytes, gives the status codes of contract §5, reads no more than it may, sees the caller go, and leaks nothing.
 *
 * The cases that the adapter has no layout for, and those that need what it `lacks`, are left out: see {@link conformanceGaps}.
 *
 * @param adapter What is tried: see {@link ConformanceAdapter}.
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
export function conformance(
  adapter: ConformanceAdapter,
  { timeoutMs = 20_000 }: ConformanceOptions = {},
): ConformanceCase[] {
  return definitions
    .filter((definition) => whyNot(adapter, definition) === undefined)
    .map((definition) => ({
      name: definition.name,
      run: () => withStage(adapter, definition, (stage) => within(timeoutMs, definition.holds(stage))),
    }));
}

/**
 * The cases that {@link conformance} leaves out for an adapter, and why: to be shown wherever its result is shown.
 *
 * @param adapter As for `conformance`.
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
    timer = setTimeout(() => reject(new Error(`There is no end after ${ms} ms: a request was not answered.`)), ms);
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
