import { FACTS, type Fact } from "../observe/facts.js";
import type { Observation } from "../observe/observe.js";
import { listRecordings } from "../recording/folder.js";
import { readOwnFile } from "../recording/read-file.js";
import { createTally, type Counter, type Tally } from "./tally.js";

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
  /** How often each kind of request came. */
  readonly requests: Readonly<Record<string, number>>;
  /** The forms of each kind of request. */
  readonly byTodo: readonly (SeenForm & { readonly todo: string })[];
  /** How often each kind of signature came. */
  readonly signatures: Readonly<Record<string, number>>;
  /** How the headers that every request has are spelled, in their order. */
  readonly headers: Readonly<Record<string, number>>;
  readonly contentTypes: Readonly<Record<string, number>>;
  /** How often the length of the body was declared, and how often it came in chunks. */
  readonly transfers: Readonly<Record<string, number>>;
  /** The orders of the keys in a request. */
  readonly keyOrders: Readonly<Record<string, number>>;
  /** The blanks of the JSON, each as JSON. */
  readonly blanks: Readonly<Record<string, number>>;
  /** How often each class of characters came `escaped` and `plain`, and the digits of escapes: `non-ascii escaped`, `hex upper`. */
  readonly escapes: Readonly<Record<string, number>>;
  /** How long the platform waited for answers that never came, in ms. */
  readonly waits: readonly number[];
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
  const tally = createTally();
  let unreadable = 0;
  for (const file of await listRecordings(folder)) {
    const recording = await readRecording(file);
    if (recording === undefined) unreadable += 1;
    else tally.add(recording.at, recording.observation);
  }
  return toReport(tally, unreadable);
}

/** Says what was counted. */
export function toReport(tally: Tally, unreadable = 0): ListenReport {
  const { exchanges, first, last, waits } = tally;
  const facts = FACTS.flatMap(({ id, grade, statement }): ReportedFact[] => {
    const confirmed = tally.confirms.get(id) ?? 0;
    const contradicted = tally.contradicts.get(id) ?? 0;
    return confirmed + contradicted === 0 ? [] : [{ id, grade, statement, confirmed, contradicted }];
  });
  return {
    exchanges,
    unreadable,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    facts,
    unknown: mostFrequentFirst(tally.unknown, ([path = "", form = ""]) => ({ path, form })),
    forms: mostFrequentFirst(tally.forms, ([path = "", form = ""]) => ({ path, form })),
    requests: Object.fromEntries(tally.requests),
    byTodo: mostFrequentFirst(tally.byTodo, ([todo = "", path = "", form = ""]) => ({ todo, path, form })),
    signatures: Object.fromEntries(tally.signatures),
    headers: Object.fromEntries(tally.headers),
    contentTypes: Object.fromEntries(tally.contentTypes),
    transfers: Object.fromEntries(tally.transfers),
    keyOrders: Object.fromEntries(tally.keyOrders),
    blanks: Object.fromEntries(tally.blanks),
    escapes: Object.fromEntries(tally.escapes),
    waits: waits.map((ms) => Math.round(ms)),
  };
}

function mostFrequentFirst<Entry>(
  counter: Counter,
  read: (parts: readonly string[]) => Entry,
): (Entry & { readonly count: number })[] {
  return [...counter]
    .map(([key, count]) => ({ ...read(key.split("\0")), count }))
    .toSorted((one, other) => other.count - one.count);
}

interface ReadRecording {
  readonly at: string;
  readonly observation: Observation;
}

async function readRecording(file: string): Promise<ReadRecording | undefined> {
  try {
    const recording = JSON.parse(await readOwnFile(file)) as {
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
  const { confirms, contradicts, forms, unknown, keys, signature, headers = [] } = value as Partial<Observation>;
  const lists = [confirms, contradicts, unknown, keys, headers];
  const objects: unknown[] = [forms, signature];
  return lists.every(Array.isArray) && objects.every((each) => typeof each === "object" && each !== null);
}
