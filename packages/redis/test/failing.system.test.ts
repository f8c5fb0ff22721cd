import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import type { RedisStore } from "../src/index.js";
import { bytes, closeLater, codeOf, MINUTE, open, until } from "./support/open.js";
import { hasRedis, startRedis, type RedisServer, type RedisServerOptions } from "@ck-test/redis-server";

/** What the platform leaves to a bot. */
const DEADLINE_MS = 4500;

async function start(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await startRedis(options);
  closeLater(() => server.stop());
  return server;
}

describe.skipIf(!hasRedis)("a Redis that fails", () => {
  it("is told from one that wants a password, is full, or is a replica; nothing secret is in the error", async () => {
    const server = await start({ args: ["--requirepass", "hunter2"] });
    const url = `redis://:hunter2@127.0.0.1:${server.port}`;
    const admin = new Redis(url);
    closeLater(() => admin.quit());
    const failureOf = async (store: RedisStore): Promise<unknown> => {
      const error = await store.set("key-of-a-visitor", bytes("words-of-a-visitor"), MINUTE).catch((e: unknown) => e);
      expect(inspect(error, { showHidden: true, depth: null })).not.toMatch(/hunter|of-a-visitor/);
      return error;
    };
    expect(await failureOf(open(server.url))).toMatchObject({ code: "ERR_REDIS_AUTH" });
    expect(await failureOf(open(url.replace("hunter2", "hunter3")))).toMatchObject({ code: "ERR_REDIS_AUTH" });

    const store = open(url);
    await admin.config("SET", "maxmemory", "1");
    expect(await failureOf(store)).toMatchObject({ code: "ERR_REDIS_FULL" });
    await admin.config("SET", "maxmemory", "0");
    await admin.replicaof("127.0.0.1", "1");
    expect(await failureOf(store)).toMatchObject({ code: "ERR_REDIS_READONLY" });
    await admin.replicaof("NO", "ONE");
    await admin.lpush("ck:list", "1");
    expect(await codeOf(store.get("list"))).toBe("ERR_REDIS_REPLY");
    await store.set("key", bytes("1"), MINUTE);
  });

  it("that may evict keys is reported once, at the start, and not to whoever may not ask", async () => {
    const server = await start({ args: ["--maxmemory-policy", "allkeys-lru"] });
    const errors: unknown[] = [];
    const store = open(server.url, { onError: (error) => errors.push(error) });
    await store.set("a", bytes("1"), MINUTE);
    await until(
      () => Promise.resolve(errors.length),
      (count) => count === 1,
    );
    expect(errors).toEqual([
      expect.objectContaining({
        name: "RedisStoreError",
        code: "ERR_REDIS_EVICTION",
        message: expect.stringContaining("allkeys-lru") as string,
      }),
    ]);
    // A reporter that fails costs nobody anything.
    for (const onError of [
      (): never => {
        throw new Error("reporter");
      },
      () => Promise.reject(new Error("reporter")) as never,
    ]) {
      const other = open(server.url, { onError });
      expect(await other.get("a")).toEqual(bytes("1"));
    }
    const admin = new Redis(server.url);
    closeLater(() => admin.quit());
    await admin.call("ACL", "SETUSER", "bot", "on", ">pass", "~*", "+get", "+set", "+client", "+hello");
    const quiet = open(server.url.replace("//", "//bot:pass@"), { onError: (error) => errors.push(error) });
    expect(await quiet.get("a")).toEqual(bytes("1"));
    expect(errors).toHaveLength(1);
  });

  it("is told from one that is too old, and what it says of the arguments is left out", async () => {
    // As Redis 6 answers.
    const old = createServer((socket) => {
      socket.on("data", (data) => {
        const text = data.toString();
        const replies = [...text.matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)/gm)].map(([, name = ""]) => {
          if (/^set$/i.test(name))
            return /\r\nNX\r\n/.test(text)
              ? "-ERR syntax error\r\n"
              : "-ERR unknown command 'SET', with args beginning with: 'ck:a' 'words'\r\n";
          return /^info$/i.test(name) ? "$21\r\nredis_version:6.2.14 \r\n" : "+OK\r\n";
        });
        socket.write(replies.join(""));
      });
    }).listen(0, "127.0.0.1");
    await once(old, "listening");
    closeLater(() => old.close());
    const store = open(`redis://127.0.0.1:${(old.address() as AddressInfo).port}`);
    expect(await codeOf(store.setIfAbsent("a", bytes("words"), MINUTE))).toBe("ERR_REDIS_VERSION");
    const error = await store.set("a", bytes("words"), MINUTE).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "ERR_REDIS_REPLY", cause: { message: "ERR unknown command 'SET'" } });
  });

  it("keeps what it acknowledged when it is killed and started again under load; no call hangs, and the way back is found", async () => {
    const server = await start({ durable: true });
    const store = open(server.url);
    const kept = new Set<string>();
    const failures = new Set<unknown>();
    let longest = 0;
    let isOver = false;
    let count = 0;
    const lane = async (): Promise<void> => {
      while (!isOver) {
        const key = `key ${count++}`;
        const from = performance.now();
        const code = await codeOf(store.setIfAbsent(key, bytes(key), MINUTE));
        if (code === undefined) kept.add(key);
        else failures.add(code);
        longest = Math.max(longest, performance.now() - from);
        await new Promise(setImmediate);
      }
    };
    const lanes = Array.from({ length: 20 }, lane);
    const turn = (): Promise<void> => new Promise(setImmediate);
    await until(turn, () => kept.size >= 500);
    await server.kill();
    await until(turn, () => failures.size > 0);
    const before = kept.size;
    await server.restart();
    await until(turn, () => kept.size >= before + 500);
    isOver = true;
    await Promise.all(lanes);

    for (const key of kept) expect(await store.get(key)).toEqual(bytes(key));
    expect([...failures]).toContain("ERR_REDIS_DOWN");
    expect(longest).toBeLessThan(DEADLINE_MS);
  });

  it("is asked again if the connection is lost before the reply, and a value of one's own is told from that of another", async () => {
    const server = await start();
    const direct = open(server.url);
    await direct.set("taken", bytes("of another"), MINUTE);
    // Passes everything on until it is told to keep the next reply to itself, and to hang up instead.
    let isCutting = false;
    let cuts = 0;
    const proxy = createServer((socket) => {
      const upstream = connect(server.port, "127.0.0.1");
      for (const one of [socket, upstream])
        one.on("error", () => undefined).on("close", () => [socket, upstream].forEach((it) => it.destroy()));
      socket.pipe(upstream);
      upstream.on("data", (reply) => {
        if (!isCutting) return void socket.write(reply);
        isCutting = false;
        cuts++;
        socket.destroy();
      });
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    closeLater(() => proxy.close());
    const store = open(`redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`, { timeoutMs: 30_000 });
    const cut = async <T>(call: () => Promise<T>): Promise<T> => {
      await store.get("connected");
      isCutting = true;
      return call();
    };
    expect(await cut(() => store.setIfAbsent("free", bytes("mine"), MINUTE))).toBeUndefined();
    expect(await cut(() => store.setIfAbsent("taken", bytes("mine"), MINUTE))).toEqual(bytes("of another"));
    await cut(() => store.set("set", bytes("1"), MINUTE));
    expect(await cut(() => store.get("free"))).toEqual(bytes("mine"));
    expect(cuts).toBe(4);
    // Sent once, what is there already is there, whoever wrote it.
    expect(await store.setIfAbsent("free", bytes("mine"), MINUTE)).toEqual(bytes("mine"));
  });

  it("that hangs costs a call the time-out and no more, and is left for a new connection", async () => {
    const server = await start();
    const store = open(server.url);
    await store.set("a", bytes("1"), MINUTE);
    server.signal("SIGSTOP");
    expect(await codeOf(store.get("a"))).toBe("ERR_REDIS_TIMEOUT");
    await until(
      () => codeOf(store.get("a")),
      (code) => code === "ERR_REDIS_DOWN",
    );
    server.signal("SIGCONT");
    await until(
      () => codeOf(store.get("a")),
      (code) => code === undefined,
    );
    expect(await store.get("a")).toEqual(bytes("1"));
  });
});
