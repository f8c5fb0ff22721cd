import { Buffer } from "node:buffer";
import type { HeaderLines } from "@ck/emulator";

/** The start of a message. */
export interface Head {
  /** `POST /convokraft HTTP/1.1` or `HTTP/1.1 200 OK` */
  readonly startLine: string;
  readonly headers: HeaderLines;
}

/** What a parser reports. */
export interface ParserEvents {
  /** A head is complete. Returns whether a body can follow it. */
  readonly onHead: (head: Head) => "body" | "no body" | "interim";
  readonly onBody: (bytes: Buffer) => void;
  readonly onComplete: () => void;
}

/** A parser of one direction of an HTTP/1 connection. */
export interface MessageParser {
  /** @throws Error if the bytes are not HTTP/1, or a head is too large */
  readonly push: (chunk: Buffer) => void;
  /** The connection ended: completes a body that only ends there. */
  readonly end: () => void;
}

const MAX_HEAD = 65_536;
const MAX_LINE = 4_096;

type State =
  | { readonly type: "head" }
  | { readonly type: "length"; left: number }
  | { readonly type: "chunk size" | "chunk end" | "trailer" }
  | { readonly type: "chunk"; left: number }
  | { readonly type: "until close" };

/**
 * Creates an incremental HTTP/1 parser that only watches. It is lenient: what it does not understand is someone else's problem, so it never
 * changes or refuses traffic.
 *
 * @param untilClose - a body without a length ends with the connection, as that of a response does
 */
export function createMessageParser({ onHead, onBody, onComplete }: ParserEvents, untilClose: boolean): MessageParser {
  let state: State = { type: "head" };
  let pending: Buffer = Buffer.alloc(0);

  function complete(): void {
    state = { type: "head" };
    onComplete();
  }

  function readHead(): boolean {
    // Some senders write a line break after a body.
    const start = pending.findIndex((byte) => byte !== 0x0a && byte !== 0x0d);
    if (start === -1) {
      pending = Buffer.alloc(0);
      return false;
    }
    const text = pending.subarray(start, start + MAX_HEAD).toString("latin1");
    const end = /\r?\n\r?\n/.exec(text);
    if (end === null) {
      if (text.length >= MAX_HEAD) throw new Error("The head is too large.");
      return false;
    }
    pending = pending.subarray(start + end.index + end[0].length);
    const head = parseHead(text.slice(0, end.index));
    const next = onHead(head);
    if (next === "interim") return true;
    if (next === "no body") {
      complete();
      return true;
    }
    state = bodyState(head.headers, untilClose);
    if (state.type === "length" && state.left === 0) complete();
    return true;
  }

  function readBytes(current: { left: number }): boolean {
    const piece = pending.subarray(0, current.left);
    pending = pending.subarray(piece.byteLength);
    current.left -= piece.byteLength;
    if (piece.byteLength > 0) onBody(piece);
    return current.left === 0;
  }

  function readLine(): string | undefined {
    const end = pending.indexOf(0x0a);
    if (end === -1) {
      if (pending.byteLength > MAX_LINE) throw new Error("A line is too long.");
      return undefined;
    }
    const line = pending.subarray(0, end).toString("latin1").replace(/\r$/, "");
    pending = pending.subarray(end + 1);
    return line;
  }

  /** Returns whether there may be more to read. */
  function step(): boolean {
    switch (state.type) {
      case "head":
        return readHead();
      case "length":
        if (!readBytes(state)) return false;
        complete();
        return true;
      case "chunk":
        if (!readBytes(state)) return false;
        state = { type: "chunk end" };
        return true;
      case "until close":
        onBody(pending);
        pending = Buffer.alloc(0);
        return false;
      case "chunk end":
      case "chunk size":
      case "trailer": {
        const line = readLine();
        if (line === undefined) return false;
        if (state.type === "chunk end") state = { type: "chunk size" };
        else if (state.type === "trailer") {
          if (line === "") complete();
        } else {
          const size = Number.parseInt(line, 16);
          if (!/^\s*[\da-f]+/i.test(line) || !Number.isSafeInteger(size)) throw new Error("A chunk has no size.");
          state = size === 0 ? { type: "trailer" } : { type: "chunk", left: size };
        }
        return true;
      }
    }
  }

  return {
    push(chunk) {
      pending = pending.byteLength === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (pending.byteLength > 0 && step());
    },
    end() {
      if (state.type === "until close") complete();
    },
  };
}

function parseHead(text: string): Head {
  const [startLine = "", ...lines] = text.split(/\r?\n/);
  const headers: (readonly [string, string])[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) headers[headers.length - 1] = [last[0], `${last[1]} ${line.trim()}`];
    else {
      const colon = line.indexOf(":");
      if (colon < 1) throw new Error("A header line has no name.");
      headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
    }
  }
  return { startLine, headers };
}

function bodyState(headers: HeaderLines, untilClose: boolean): State {
  const valueOf = (name: string): string | undefined => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  if (/\bchunked\s*$/i.test(valueOf("transfer-encoding") ?? "")) return { type: "chunk size" };
  const length = valueOf("content-length");
  if (length !== undefined) {
    if (!/^\d{1,15}$/.test(length)) throw new Error("The content length is not a number.");
    return { type: "length", left: Number(length) };
  }
  return untilClose ? { type: "until close" } : { type: "length", left: 0 };
}
