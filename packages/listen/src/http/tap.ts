import { Buffer } from "node:buffer";
import type { HeaderLines } from "@ck/emulator";
import type { Message, Traffic, TrafficRequest, TrafficResponse } from "../traffic.js";
import { createMessageParser } from "./message-parser.js";

/** Watches one connection, and reports each request with its answer. Its methods never throw. */
export interface Tap {
  readonly request: (chunk: Buffer) => void;
  readonly response: (chunk: Buffer) => void;
  /** The server has sent everything. */
  readonly responseEnd: () => void;
  /** The connection is over. */
  readonly close: () => void;
}

/** Options of {@link createTap}. */
export interface TapOptions {
  readonly onTraffic: (traffic: Traffic) => void;
  /** Called once if the connection cannot be followed: it is not HTTP/1, say. */
  readonly onLost: (reason: string) => void;
  /** The most that is kept of a body, in bytes. */
  readonly maxBodyBytes: number;
  readonly now: () => number;
}

interface Part {
  headers: HeaderLines;
  readonly chunks: Buffer[];
  size: number;
  kept: number;
  isComplete: boolean;
}

interface Pair {
  readonly startedAt: number;
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly request: Part;
  response?: Part & { readonly status: number };
  firstByteAt?: number;
  endedAt?: number;
}

/** The most that waits to be parsed on one connection, in bytes. */
const MAX_WAITING = 8_000_000;
/** The most requests without an answer on one connection. */
const MAX_PAIRS = 1_000;

/** Creates a tap. It parses later, so that no byte waits for it. */
export function createTap({ onTraffic, onLost, maxBodyBytes, now }: TapOptions): Tap {
  const pairs: Pair[] = [];
  let waiting: (() => void)[] = [];
  let waitingBytes = 0;
  let isScheduled = false;
  let isLost = false;
  /** When the chunk that is being parsed came. */
  let chunkAt = 0;
  let requestStartedAt: number | undefined;

  const requests = createMessageParser(
    {
      onHead({ startLine, headers }) {
        const [method = "", target = "", version = ""] = startLine.split(" ");
        if (!/^HTTP\/1\.[01]$/.test(version)) throw new Error("It is not HTTP/1.");
        if (pairs.length >= MAX_PAIRS) throw new Error("There are too many requests without an answer.");
        const startedAt = requestStartedAt ?? chunkAt;
        pairs.push({ startedAt, method, target, httpVersion: version.slice(5), request: newPart(headers) });
        return "body";
      },
      onBody: (bytes) => keep(pairs.at(-1)?.request, bytes),
      onComplete() {
        const part = pairs.at(-1)?.request;
        if (part) part.isComplete = true;
        requestStartedAt = undefined;
        flush();
      },
    },
    false,
  );

  const responses = createMessageParser(
    {
      onHead({ startLine, headers }) {
        const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(startLine)?.[1]);
        const pair = pairs.find(({ response }) => response?.isComplete !== true);
        if (pair === undefined || Number.isNaN(status)) throw new Error("There is an answer without a request.");
        if (status === 101 || (pair.method === "CONNECT" && status < 300)) throw new Error("The protocol changes.");
        if (status < 200) return "interim";
        pair.response = { status, ...newPart(headers) };
        pair.firstByteAt = chunkAt;
        return pair.method === "HEAD" || status === 204 || status === 304 ? "no body" : "body";
      },
      onBody: (bytes) => keep(current()?.response, bytes),
      onComplete() {
        const pair = current();
        if (pair?.response) {
          pair.response.isComplete = true;
          pair.endedAt = chunkAt;
        }
        flush();
      },
    },
    true,
  );

  function current(): Pair | undefined {
    return pairs.find(({ response }) => response !== undefined && !response.isComplete);
  }

  function keep(part: Part | undefined, bytes: Buffer): void {
    if (part === undefined) return;
    const piece = bytes.subarray(0, Math.max(0, maxBodyBytes - part.kept));
    // A copy: the chunk may be much larger than what is kept of it.
    if (piece.byteLength > 0) part.chunks.push(Buffer.from(piece));
    part.kept += piece.byteLength;
    part.size += bytes.byteLength;
  }

  function flush(): void {
    for (let [first] = pairs; first?.request.isComplete && first.response?.isComplete; [first] = pairs) {
      pairs.shift();
      onTraffic(toTraffic(first, first.endedAt ?? chunkAt));
    }
  }

  function lose(reason: string): void {
    if (isLost) return;
    isLost = true;
    pairs.length = 0;
    waiting = [];
    onLost(reason);
  }

  function later(size: number, parse: () => void): void {
    if (isLost) return;
    waitingBytes += size;
    if (waitingBytes > MAX_WAITING) {
      lose("Too much came at once.");
      return;
    }
    const at = now();
    waiting.push(() => {
      chunkAt = at;
      parse();
      waitingBytes -= size;
    });
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(drain);
  }

  function drain(): void {
    isScheduled = false;
    const tasks = waiting;
    waiting = [];
    try {
      for (const task of tasks) task();
    } catch (error) {
      lose(error instanceof Error ? error.message : "It cannot be parsed.");
    }
  }

  return {
    request: (chunk) =>
      later(chunk.byteLength, () => {
        requestStartedAt ??= chunkAt;
        requests.push(chunk);
      }),
    response: (chunk) => later(chunk.byteLength, () => responses.push(chunk)),
    responseEnd: () => later(0, () => responses.end()),
    close: () =>
      later(0, () => {
        for (const pair of pairs.splice(0)) onTraffic(toTraffic(pair, chunkAt));
      }),
  };
}

function newPart(headers: HeaderLines): Part {
  return { headers, chunks: [], size: 0, kept: 0, isComplete: false };
}

function toTraffic(pair: Pair, endedAt: number): Traffic {
  const { startedAt, method, target, httpVersion, response, firstByteAt } = pair;
  const request: TrafficRequest = { method, target, httpVersion, ...toMessage(pair.request) };
  const answer: TrafficResponse | undefined = response && {
    status: response.status,
    ...toMessage(response),
    complete: response.isComplete,
  };
  return {
    at: new Date(performance.timeOrigin + startedAt).toISOString(),
    request,
    ...(answer && { response: answer }),
    timings: {
      ...(firstByteAt !== undefined && { firstByteMs: firstByteAt - startedAt }),
      totalMs: endedAt - startedAt,
    },
  };
}

function toMessage({ headers, chunks, size, kept, isComplete }: Part): Message {
  return { headers, body: new Uint8Array(Buffer.concat(chunks)), truncated: size > kept || !isComplete };
}
