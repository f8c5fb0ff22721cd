import { askStore, type Store } from "@ck/bot";

/** The store takes as long as the one of the replay guard may. */
const TIMEOUT_MS = 250;

const encoder = new TextEncoder();

/** A token in a chat session. */
export interface Showing {
  readonly audience: string;
  readonly jti: string;
  readonly sessionId: string;
  /** How long the token is good for from now, in ms. */
  readonly remainingMs: number;
}

/**
 * Notes the session in which a token is shown, if it is the first. The store holds digests only.
 *
 * @returns whether it is the session in which the token was shown first
 */
export async function isFirstSession(
  store: Store,
  { audience, jti, sessionId, remainingMs }: Showing,
): Promise<boolean> {
  const [key, session] = await Promise.all([digest(`${audience}\n${jti}`), digest(`${jti}\n${sessionId}`)]);
  const expiry = { ttlMs: Math.max(1, remainingMs), mark: { owner: "visitor", value: session } };
  const first = await askStore(TIMEOUT_MS, () => store.setIfAbsent(`visitor:${hexOf(key)}`, session, expiry));
  // A store may return null for a missing key.
  return first == null || hexOf(first) === hexOf(session);
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
