import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HeaderLines, Limits } from "../delivery/exchange.js";
import type { Ending, Sending, Sent } from "../delivery/send.js";

/** The number of pieces of a slow body. */
const PIECES = 20;

/**
 * Sends one POST on a new connection and reads the answer up to the limits. Follows no redirect, decodes nothing, and
 * never rejects.
 */
export function sendOverHttp(sending: Sending, limits: Limits): Promise<Sent> {
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const marks: { connectMs?: number; firstByteMs?: number } = {};
  const chunks: Buffer[] = [];
  let received = 0;
  let answer: IncomingMessage | undefined;
  let stopSending = (): void => {};

  return new Promise((resolve) => {
    let request: ClientRequest | undefined;
    let ended = false;
    const end = (ending: Ending): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      stopSending();
      request?.destroy();
      const response = answer && {
        status: answer.statusCode ?? 0,
        headers: pairs(answer.rawHeaders),
        body: new Uint8Array(Buffer.concat(chunks)),
      };
      resolve({ ending, timings: { ...marks, totalMs: elapsed() }, ...(response && { response }) });
    };
    const breakOff = (error: NodeJS.ErrnoException): void => end({ type: "broken", code: error.code ?? "ERR_UNKNOWN" });
    const timer = setTimeout(() => end({ type: "timed-out" }), limits.timeoutMs);

    try {
      request = open(sending);
    } catch (error) {
      breakOff(error as NodeJS.ErrnoException);
      return;
    }
    request.on("socket", (socket) => {
      const secure = sending.url.protocol === "https:";
      socket.once(secure ? "secureConnect" : "connect", () => (marks.connectMs = elapsed()));
    });
    // Once there is an answer, the rest of the request does not matter.
    request.on("error", (error) => answer ?? breakOff(error));
    request.on("response", (response) => {
      marks.firstByteMs = elapsed();
      answer = response;
      response.on("data", (chunk: Buffer) => {
        received += chunk.byteLength;
        chunks.push(
          received > limits.maxBytes ? chunk.subarray(0, chunk.byteLength - (received - limits.maxBytes)) : chunk,
        );
        if (received > limits.maxBytes) end({ type: "too-large" });
      });
      response.on("end", () => end({ type: "complete" }));
      response.on("error", breakOff);
      response.on("close", () => end({ type: "broken", code: "ECONNRESET" }));
    });
    request.on("close", () => answer ?? end({ type: "broken", code: "ECONNRESET" }));
    stopSending = write(request, sending, limits);
  });
}

function open({ url, headers }: Sending): ClientRequest {
  const options = { method: "POST", agent: false, headers: grouped(headers) } as const;
  return url.protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options);
}

/** Writes the body in the given manner. Returns the function that stops it. */
function write(request: ClientRequest, { body, manner }: Sending, { timeoutMs }: Limits): () => void {
  if (manner === undefined) {
    request.end(body);
    return () => {};
  }
  if (manner === "cut") {
    request.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => request.destroy());
    return () => {};
  }
  const size = Math.ceil(body.byteLength / PIECES);
  let at = 0;
  const writePiece = (): void => {
    const piece = body.subarray(at, (at += size));
    if (at < body.byteLength) {
      request.write(piece);
      return;
    }
    clearInterval(ticking);
    request.end(piece);
  };
  const ticking = setInterval(writePiece, (2 * timeoutMs) / PIECES);
  writePiece();
  return () => clearInterval(ticking);
}

function grouped(lines: HeaderLines): Record<string, string | string[]> {
  const groups: Record<string, string | string[]> = {};
  for (const [name, value] of lines) {
    const there = groups[name];
    groups[name] = there === undefined ? value : [...[there].flat(), value];
  }
  return groups;
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, index) => [
    raw[2 * index] ?? "",
    raw[2 * index + 1] ?? "",
  ]);
}
