import { describeAnswer, judgeFault, textOf, type Exchange } from "@ck/emulator/core";
import type { FindAnswer, FindRequest } from "./api/requests.js";
import type { ExchangeRow, ExchangeView, SignatureVerdict } from "./api/views.js";
import { findInBodies } from "./find/find-in-bodies.js";

/**
 * How many exchanges are kept; the oldest go first. Within the platform's limits that is 200 MB at most, and as much again
 * for those that were cleared and can be brought back.
 */
const MAX_EXCHANGES = 1000;

/** The exchanges of this run, the oldest first. */
export interface ExchangeLog {
  readonly rows: () => readonly ExchangeRow[];
  /** The exchange with the result of checking its signature. */
  readonly view: (id: string) => Promise<ExchangeView> | undefined;
  readonly exchange: (id: string) => Exchange | undefined;
  readonly row: (id: string) => ExchangeRow | undefined;
  readonly find: (request: FindRequest) => FindAnswer;
  readonly add: (exchange: Exchange, origin: ExchangeOrigin) => ExchangeRow;
  /** The number of the last exchange; 0 before the first. */
  readonly lastNumber: () => number;
  /** Adds one of a file, with an id of its own. */
  readonly addImported: (exchange: Exchange) => ExchangeRow;
  /**
   * Forgets all exchanges. Call the result to bring them back, before those that came since, but for those that were
   * imported since. It returns how many are back.
   */
  readonly clear: () => () => number;
}

/** What caused an exchange. */
export type ExchangeOrigin = Pick<ExchangeRow, "chat" | "chatId" | "after" | "resendOf" | "imported">;

interface Entry {
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
  readonly signature: Promise<SignatureVerdict>;
  /** As it was in the file that it was imported from. */
  readonly imported?: Exchange;
}

/** @param check - called at once, while the keys are still those of the exchange */
export function createExchangeLog(check: (exchange: Exchange) => Promise<SignatureVerdict>): ExchangeLog {
  let entries = new Map<string, Entry>();
  let count = 0;
  const dropOld = (): void => {
    for (const id of entries.keys()) {
      if (entries.size <= MAX_EXCHANGES) return;
      entries.delete(id);
    }
  };
  const add = (exchange: Exchange, origin: ExchangeOrigin, imported?: Exchange): ExchangeRow => {
    count += 1;
    const row = toRow(exchange, count, origin);
    const signature = check(exchange);
    // Reported when somebody asks for it.
    signature.catch(() => undefined);
    entries.set(exchange.id, { row, exchange, signature, ...(imported && { imported }) });
    dropOld();
    return row;
  };
  return {
    rows: () => [...entries.values()].map(({ row }) => row),
    row: (id) => entries.get(id)?.row,
    exchange: (id) => entries.get(id)?.exchange,
    view(id) {
      const entry = entries.get(id);
      return entry && viewOf(entry);
    },
    find: (request) => findInBodies(entries.values(), request),
    add: (exchange, origin) => add(exchange, origin),
    addImported: (exchange) => add({ ...exchange, id: crypto.randomUUID() }, { imported: true }, exchange),
    lastNumber: () => count,
    clear() {
      const before = entries;
      entries = new Map();
      return () => {
        const there = new Map([...entries.values()].flatMap(({ imported: each }) => (each ? [[each.id, each]] : [])));
        const back = [...before].filter(([id, { exchange }]) => !isSame(exchange, there.get(id)));
        entries = new Map([...back, ...entries]);
        dropOld();
        return back.length;
      };
    },
  };
}

/** An id alone may be that of a file that somebody edited. */
function isSame(exchange: Exchange, other: Exchange | undefined): boolean {
  return other !== undefined && JSON.stringify(exchange) === JSON.stringify(other);
}

async function viewOf({ row, exchange, signature }: Entry): Promise<ExchangeView> {
  const { verdict } = exchange;
  const meaning = verdict.outcome === "answered" ? describeAnswer(verdict.answer.kind) : undefined;
  return { row, exchange, signature: await signature, meaning };
}

