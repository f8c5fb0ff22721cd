import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { bytes, closeLater, codeOf, MINUTE, open } from "./support/open.js";
import { freePort } from "@ck-test/redis-server";

/** What the platform leaves to a bot. */
const DEADLINE_MS = 4500;

/** Rejects at the deadline. Timers keep their order on a machine however slow. */
function beforeDeadline<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too late")), DEADLINE_MS);
  });
  return Promise.race([call, deadline]).finally(() => clearTimeout(timer));
}

describe("where there is no Redis", () => {
  it("a call is rejected in time, the next ones at once, and nothing is queued", async () => {
    const store = open(`redis://127.0.0.1:${await freePort()}`, { timeoutMs: 300 });
    await expect(beforeDeadline(store.set("a", bytes("1"), MINUTE))).rejects.toMatchObject({
      code: "ERR_REDIS_DOWN",
      cause: { code: "ECONNREFUSED" },
    });
    const codes = Array.from({ length: 10_000 }, () => codeOf(store.setIfAbsent("a", bytes("1"), MINUTE)));
    // Nothing is waited for, neither a timer nor a reply.
    const first = await Promise.race([Promise.all(codes), new Promise(setImmediate)]);
    expect(new Set(first as unknown[])).toEqual(new Set(["ERR_REDIS_DOWN"]));
  });

  it("a server that takes bytes and says nothing does not hold a call", async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    closeLater(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await beforeDeadline(codeOf(open(`redis://127.0.0.1:${port}`).get("a")))).toBe("ERR_REDIS_DOWN");
  });
});
