import { afterEach } from "vitest";
import { redisStore, type RedisClient, type RedisStore, type RedisStoreOptions } from "../../src/index.js";

export const MINUTE = { ttlMs: 60_000 } as const;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Closes something after the test, the latest first. */
export function closeLater(close: () => unknown): void {
  closing.push(close);
}

export function open(client: RedisClient | string, options?: RedisStoreOptions): RedisStore {
  const store = redisStore(client, options);
  closeLater(() => store.close());
  return store;
}

/** The code of what a call is rejected with; none where it is not. */
export function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );
}

/** Repeats a call until it gives what is wanted. The event loop has its turn in between: a call that fails at once must not keep the client from connecting. */
export async function until<T>(call: () => Promise<T>, isWanted: (value: T) => boolean): Promise<void> {
  while (!isWanted(await call())) await new Promise(setImmediate);
}
