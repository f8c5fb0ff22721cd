import type { Awaitable } from "../awaitable.js";
import { BotError } from "../error.js";
import { shapeOf } from "../check/shape-of.js";
import type { Deadline } from "../time/deadline.js";
import type { MemoryShare } from "./body-memory.js";
import { isBodyTooLarge, isHangUp, type BodyLimits, type RawRequest } from "./raw.js";
import { CallerGone, Refusal } from "./refusal.js";

/** Reads the exact bytes of a body, within its limits of size, time and memory. */
export function readBody(
  raw: RawRequest,
  maxBytes: number,
  deadline: Deadline,
  memory: MemoryShare,
): Awaitable<Uint8Array> {
  const accept = (body: Uint8Array): Uint8Array => {
    if (!ArrayBuffer.isView(body)) {
      throw new BotError(
        "ERR_BODY_CONSUMED",
        `The body must be the exact bytes of the request, as a Uint8Array; got ${shapeOf(body)}. The signature is over the bytes, not over what they were parsed to.`,
      );
    }
    if (body.byteLength > maxBytes) throw new Refusal(413, "body-too-large");
    memory.reserveUpTo(body.byteLength);
    return body;
  };
  const fail = (error: unknown): never => {
    if (error instanceof Refusal) throw error;
    if (isBodyTooLarge(error)) throw new Refusal(413, "body-too-large");
    const cause = deadline.cause();
    if (cause === "gone" || isHangUp(error)) throw new CallerGone();
    if (cause === "deadline") throw new Refusal(408, "body-too-slow");
    throw error;
  };
  if (typeof raw.body !== "function") return accept(raw.body);
  let reading: Promise<Uint8Array>;
  try {
    reading = raw.body(new Limits(maxBytes, deadline, memory));
  } catch (error) {
    return fail(error);
  }
  return deadline.race(reading).then(accept, fail);
}

class Limits implements BodyLimits {
  constructor(
    readonly maxBytes: number,
    private readonly deadline: Deadline,
    private readonly memory: MemoryShare,
  ) {}

  /** Made only for an adapter that asks for it. */
  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  reserve(bytes: number): void {
    this.memory.reserve(bytes);
  }
}
