import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { bytes, closeLater, codeOf, MINUTE, open, until } from "./support/open.js";
import { freePort, hasRedis, spawnUntil, startRedis } from "@ck-test/redis-server";

/** One Sentinel that needs nobody's agreement. It rewrites its settings, so it has a file of its own. */
async function startSentinel(primaryPort: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-sentinel-"));
  const port = await freePort();
  const file = path.join(folder, "sentinel.conf");
  writeFileSync(
    file,
    [
      `port ${port}`,
      "bind 127.0.0.1",
      `dir ${folder}`,
      `sentinel monitor bot 127.0.0.1 ${primaryPort} 1`,
      "sentinel down-after-milliseconds bot 500",
      "sentinel failover-timeout bot 3000",
      "",
    ].join("\n"),
  );
  const child = await spawnUntil(/\+monitor master bot/, [file, "--sentinel"]);
  closeLater(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return port;
}

describe.skipIf(!hasRedis)("with Sentinel", () => {
  it("the store goes over to the replica that takes the place of a primary that is gone", async () => {
    const primary = await startRedis();
    closeLater(() => primary.stop());
    const replica = await startRedis({
      args: ["--replicaof", "127.0.0.1", String(primary.port)],
      ready: /Finished with success/,
    });
    closeLater(() => replica.stop());
    const port = await startSentinel(primary.port);
    const admin = new Redis(port);
    closeLater(() => admin.disconnect());
    await until(
      () => admin.call("SENTINEL", "REPLICAS", "bot") as Promise<unknown[]>,
      (replicas) => replicas.length === 1,
    );

    const client = new Redis({ sentinels: [{ host: "127.0.0.1", port }], name: "bot", lazyConnect: true });
    const store = open(client, { timeoutMs: 1000 });
    await store.set("a", bytes("1"), MINUTE);
    // Acknowledged by the replica, too: replication is asynchronous.
    const direct = new Redis(primary.url);
    expect(await direct.wait(1, 20_000)).toBe(1);
    await direct.quit();

    await primary.kill();
    await until(
      () => codeOf(store.set("b", bytes("2"), MINUTE)),
      (code) => code === undefined,
    );
    expect(await store.get("a")).toEqual(bytes("1"));
    expect(await open(replica.url).get("b")).toEqual(bytes("2"));
  }, 60_000);
});
