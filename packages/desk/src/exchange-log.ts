import { textOf, type Exchange } from "@ck/emulator";
import type { ExchangeRow, ExchangeView, SignatureVerdict } from "./api/views.js";

/** How many exchanges are kept; the oldest go first. With the limits of the contract that is some 100 MB at the very most. */
const MAX_EXCHANGES = 500;

/** The exchanges of this run, the oldest first. */
export interface ExchangeLog {
  readonly rows: () => readonly ExchangeRow[];
  /** The exchange with what became of the check of its signature. */
  readonly view: (id: string) => Promise<ExchangeView> | undefined;
  readonly exchange: (id: string) => Exchange | undefined;
  readonly row: (id: string) => ExchangeRow | undefined;
  readonly add: (exchange: Exchange, origin: ExchangeOrigin) => ExchangeRow;
  /** The number of the last one; 0 before the first. */
  readonly lastNumber: () => number;
}

/** What led to an exchange. */
export type ExchangeOrigin = Pick<ExchangeRow, "chat" | "resendOf">;

interface Entry {
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
  readonly signature: Promise<SignatureVerdict>;
}

/** @param check is called at once, while the keys are still those of the exchange */
export function createExchangeLog(check: (exchange: Exchange) => Promise<SignatureVerdict>): ExchangeLog {
  const entries = new Map<string, Entry>();
  let count = 0;
  return {
    rows: () => [...entries.values()].map(({ row }) => row),
    row: (id) => entries.get(id)?.row,
    exchange: (id) => entries.get(id)?.exchange,
    view(id) {
      const entry = entries.get(id);
      return entry && viewOf(entry);
    },
    add(exchange, origin) {
      count += 1;
      const row = toRow(exchange, count, origin);
      const signature = check(exchange);
      // Asked for later or never; then it is told.
      signature.catch(() => undefined);
      entries.set(exchange.id, { row, exchange, signature });
      const [oldest] = entries.keys();
      if (entries.size > MAX_EXCHANGES && oldest !== undefined) entries.delete(oldest);
      return row;
    },
    lastNumber: () => count,
  };
}

async function viewOf({ row, exchange, signature }: Entry): Promise<ExchangeView> {
  return { row, exchange, signature: await signature };
}

function toRow(exchange: Exchange, number: number, origin: ExchangeOrigin): ExchangeRow {
  const { id, at, todo, environment, fault, response, timings, bytes, verdict } = exchange;
  const action = actionOf(exchange);
  return {
    id,
    number,
    at,
    todo,
    ...(action !== undefined && { action }),
    environment,
    ...(fault !== undefined && { fault }),
    ...(response && { status: response.status }),
    totalMs: timings.totalMs,
    receivedBytes: bytes.received,
    outcome: verdict.outcome,
    hasRemarks: verdict.remarks.length > 0,
    ...origin,
  };
}

/** Both forms of the contract: a string, or an object with `namespace`. */
function actionOf({ request }: Exchange): string | undefined {
  const body = parse(textOf(request.body));
  const action = isRecord(body) ? body["action"] : undefined;
  const name = isRecord(action) ? action["namespace"] : action;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
