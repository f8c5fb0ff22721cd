import {
  createEmulator,
  loadExchange,
  loadTranscript,
  replay,
  resend,
  type Difference,
  type EmulatedBot,
  type Exchange,
  type Limits,
  type Sign,
} from "@ck/emulator";
import { readInput } from "../terminal/read-input.js";
import type { Terminal } from "../terminal/terminal.js";
import { CliError } from "../error.js";
import { recordedKind } from "../project/find-recording.js";
import { compare, compareExchanges, inOrder, type Comparison } from "./compare.js";

/** The result of replaying one file. */
export interface ReplayResult {
  readonly file: string;
  readonly kind: "exchange" | "transcript";
  readonly status: "same" | "different" | "unreachable";
  /** How many requests were sent. */
  readonly requests: number;
  /** The first deviation: where it is, and the differences that stand in the same answer. */
  readonly deviation?: { readonly where: string; readonly differences: readonly Difference[] };
  /** All later differences, which most likely follow from the first. */
  readonly consequences: readonly Difference[];
  /** Why the server cannot be reached. */
  readonly message?: string;
  readonly seconds: number;
}

/** How files are replayed. */
export interface ReplayOptions {
  readonly url: string | undefined;
  readonly limits: Partial<Limits>;
  readonly ignore: readonly string[];
  /** Default: exact; by shape for redacted recordings. */
  readonly comparison: Comparison | undefined;
  /** Signs recorded exchanges again. Default: they keep their signature. */
  readonly resign: Sign | undefined;
  /** Opens the bot of a saved chat, with what signs for it. */
  readonly openBot: () => Promise<{ readonly bot: EmulatedBot; readonly sign?: Sign; readonly staleSign?: Sign }>;
}

/**
 * Sends again what a file holds, and compares.
 *
 * @throws {@link CliError} `ERR_SETUP`: the file is neither a recorded exchange nor a saved chat
 */
export async function replayFile(file: string, options: ReplayOptions, terminal: Terminal): Promise<ReplayResult> {
  const started = performance.now();
  const kind = recordedKind(await readInput(file, terminal));
  if (kind === undefined) throw new CliError("ERR_SETUP", `${file} is neither a recorded exchange nor a saved chat.`);
  const { differences, exchanges } = await (kind === "exchange"
    ? replayExchange(file, options)
    : replayChat(file, options));
  const seconds = (performance.now() - started) / 1000;
  const about = { file, kind, requests: exchanges.length, seconds };
  const broken = exchanges.find(({ verdict, response }) => verdict.outcome === "unreachable" && response === undefined);
  const [first] = differences;
  if (broken !== undefined && first !== undefined)
    return { ...about, status: "unreachable", consequences: [], message: broken.verdict.message };
  if (first === undefined) return { ...about, status: "same", consequences: [] };
  const where = placeOf(first.path);
  const isNear = ({ path }: Difference): boolean => placeOf(path) === where;
  return {
    ...about,
    status: "different",
    deviation: { where, differences: differences.filter(isNear) },
    consequences: differences.filter((each) => !isNear(each)),
  };
}

interface Replayed {
  readonly differences: readonly Difference[];
  readonly exchanges: readonly Exchange[];
}

async function replayExchange(file: string, options: ReplayOptions): Promise<Replayed> {
  const recorded = await loadExchange(file);
  const { url, limits, resign, ignore } = options;
  const now = await resend(recorded, { url, limits, sign: resign });
  const comparison = options.comparison ?? ("redacted" in recorded ? "shape" : "exact");
  return { differences: compareExchanges(recorded, now, { comparison, ignore }), exchanges: [now] };
}

async function replayChat(file: string, options: ReplayOptions): Promise<Replayed> {
  const recorded = await loadTranscript(file);
  const { bot, sign, staleSign } = await options.openBot();
  const emulator = createEmulator({ bot, sign, staleSign, limits: options.limits });
  const { transcript, differences } = await replay(recorded, emulator);
  const exchanges = transcript.turns.flatMap((turn) => turn.exchanges);
  const refused = differences.filter(({ path, is }) => /^turns\.\d+\.input$/.test(path) && is === undefined);
  // Where the visitor could not go on, the rest was not tried.
  const tried =
    refused.length === 0 ? recorded : { ...recorded, turns: recorded.turns.slice(0, transcript.turns.length) };
  const comparison = options.comparison ?? "exact";
  const compared = compare(tried, transcript, { comparison, ignore: options.ignore });
  return { differences: inOrder([...compared, ...refused]), exchanges };
}

/** The part of a path that names one answer. */
function placeOf(path: string): string {
  return /^turns\.\d+\.\w+(?:\.\d+\.(?:request|response))?/.exec(path)?.[0] ?? path.split(".")[0] ?? path;
}
