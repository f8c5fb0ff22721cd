import { readFile } from "node:fs/promises";
import { FACTS, type Fact } from "../observe/facts.js";
import type { Observation } from "../observe/observe.js";
import { listRecordings } from "../recording/folder.js";

/** What recordings show about the platform: shapes only, so that it can be published. */
export interface ListenReport {
  readonly exchanges: number;
  /** Files that could not be read. */
  readonly unreadable: number;
  readonly first?: string;
  readonly last?: string;
  /** The facts of the contract that the traffic says something about. */
  readonly facts: readonly ReportedFact[];
  /** What the contract does not know. */
  readonly unknown: readonly SeenForm[];
  /** The forms of params and other values. */
  readonly forms: readonly SeenForm[];
  /** How often each kind of signature came. */
  readonly signatures: Readonly<Record<string, number>>;
  /** How the signature header is spelled. */
  readonly headers: Readonly<Record<string, number>>;
  /** The orders of the keys in a request. */
  readonly keyOrders: Readonly<Record<string, number>>;
}

/** A fact, and how often the traffic confirms and contradicts it. */
export interface ReportedFact extends Pick<Fact, "id" | "grade" | "statement"> {
  readonly confirmed: number;
  readonly contradicted: number;
}

/** A form of a value, and how often it came. */
export interface SeenForm {
  readonly path: string;
  readonly form: string;
  readonly count: number;
}

/**
 * Reads a folder of recordings, and says what they show about the platform.
 *
 * @param folder - as given to {@link createRecorder}
 * @throws {@link ListenError} `ERR_FOLDER`: it cannot be read
 */
export async function reportOn(folder: string): Promise<ListenReport> {
  const counts = newCounts();
  for (const file of await listRecordings(folder)) {
    const recording = await readRecording(file);
    if (recording === undefined) counts.unreadable += 1;
    else add(counts, recording);
  }
  const facts = FACTS.flatMap(({ id, grade, statement }): ReportedFact[] => {
    const confirmed = counts.confirms.get(id) ?? 0;
    const contradicted = counts.contradicts.get(id) ?? 0;
    return confirmed + contradicted === 0 ? [] : [{ id, grade, statement, confirmed, contradicted }];
  });
  return {
    exchanges: counts.exchanges,
    unreadable: counts.unreadable,
    ...(counts.first !== undefined && { first: counts.first }),
    ...(counts.last !== undefined && { last: counts.last }),
    facts,
    unknown: toForms(counts.unknown),
    forms: toForms(counts.forms),
    signatures: Object.fromEntries(counts.signatures),
    headers: Object.fromEntries(counts.headers),
    keyOrders: Object.fromEntries(counts.keyOrders),
  };
}

/** Writes a report for a person. */
export function renderReport(report: ListenReport): string {
  const { exchanges, unreadable, first, last, facts, unknown, forms, signatures } = report;
  const verdict = ({ confirmed, contradicted }: ReportedFact): string =>
    contradicted === 0
      ? `confirmed ${confirmed} times`
      : `CONTRADICTED ${contradicted} times${confirmed > 0 ? `, confirmed ${confirmed} times` : ""}`;
  const lineOf = ({ path, form, count }: SeenForm): string => `  ${path} arrived as ${form}, ${count} times`;
  const lines = [
    `${exchanges} exchanges${first === undefined ? "" : `, from ${first} to ${last ?? first}`}${unreadable > 0 ? `; ${unreadable} files cannot be read` : ""}`,
    "",
    "What the contract assumes:",
    ...facts.map((each) => `  [${each.grade}] ${each.statement} ${verdict(each)}`),
    "",
    unknown.length === 0 ? "Nothing came that the contract does not know." : "What the contract does not know:",
    ...unknown.map(lineOf),
    "",
    "Values:",
    ...forms.filter(({ path }) => path.startsWith("params.")).map(lineOf),
    "",
    `Signatures: ${
      Object.entries(signatures)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", ") || "none"
    }`,
  ];
  return lines.join("\n");
}

interface Counts {
  exchanges: number;
  unreadable: number;
  first: string | undefined;
  last: string | undefined;
  readonly confirms: Map<string, number>;
  readonly contradicts: Map<string, number>;
  readonly unknown: Map<string, number>;
  readonly forms: Map<string, number>;
  readonly signatures: Map<string, number>;
  readonly headers: Map<string, number>;
  readonly keyOrders: Map<string, number>;
}

function newCounts(): Counts {
  const [confirms, contradicts, unknown, forms] = [new Map(), new Map(), new Map(), new Map()];
  const [signatures, headers, keyOrders] = [new Map(), new Map(), new Map()];
  const maps = { confirms, contradicts, unknown, forms, signatures, headers, keyOrders };
  return { exchanges: 0, unreadable: 0, first: undefined, last: undefined, ...maps };
}

interface ReadRecording {
  readonly at: string;
  readonly observation: Observation;
}

/** Above so many different entries, new ones are not counted: keys may be made up at random. */
const MAX_ENTRIES = 2_000;

function add(counts: Counts, { at, observation }: ReadRecording): void {
  const count = (map: Map<string, number>, key: string): void => {
    if (map.has(key) || map.size < MAX_ENTRIES) map.set(key, (map.get(key) ?? 0) + 1);
  };
  counts.exchanges += 1;
  counts.first = counts.first === undefined || at < counts.first ? at : counts.first;
  counts.last = counts.last === undefined || at > counts.last ? at : counts.last;
  for (const id of observation.confirms) count(counts.confirms, id);
  for (const id of observation.contradicts) count(counts.contradicts, id);
  for (const path of observation.unknown) count(counts.unknown, `${path}\0${observation.forms[path] ?? ""}`);
  for (const [path, form] of Object.entries(observation.forms)) count(counts.forms, `${path}\0${form}`);
  const { verdict, settings } = observation.signature;
  count(
    counts.signatures,
    settings ? `${verdict} (${settings.hash}, ${settings.format}, ${settings.encoding})` : verdict,
  );
  if (observation.header !== undefined) count(counts.headers, observation.header);
  if (observation.keys.length > 0) count(counts.keyOrders, observation.keys.join(" "));
}

function toForms(map: ReadonlyMap<string, number>): readonly SeenForm[] {
  return [...map]
    .map(([key, count]) => {
      const [path = "", form = ""] = key.split("\0");
      return { path, form, count };
    })
    .toSorted((one, other) => other.count - one.count);
}

async function readRecording(file: string): Promise<ReadRecording | undefined> {
  try {
    const recording = JSON.parse(await readFile(file, "utf8")) as {
      readonly listen?: { readonly observation?: unknown };
    };
    const { exchange } = recording as { readonly exchange?: { readonly at?: unknown } };
    const { observation } = recording.listen ?? {};
    if (typeof exchange?.at !== "string" || !isObservation(observation)) return undefined;
    return { at: exchange.at, observation };
  } catch {
    return undefined;
  }
}

function isObservation(value: unknown): value is Observation {
  if (typeof value !== "object" || value === null) return false;
  const { confirms, contradicts, forms, unknown, keys, signature } = value as Partial<Observation>;
  const lists = [confirms, contradicts, unknown, keys];
  return lists.every(Array.isArray) && typeof forms === "object" && typeof signature === "object";
}