function toRow(exchange: Exchange, number: number, origin: ExchangeOrigin): ExchangeRow {
  const { id, at, todo, environment, fault, response, timings, bytes, verdict } = exchange;
  const { action, about } = contentOf(exchange);
  const faultResult = judgeFault(exchange);
  return {
    id,
    number,
    at,
    todo,
    ...(action !== undefined && { action }),
    ...(about !== undefined && { about }),
    ...answerOf(exchange),
    ...asksOf(exchange),
    environment,
    ...(fault !== undefined && { fault }),
    ...(faultResult && { faultResult }),
    ...(response && { status: response.status }),
    totalMs: timings.totalMs,
    receivedBytes: bytes.received,
    outcome: verdict.outcome,
    ...requestIdOf(exchange),
    ...remarkOf(exchange),
    ...origin,
  };
}

function remarkOf({ verdict: { remarks } }: Exchange): Pick<ExchangeRow, "remark"> {
  return remarks[0] === undefined ? {} : { remark: remarks[0] };
}

/** The names under which servers and proxies answer with the id of a request. */
const REQUEST_ID = /^(x-)?(request|correlation|amzn-request|amzn-trace)-?id$/i;

function requestIdOf({ response }: Exchange): Pick<ExchangeRow, "requestId"> {
  const [, id] = response?.headers.find(([name]) => REQUEST_ID.test(name)) ?? [];
  return id === undefined || id === "" ? {} : { requestId: shorten(id) };
}

/** How much of a text a row shows. */
const MAX_TEXT = 120;

/** The action, in both of its forms, and what the request was about. */
function contentOf({ request }: Exchange): Pick<ExchangeRow, "action" | "about"> {
  const body = parse(textOf(request.body));
  const action = nameOf(body["action"]);
  const { button_id: button, userInput } = body;
  const param = nameOf(body["previousParam"]);
  const said = typeof userInput === "string" && userInput !== "" ? `“${userInput}”` : undefined;
  const parts = typeof button === "string" && button !== "" ? [button, said] : [param, said];
  const about = parts.filter((part) => part !== undefined).join(": ");
  return {
    ...(action !== undefined && { action }),
    ...(about !== "" && { about: shorten(about) }),
  };
}

/** What the bot said, or why it could not be used. */
function answerOf({ verdict }: Exchange): Pick<ExchangeRow, "answer" | "problem"> {
  if (verdict.outcome !== "answered") return { problem: verdict.message };
  const response: Readonly<Record<string, unknown>> = { ...verdict.answer.response };
  const { welcome_response: welcome, prompt, confirm } = response;
  const texts = [response, welcome, prompt, confirm].flatMap((part) =>
    isRecord(part) ? [part["message"], part["prompt_msg"]] : [],
  );
  const text = texts.find((each): each is string => typeof each === "string" && each.trim() !== "");
  return text === undefined ? {} : { answer: shorten(text) };
}

/** The param that the bot asked for itself, and whether it is the one that was just given. */
function asksOf({ request, verdict }: Exchange): Pick<ExchangeRow, "asks" | "again"> {
  const { prompt } = { prompt: undefined, ...(verdict.outcome === "answered" && verdict.answer.response) };
  const name: unknown = isRecord(prompt) ? prompt["param_name"] : undefined;
  if (typeof name !== "string" || name === "") return {};
  const body = parse(textOf(request.body));
  // At `execute` all params were given.
  const given = body["todo"] === "execute" || nameOf(body["previousParam"]) === name;
  return { asks: shorten(name), ...(given && { again: true }) };
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function nameOf(value: unknown): string | undefined {
  const { namespace, name } = isRecord(value) ? value : { namespace: value, name: undefined };
  return [namespace, name].find((each): each is string => typeof each === "string" && each !== "");
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
