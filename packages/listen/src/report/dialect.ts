import type { Dialect, EmulatedBot, JsonSpelling } from "@ck/emulator";
import { RESPONSE_TIMEOUT_MS, SIGNATURE_HEADER } from "@ck/protocol";
import type { SignatureSettings } from "../observe/facts.js";
import { keyOrderOf } from "./key-order.js";
import { observedKeys } from "./observed-keys.js";
import { observedValues } from "./observed-values.js";
import type { ListenReport } from "./report.js";

/** How the real platform writes requests, in the terms of the emulator's definition. */
export type ObservedDialect = Partial<Omit<Dialect, "broadcast" | "signature">> & {
  readonly signature?: SignatureSettings;
};

/**
 * Reads the dialect of the platform from a report: of each spelling, the one that came most often. `action`,
 * `previousParam` and `signature` are set if they were seen, all others if they differ from what the emulator does.
 *
 * @param report - what {@link reportOn} found
 * @param bot - the definition, for the types of params. Default: how their values are written is not read
 * @example
 * ```ts
 * import { dialectOf, type ListenReport } from "@ck/listen";
 *
 * const isActionText = (report: ListenReport): boolean => dialectOf(report).action === "string";
 * ```
 */
export function dialectOf(report: ListenReport, bot?: Pick<EmulatedBot, "actions">): ObservedDialect {
  if (Object.keys(report.requests).length === 0) return {};
  const names = namesOf(report);
  const values = bot === undefined ? {} : observedValues(report, bot);
  const keyOrder = keyOrderOf(report.keyOrders);
  return {
    ...names,
    ...signatureOf(report),
    ...(Object.keys(values).length > 0 && { values }),
    ...(keyOrder && { keyOrder }),
    ...observedKeys(report, namedPaths(names)),
    ...wireOf(report),
    ...timeoutOf(report),
  };
}

type Names = Pick<ObservedDialect, "action" | "bot" | "previousParam" | "paramsToPrompt">;

function namesOf({ forms }: ListenReport): Names {
  const formOf = (path: string): string | undefined =>
    forms.find((each) => each.path === path && !/^empty |^null$/.test(each.form))?.form;
  const nameForm = (path: string): Dialect["action"] | undefined => {
    const form = formOf(path);
    if (form === undefined) return undefined;
    if (!form.startsWith("object with ")) return "string";
    return /\bnamespace\b/.test(form) ? "object" : "object-with-name";
  };
  const paramForm = (path: string, start: string): "object" | "string" | undefined => {
    const form = formOf(path);
    return form === undefined ? undefined : form.startsWith(start) ? "object" : "string";
  };
  const [action, bot] = [nameForm("action"), nameForm("bot")];
  const [previousParam, paramsToPrompt] = [
    paramForm("previousParam", "object with "),
    paramForm("paramsToPrompt", "list of object with "),
  ];
  return {
    ...(action && { action }),
    ...(bot !== undefined && bot !== (action ?? "object") && { bot }),
    ...(previousParam && { previousParam }),
    ...(paramsToPrompt !== undefined && paramsToPrompt !== (previousParam ?? "string") && { paramsToPrompt }),
  };
}

/** The paths that the emulator sends because of these forms. */
function namedPaths({ action = "object", bot = action, previousParam }: Names): ReadonlySet<string> {
  const inner = { object: ["namespace"], "object-with-name": ["name"], string: [] };
  return new Set([
    ...inner[action].map((key) => `action.${key}`),
    ...inner[bot].map((key) => `bot.${key}`),
    ...(previousParam === "object" ? ["previousParam.name"] : []),
  ]);
}

function signatureOf({ signatures }: ListenReport): Pick<ObservedDialect, "signature"> {
  const [, hash, format, encoding] =
    Object.entries(signatures)
      .toSorted(([, one], [, other]) => other - one)
      .map(([kind]) => /^(?:valid|explained) \((\w+), (\w+), (\w+)\)$/.exec(kind))
      .find((match) => match !== null) ?? [];
  return hash === undefined ? {} : { signature: { hash, format, encoding } as SignatureSettings };
}

function wireOf(report: ListenReport): Pick<Dialect, "json" | "headers" | "contentType" | "transfer"> {
  const json = jsonOf(report);
  const headers = mostFrequent(report.headers)?.split(" ") ?? [];
  const contentType = mostFrequent(report.contentTypes);
  const transfer = mostFrequent(report.transfers) === "chunked" ? "chunked" : undefined;
  const usual = ["content-type", "content-length", "transfer-encoding", "user-agent", SIGNATURE_HEADER];
  const isUsual = headers.join() === usual.filter((name) => headers.includes(name)).join();
  return {
    ...(Object.keys(json).length > 0 && { json }),
    ...(!isUsual && { headers }),
    ...(contentType !== undefined && contentType !== "application/json" && { contentType }),
    ...(transfer && { transfer }),
  };
}

function jsonOf({ blanks, escapes }: ListenReport): JsonSpelling {
  const seen = JSON.parse(mostFrequent(blanks) ?? "{}") as JsonSpelling | "other";
  const countOf = (entry: string): number => escapes[entry] ?? 0;
  const escape = (["non-ascii", "slash", "html"] as const).filter(
    (each) => countOf(`${each} escaped`) > countOf(`${each} plain`),
  );
  return {
    ...(seen !== "other" && seen),
    ...(escape.length > 0 && { escape }),
    ...(countOf("hex upper") > countOf("hex lower") && { hex: "upper" }),
  };
}

/** To a tenth of a second: the network takes its share. A shorter wait is a server that hung up. */
function timeoutOf({ waits }: ListenReport): Pick<Dialect, "timeoutMs"> {
  const long = waits.filter((ms) => ms >= 1_000).toSorted((one, other) => one - other);
  const median = long[Math.floor(long.length / 2)];
  if (median === undefined) return {};
  const timeoutMs = Math.round(median / 100) * 100;
  return timeoutMs === RESPONSE_TIMEOUT_MS ? {} : { timeoutMs };
}

function mostFrequent(counts: Readonly<Record<string, number>>): string | undefined {
  return Object.entries(counts).toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
