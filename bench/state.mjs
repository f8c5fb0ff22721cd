// Measures what the replay guard costs a request, in memory and in Redis, as ratios to the same request without it, and floods the store in memory.
// The requests are signed for real, each anew. The flood takes numbers at random in the place of a million signatures: what it tries is the store,
// which sees nothing else of them. Redis: REDIS_URL, or a redis-server of its own on a spare port, or it is left out, aloud. `--rounds=N` (default 100), `--quick`
// for 10 rounds. `--aims` prints each aim as met or missed, and exits with 1 if one is missed; `--json` prints that as JSON.
import { Buffer } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import { isAsked, judge, machineLine, reportAims } from "./aims.mjs";
import { median, print, race, roundsAsked } from "./race.mjs";

const dist = (name) => new URL(`../packages/${name}/dist/index.js`, import.meta.url);
if (!existsSync(dist("bot"))) throw new Error("Build first: npm run build");
const { action, createBot, memoryStore, receive } = await import(dist("bot").href);
const { generateKeyPair, importPrivateKey, importPublicKey, sign } = await import(dist("signature").href);

v8.setFlagsFromString("--expose-gc");
const gc = vm.runInNewContext("gc");
const rounds = roundsAsked(isAsked("--quick") ? 10 : 100);
const aims = [];
// With --json, stdout is for that alone.
const { log } = console;
if (isAsked("--json")) console.log = console.error;
console.log(machineLine());
const SIGNED = 2_000;
const FLOOD = 1_000_000;
/** The most that a flood may leave in memory: the values and marks that the store keeps, with what each takes besides. */
const FLOOD_MB = 200;
const LONG = { ttlMs: 86_400_000 };

const pair = await generateKeyPair({ parameters: "published" });
const publicKey = importPublicKey(pair.publicKey);
const privateKey = importPrivateKey(pair.privateKey);
const body = Buffer.from(JSON.stringify({ todo: "execute", action: "Hello", params: { text: "x".repeat(960) } }));
console.log(`Signing ${SIGNED} requests of 1 KB, 2048/256 …`);
const headers = Array.from({ length: SIGNED }, () => sign(body, privateKey));
const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });

/** Sends the signed requests over and over; `store` sees new ones each time, as many as are asked for. */
function requests(store) {
  let count = 0;
  const key = (text) => `${text}:${Math.floor((count - 1) / SIGNED)}`;
  const replay = store && {
    store: {
      get: (text) => store.get(key(text)),
      set: (text, ...rest) => store.set(key(text), ...rest),
      setIfAbsent: (text, ...rest) => store.setIfAbsent(key(text), ...rest),
    },
  };
  const answer = receive(bot, { publicKey, replay });
  return async () => {
    const header = headers[count++ % SIGNED];
    const { status, body: said } = await answer({ method: "POST", header: () => header, body });
    return status === 200 && said.byteLength > 0;
  };
}

/**
 * What each contender costs on top of the first, in µs of the processor a request. Checking a signature costs a hundred times as much and never the same, so
 * they take turns after a few requests each, and the median of the differences is what counts.
 */
async function costs(contenders, turns) {
  const some = 4;
  const taken = contenders.map(() => []);
  for (let turn = 0; turn < turns; turn++) {
    for (let at = 0; at < contenders.length; at++) {
      const which = (turn + at) % contenders.length;
      const used = process.cpuUsage();
      for (let n = 0; n < some; n++) await contenders[which].run();
      const { user, system } = process.cpuUsage(used);
      taken[which].push((user + system) / some);
    }
  }
  const [first, ...others] = taken;
  others.forEach((times, at) => {
    const cost = median(times.map((time, turn) => time - first[turn]));
    const what = `on top of it, ${contenders[at + 1].name}`;
    console.log(`  ${what.padEnd(58)} ${cost.toFixed(1).padStart(10)} µs a request of ${median(first).toFixed(0)}`);
  });
}

const full = memoryStore();
for (let n = 0; n < 100_000; n++) await full.setIfAbsent(`replay:${n}`.padEnd(160, "0"), Uint8Array.of(0), LONG);
const inMemory = [
  { name: "no guard", oneThread: true, run: requests(undefined) },
  { name: "the guard in memory", oneThread: true, run: requests(memoryStore()) },
  { name: "the guard in memory, its store full", oneThread: true, run: requests(full) },
];
print("One request after the other, in time of the processor", await race(inMemory, rounds));
await costs(inMemory, 25 * rounds);
await flood();
await redis();
if (isAsked("--aims") || isAsked("--json")) {
  console.log = log;
  reportAims(aims);
}

