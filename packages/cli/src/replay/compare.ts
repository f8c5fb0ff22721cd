import { compareTranscripts, type Difference, type Exchange, type Transcript } from "@ck/emulator";

/** How answers are compared: by every value, or by keys and types. */
export type Comparison = "exact" | "shape";

/** What {@link compare} leaves out. */
export interface CompareFlags {
  readonly comparison: Comparison;
  /** Paths whose differences do not count. */
  readonly ignore: readonly string[];
}

/** Values that decide what the platform does, so they count in a comparison by shape too. */
const DECISIVE = new Set(["status", "todo", "outcome", "type", "param_name", "role", "failure", "fault", "input"]);

/** Compares two chats. The differences come in the order of cause and effect. */
export function compare(
  recorded: Transcript,
  now: Transcript,
  { comparison, ignore }: CompareFlags,
): readonly Difference[] {
  const differences = compareTranscripts(recorded, now, { ignore });
  const counting = comparison === "exact" ? differences : differences.filter((each) => !hasSameShape(each));
  return inOrder(counting);
}

/** Compares two answers to the same request. */
export function compareExchanges(recorded: Exchange, now: Exchange, flags: CompareFlags): readonly Difference[] {
  return compare(asTranscript(recorded), asTranscript(now), flags).map((difference) => {
    const strip = (text: string): string => text.replaceAll("turns.0.exchanges.0.", "");
    return { ...difference, path: strip(difference.path), message: strip(difference.message) };
  });
}

/** Sorts differences so that a cause stands before its effects. */
export function inOrder(differences: readonly Difference[]): readonly Difference[] {
  return differences.toSorted((one, other) => {
    const [a, b] = [rankOf(one.path), rankOf(other.path)];
    const at = a.findIndex((rank, index) => rank !== b[index]);
    return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
  });
}

/** Turn; input, then exchanges, then what the visitor sees; the exchange; request before answer. */
function rankOf(path: string): readonly number[] {
  const [, turn = "-1", part = "", index = "0", side = ""] = /^turns\.(\d+)\.(\w+)(?:\.(\d+)\.(\w+))?/.exec(path) ?? [];
  const parts = ["input", "exchanges", "messages", "remarks"];
  const sides = ["todo", "fault", "request", "response", "outcome"];
  return [Number(turn), parts.indexOf(part), Number(index), sides.indexOf(side)];
}

function hasSameShape({ path, was, is }: Difference): boolean {
  const last = path.split(".").at(-1) ?? "";
  if (DECISIVE.has(last)) return false;
  // A list may have another length, but not be empty.
  if (was === undefined || is === undefined) return /^[1-9]\d*$/.test(last);
  return kindOf(was) === kindOf(is);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function asTranscript(exchange: Exchange): Transcript {
  const turn = { input: { type: "open" }, messages: [], exchanges: [exchange], remarks: [] } as const;
  return { chatId: "", bot: "", environment: exchange.environment, clientData: {}, page: "", turns: [turn] };
}
