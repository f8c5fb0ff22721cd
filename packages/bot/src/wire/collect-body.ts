import { bodyTooLarge, type BodyLimits } from "./raw.js";

/** A body that arrives in pieces. Made by {@link collectBody}. */
export interface BodyCollector {
  /** Adds the next piece. Throws as soon as there are more bytes than the limits allow. */
  readonly add: (piece: Uint8Array) => void;
  /** Everything so far. */
  readonly bytes: () => Uint8Array;
}

/** Room for the next pieces. The length that a header claims does not reserve any more. */
const LEAST_BYTES = 16_384;

/**
 * Puts a body together from its pieces, for a {@link ReadBody}. It uses one array that grows: a list of a million one-byte pieces would take
 * hundreds of megabytes.
 *
 * @param limits - those that the {@link ReadBody} was called with
 * @example
 * ```ts
 * import { collectBody } from "@ck/bot";
 *
 * const body = collectBody({ maxBytes: 1_000_000 });
 * body.add(Uint8Array.of(123));
 * body.add(Uint8Array.of(125));
 * body.bytes(); // → Uint8Array.of(123, 125)
 * ```
 */
export function collectBody(limits: Pick<BodyLimits, "maxBytes" | "reserve">): BodyCollector {
  const { maxBytes } = limits;
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  let size = 0;
  return {
    add(piece) {
      const needed = size + piece.byteLength;
      if (needed > maxBytes) throw bodyTooLarge(maxBytes);
      // Most bodies arrive in one piece, which need not be copied.
      if (bytes === undefined || size === 0) {
        limits.reserve?.(piece.byteLength);
        bytes = piece as Uint8Array<ArrayBuffer>;
      } else {
        if (needed > bytes.byteLength) {
          const room = Math.min(maxBytes, Math.max(needed, bytes.byteLength * 2, LEAST_BYTES));
          limits.reserve?.(room - bytes.byteLength);
          const larger = new Uint8Array(room);
          larger.set(bytes.subarray(0, size));
          bytes = larger;
        }
        bytes.set(piece, size);
      }
      size = needed;
    },
    bytes: () => (bytes?.byteLength === size ? bytes : (bytes?.subarray(0, size) ?? new Uint8Array(0))),
  };
}