/** A million requests, as the guard tells them to its store: first that they came, then their answer. */
async function flood() {
  const store = memoryStore();
  const answer = Buffer.from(JSON.stringify({ status: "execution", message: "Hello!", card: [], data: {} }));
  const numbers = Buffer.alloc(64);
  const keyId = publicKey.keyId;
  const keys = [];
  gc();
  const before = process.memoryUsage();
  const used = process.cpuUsage();
  for (let n = 0; n < FLOOD; n++) {
    randomFillSync(numbers);
    const key = `replay:${keyId}:${numbers.toString("hex")}`;
    if (n % 1000 === 0) keys.push(key);
    if ((await store.setIfAbsent(key, Uint8Array.of(0), LONG)) !== undefined) throw new Error("a new one is not new");
    await store.set(key, new Uint8Array(answer), LONG);
  }
  const { user, system } = process.cpuUsage(used);
  gc();
  const after = process.memoryUsage();
  let kept = 0;
  for (const key of keys) kept += Number((await store.get(key)) !== undefined);
  aims.push(
    judge(
      "the flood, bytes of heap and buffers, in MB",
      [(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6],
      {
        most: FLOOD_MB,
      },
    ),
  );
  const mb = (of) => ((after[of] - before[of]) / 1e6).toFixed(0);
  console.log(
    `\nA flood of ${FLOOD.toLocaleString("en")} requests into the store in memory (bounds: 100,000 entries, 32 MB)`,
  );
  console.log(
    `  kept at the end                                        ${(kept / 10).toFixed(1)} % of them, and so some ${kept * 1000}`,
  );
  console.log(
    `  time of the processor, the store's part of the guard   ${((user + system) / FLOOD).toFixed(2)} µs a request`,
  );
  console.log(
    `  heap and buffers, more than before                     ${mb("heapUsed")} MB + ${mb("arrayBuffers")} MB`,
  );
}

async function redis() {
  const server = await openRedis();
  if (server === undefined) return;
  const { redisStore } = await import(dist("redis").href);
  const proxy = await countingProxy(server.url);
  const direct = redisStore(server.url, { prefix: `bench:${process.pid}:` });
  const counted = redisStore(proxy.url, { prefix: `bench:${process.pid}:counted:` });
  try {
    const contenders = [
      { name: "no guard", run: requests(undefined) },
      { name: "the guard in memory", run: requests(memoryStore()) },
      { name: "the guard in Redis, on this machine", run: requests(direct) },
    ];
    print("One request after the other, in time of the clock", await race(contenders, rounds));

    const run = requests(counted);
    await run();
    const trips = [];
    const afterwards = [];
    for (let n = 0; n < 200; n++) {
      // What the last one left behind has to be through.
      await setTimeout(2);
      proxy.reset();
      await run();
      trips.push(proxy.count());
      await setTimeout(2);
      afterwards.push(proxy.count() - trips.at(-1));
    }
    console.log("\nRound trips of a request to Redis, counted on the wire over 200 requests");
    aims.push(judge("round trips to Redis that an answer waits for", trips, { most: 1 }));
    console.log(`  that the answer waits for            ${spread(trips)}`);
    console.log(`  after the answer, to keep it         ${spread(afterwards)}`);
  } finally {
    await direct.close();
    await counted.close();
    proxy.close();
    server.close();
  }
}

function spread(counts) {
  return `median ${median(counts)}, at most ${Math.max(...counts)}`;
}

async function openRedis() {
  const said = process.env.REDIS_URL;
  if (!existsSync(dist("redis"))) return void console.log("\nRedis is left out: build @ck/redis first.");
  if (said) return { url: said, close: () => undefined };
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    return void console.log("\nRedis is left out: set REDIS_URL, or install redis-server.");
  }
  const port = await freePort();
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const text of child.stdout) if (String(text).includes("Ready to accept connections")) break;
  return { url: `redis://127.0.0.1:${port}`, close: () => child.kill() };
}

async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** Stands between a client and Redis, and counts what the client sends before it hears anything: one round trip each. */
async function countingProxy(url) {
  const { hostname, port } = new URL(url);
  let trips = 0;
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port || 6379), hostname);
    let waiting = false;
    client.on("data", () => {
      if (!waiting) trips++;
      waiting = true;
    });
    upstream.on("data", () => (waiting = false));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${server.address().port}`,
    reset: () => (trips = 0),
    count: () => trips,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
