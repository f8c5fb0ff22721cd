import type { Fault } from "@ck/emulator";

/** What a fault does to a request, and what a good server does then. */
export const FAULT_TEXTS: Readonly<Record<Fault, readonly [what: string, expected: string]>> = {
  "wrong-signature": ["The signature is over other bytes", "A good server answers 401."],
  "missing-signature": ["No signature header", "A good server answers 401."],
  "repeated-header": ["The signature header twice", "A good server answers 401."],
  "stale-key": ["Signed with the key retired last", "A good server answers 401."],
  "unknown-key": ["Signed with a stranger's key", "A good server answers 401."],
  "re-encoded": ["The JSON written anew after signing", "A good server answers 401: it checks the exact bytes."],
  "slow-sending": ["The body arrives too slowly", "A good server gives up and does nothing."],
  "cut-connection": ["The connection breaks in the body", "A good server does nothing."],
  replayed: ["Sent again after its answer", "A good server refuses it, or acts only once."],
  duplicated: ["Sent twice at once", "A good server refuses one, or acts only once."],
};

/** The name of a fault in words. */
export function faultName(fault: Fault): string {
  return fault.replaceAll("-", " ");
}
