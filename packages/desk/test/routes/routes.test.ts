import { bytesOf, loadExchange, loadTranscript } from "@ck/emulator";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/api/events.js";
import type { GivenUpJob, GivenUpJobs } from "../../src/index.js";
import { readEvents } from "../../src/page/state/read-events.js";
import { apiOf, eventsUntil, type Api } from "../support/api.js";
import { startDesk, type Started, type StartOptions } from "../support/start-desk.js";

let started: Started;
let api: Api;
const errors: unknown[] = [];
async function start(options: StartOptions = {}): Promise<void> {
  errors.length = 0;
  started = await startDesk({ onError: (error) => errors.push(error), ...options });
  api = apiOf(started);
}
beforeEach(() => start());
afterEach(async () => {
  await started.close();
  expect(errors).toEqual([]);
});

const snapshot = async (): Promise<Snapshot> => {
  const response = await api.events();
  const events = readEvents(response.body!);
  const { value } = await events.next();
  await events.return(undefined);
  if (value?.type !== "snapshot") throw new Error("The stream does not begin with a snapshot.");
  return value.snapshot;
};
const open = async (body: unknown = {}): Promise<string> => (await api.post("chats", body))["id"] as string;
const lastExchange = async (): Promise<string> => (await snapshot()).exchanges.at(-1)!.id;

describe("a chat", () => {
  it("goes its course, and each step is told to the pages as it happens", async () => {
    const events = readEvents((await api.events()).body!);
    await eventsUntil(events, ({ type }) => type === "snapshot");
    const id = await open({ clientData: { name: "Sam" } });
    const opening = await eventsUntil(events, ({ type }) => type === "standing");
    expect(opening.map(({ type }) => type)).toEqual([
      "opened",
      "sending",
      "settled",
      "exchange",
      "message",
      "standing",
    ]);
    const turn = (body: unknown): Promise<Record<string, unknown>> => api.post(`chats/${id}/turns`, body);
    await turn({ type: "say", text: "apply for leave" });
    await turn({ type: "choose", ids: ["sick"] });
    await turn({ type: "say", text: "2030-05-06" });
    await turn({ type: "say", text: "2" });
    await turn({ type: "click", id: "saveDraft" });
    const { chats, exchanges } = await snapshot();
    expect(chats[0]).toMatchObject({ id, number: 1, clientData: { name: "Sam" }, standing: { phase: "idle" } });
    expect(chats[0]!.messages.map(({ text }) => text)).toEqual([
      "Hello Sam! I can book leave.",
      "apply for leave",
      "What kind of leave?",
      "Sick leave",
      "From which day?",
      "2030-05-06",
      "For how many days?",
      "2",
      "Your *sick* leave is booked.",
      "Draft the same for next year",
      "Draft 2041 is saved.",
    ]);
    expect(
      exchanges.map(({ number, todo, action, status, outcome, chat }) => [number, todo, action, status, outcome, chat]),
    ).toEqual([
      [1, "welcome", undefined, 200, "answered", 1],
      [2, "prompt", "ApplyLeave", 200, "answered", 1],
      [3, "prompt", "ApplyLeave", 200, "answered", 1],
      [4, "prompt", "ApplyLeave", 200, "answered", 1],
      [5, "execute", "ApplyLeave", 200, "answered", 1],
      [6, "button", "ApplyLeave", 200, "answered", 1],
    ]);
    await turn({ type: "close" });
    const closed = await eventsUntil(events, (event) => event.type === "standing" && event.standing.phase === "closed");
    await events.return(undefined);
    expect(closed.at(-1)).toMatchObject({ chatId: id });
    expect((await snapshot()).chats[0]).toMatchObject({ standing: { phase: "closed" } });
    expect(await turn({ type: "say", text: "hello" })).toMatchObject({ status: 404, error: { code: "ERR_NO_CHAT" } });
  });

  it("is not changed by what a visitor cannot do", async () => {
    const id = await open();
    const turn = (body: unknown): Promise<Record<string, unknown>> => api.post(`chats/${id}/turns`, body);
    expect(await turn({ type: "choose", ids: ["x"] })).toMatchObject({
      status: 409,
      error: { code: "ERR_NOT_OFFERED" },
    });
    expect(await turn({ type: "click", id: "x" })).toMatchObject({ status: 409, error: { code: "ERR_NOT_OFFERED" } });
    expect(await turn({ type: "say", text: " " })).toMatchObject({
      status: 400,
      error: { code: "ERR_INVALID_OPTION" },
    });
    for (const body of [
      {},
      { type: "say" },
      { type: "choose", ids: "x" },
      { type: "choose", ids: [1] },
      { type: "open" },
    ])
      expect(await turn(body)).toMatchObject({ status: 400, error: { code: "ERR_BODY" } });
    expect((await snapshot()).chats[0]!.messages).toHaveLength(1);
  });

  it("that could not be opened is gone, and the reason is said", async () => {
    expect(await api.post("chats", { environment: "production" })).toMatchObject({
      status: 409,
      error: { code: "ERR_VAULT_NO_KEY", message: expect.stringContaining("deploy") as unknown },
    });
    expect((await snapshot()).chats).toEqual([]);
  });

  it("of the program that serves the desk is seen too", async () => {
    await started.desk.emulator.openChat({ clientData: { name: "Kim" } });
    expect((await snapshot()).chats).toMatchObject([{ clientData: { name: "Kim" }, messages: [{ role: "bot" }] }]);
  });

  it("can be saved as a transcript", async () => {
    const id = await open();
    const { file } = (await api.post(`chats/${id}/save`)) as { file: string };
    expect(path.dirname(file)).toBe(path.join(started.folder, "recordings"));
    expect(await loadTranscript(file)).toMatchObject({ chatId: id, turns: [{ input: { type: "open" } }] });
  });
});

describe("an exchange", () => {
  it("can be seen whole, with the verdict on its signature and its exact bytes", async () => {
    await open({ clientData: { name: "Zoë 🌴" } });
    const id = await lastExchange();
    const { exchange, signature } = await api.exchange(id);
    const { keyId } = (await started.vault.showKey("development"))!;
    expect(signature).toEqual({ result: "valid", keyId, message: expect.stringContaining("development") as unknown });
    const request = await api.raw("GET", `exchanges/${id}/bytes/request`);
    expect(new Uint8Array(request.bytes)).toEqual(bytesOf(exchange.request.body));
    expect(request.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
    });
    expect((await api.raw("GET", `exchanges/${id}/bytes/response`)).text).toBe(exchange.response!.body.content);
    for (const side of ["verdict", "__proto__", "constructor", "toString"])
      expect((await api.raw("GET", `exchanges/${id}/bytes/${side}`)).status, side).toBe(404);
    for (const method of ["GET", "POST"])
      expect((await api.raw(method, `exchanges/x${method === "GET" ? "" : "/save"}`)).status).toBe(404);
  });

  it("can be sent again: as it was, edited, and edited and signed anew", async () => {
    const chat = await open();
    await api.post(`chats/${chat}/turns`, { type: "say", text: "who are you" });
    const id = await lastExchange();
    const resend = async (body: unknown) =>
      api.exchange(((await api.post(`exchanges/${id}/resend`, body)) as { id: string }).id);
    const edited = JSON.stringify({ todo: "fallback", environment: "development", userInput: "edited" });

    const again = await resend({});
    expect(again).toMatchObject({ row: { outcome: "answered", resendOf: 2 }, signature: { result: "valid" } });
    expect(again.exchange.request).toEqual((await api.exchange(id)).exchange.request);
    expect(again.row).not.toHaveProperty("chat");
    expect(await resend({ body: edited })).toMatchObject({
      row: { outcome: "bad-status", status: 401 },
      signature: { result: "invalid" },
    });
    expect(await resend({ body: edited, sign: true })).toMatchObject({
      row: { outcome: "answered" },
      signature: { result: "valid" },
      exchange: { response: { body: { content: expect.stringContaining("You said: edited") as unknown } } },
    });
    // What was broken once can be repaired.
    const broken = (await api.post(`exchanges/${id}/resend`, { body: "{broken", sign: true })) as { id: string };
    expect((await api.exchange(broken.id)).row).toMatchObject({ outcome: "bad-status", status: 400 });
    const repaired = (await api.post(`exchanges/${broken.id}/resend`, { body: edited, sign: true })) as { id: string };
    expect((await api.exchange(repaired.id)).row).toMatchObject({ outcome: "answered", todo: "fallback" });
    const elsewhere = `${started.webhookOrigin}/convokraft?another=1`;
    expect(await resend({ url: elsewhere })).toMatchObject({
      row: { outcome: "answered" },
      exchange: { request: { url: elsewhere } },
    });
    for (const bad of [{ body: 1 }, { sign: "yes" }, { url: 1 }, { url: "nowhere" }, { url: "file:///etc/passwd" }])
      expect(await api.post(`exchanges/${id}/resend`, bad)).toMatchObject({ status: 400 });
  });

  it("of real traffic is shown as it comes, and can be sent again and saved", async () => {
    await open();
    const { exchange } = await api.exchange(await lastExchange());
    started.desk.show({ ...exchange, id: "from-elsewhere" });
    expect((await snapshot()).exchanges.at(-1)).toMatchObject({ id: "from-elsewhere", todo: "welcome" });
    const again = (await api.post("exchanges/from-elsewhere/resend", {})) as { id: string };
    expect(await api.exchange(again.id)).toMatchObject({ row: { outcome: "answered" } });
    const { file } = (await api.post("exchanges/from-elsewhere/save")) as { file: string };
    expect(await loadExchange(file)).toMatchObject({ id: "from-elsewhere" });
  });

  it("can be signed anew, for a command that sends it once", async () => {
    await open();
    const { exchange } = await api.exchange(await lastExchange());
    const { signature } = (await api.post(`exchanges/${exchange.id}/sign`)) as { signature: [string, string] };
    const { url, body, headers } = exchange.request;
    expect(headers.map(([, value]) => value)).not.toContain(signature[1]);
    const sent = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", [signature[0]]: signature[1] },
      body: body.content,
    });
    expect(sent.status).toBe(200);
  });

  it("can be saved, to be sent again from the file", async () => {
    await open();
    const id = await lastExchange();
    const { file } = (await api.post(`exchanges/${id}/save`)) as { file: string };
    expect(path.basename(file)).toMatch(/^\d{8}T\d{6}Z-welcome-[\da-f]{8}\.json$/);
    expect(await loadExchange(file)).toEqual((await api.exchange(id)).exchange);
  });

  it("is not saved where there is no folder, and that is said", async () => {
    await open();
    await writeFile(path.join(started.folder, "recordings"), "");
    expect(await api.post(`exchanges/${await lastExchange()}/save`)).toMatchObject({
      status: 409,
      error: { code: "ERR_RECORDING" },
    });
  });

  it.each([
    ["missing-signature", "missing"],
    ["wrong-signature", "invalid"],
    ["stale-key", "other-key"],
    ["unknown-key", "invalid"],
    ["repeated-header", "invalid"],
  ])("with the fault %s has a signature that is %s, and is refused", async (fault, result) => {
    await started.close();
    await start({ rotated: true });
    await open({ fault });
    const [row] = (await snapshot()).exchanges;
    expect(row).toMatchObject({ fault, outcome: "bad-status", status: 401, faultResult: { result: "refused" } });
    expect((await api.exchange(row!.id)).signature.result).toBe(result);
  });

  it("of a bot that is not secured is not signed, and has no keys", async () => {
    await started.close();
    await start({ definition: { webhook: { url: "http://127.0.0.1:1/", secured: false } } });
    await open();
    const id = (await snapshot()).exchanges[0]!.id;
    const { signature, row } = await api.exchange(id);
    expect([row.outcome, signature.result]).toEqual(["unreachable", "unsigned"]);
    expect(await api.post(`exchanges/${id}/resend`, { sign: true })).toMatchObject({ status: 400 });
    expect(await api.post(`exchanges/${id}/sign`)).toMatchObject({ status: 400 });
  });

  it("over a limit says which", async () => {
    await started.close();
    await start({
      limits: { timeoutMs: 150, maxBytes: 200 },
      mount: (app) => {
        app.post("/convokraft", (req, res) => {
          const chunks: Buffer[] = [];
          req.on("data", (chunk: Buffer) => chunks.push(chunk));
          req.on("end", () => {
            const { todo } = JSON.parse(Buffer.concat(chunks).toString()) as { todo: string };
            // The fallback is never answered.
            if (todo === "welcome") res.json({ welcome_response: { message: "x".repeat(500) } });
            if (todo === "failure") res.json({ message: "Later, please." });
          });
        });
      },
    });
    const id = await open();
    await api.post(`chats/${id}/turns`, { type: "say", text: "who are you" });
    const { exchanges, chats, bot } = await snapshot();
    expect(exchanges.map(({ todo, outcome }) => `${todo}: ${outcome}`)).toEqual([
      "welcome: too-large",
      "failure: answered",
      "fallback: timed-out",
      "failure: answered",
    ]);
    expect(chats[0]!.messages.at(-1)).toMatchObject({ text: "Later, please.", failure: true });
    expect(bot.limits).toEqual({ timeoutMs: 150, maxBytes: 200 });
  });
});

describe("the bot", () => {
  it("shows public keys only, and changes them as the console does", async () => {
    const keysOf = async (): Promise<[string, string[]][]> =>
      (await snapshot()).bot.keys.map(({ keyId, environments }) => [keyId, [...environments]]);
    const [[first] = []] = await keysOf();
    expect(await keysOf()).toEqual([[first, ["development"]]]);
    await api.post("bot/deploy");
    expect(await keysOf()).toEqual([[first, ["development", "production"]]]);
    const { keys } = (await api.post("bot/rotate")) as unknown as Snapshot["bot"];
    const second = keys[0]!.keyId;
    expect(await keysOf()).toEqual([
      [second, ["development"]],
      [first, ["production"]],
    ]);
    expect(await api.post("bot/secure")).toMatchObject({ keys: [{ keyId: second }, { keyId: first }] });
    expect(Object.keys(keys[0]!).sort()).toEqual(["base64", "created", "environments", "keyId", "pem"]);
    expect(keys[0]!.pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });

  it("tells a request that was signed with the key of the other environment", async () => {
    await api.post("bot/deploy");
    await open({ environment: "production" });
    const id = await lastExchange();
    // The author edits the environment, and signs nothing anew.
    expect((await api.exchange(id)).signature).toMatchObject({ result: "valid" });
    await api.post("bot/rotate");
    await api.post("bot/deploy");
    const again = (await api.post(`exchanges/${id}/resend`)) as { id: string };
    expect((await api.exchange(again.id)).signature).toMatchObject({
      result: "other-key",
      message: expect.stringContaining("retired") as unknown,
    });
  });

  it("has its keys told to all pages when they change", async () => {
    const events = readEvents((await api.events()).body!);
    await eventsUntil(events, ({ type }) => type === "snapshot");
    await api.post("bot/rotate");
    const [event] = await eventsUntil(events, ({ type }) => type === "bot");
    await events.return(undefined);
    expect(event).toMatchObject({ bot: { keys: [{ environments: ["development"] }, { environments: [] }] } });
  });
});

describe("the event stream", () => {
  it("ends when the desk is closed", async () => {
    const events = readEvents((await api.events()).body!);
    await events.next();
    await started.desk.close();
    expect(await events.next().catch(() => ({ done: true }))).toMatchObject({ done: true });
  });

  it("is not given to more pages than a person can look at", async () => {
    const leaving = new AbortController();
    const streams = await Promise.all(Array.from({ length: 20 }, () => api.events(leaving.signal)));
    expect(streams.every(({ status }) => status === 200)).toBe(true);
    const refused = await api.raw("GET", "events");
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("ERR_STREAMS")]);
    leaving.abort();
    await expect.poll(async () => (await api.events(AbortSignal.timeout(200))).status).toBe(200);
  });
});

describe("the jobs that were given up", () => {
  const failedAt = new Date("2026-05-01T12:00:00Z");
  const job = (id: string): GivenUpJob => ({
    id,
    reason: "It threw.",
    attempts: 3,
    addedAt: failedAt,
    failedAt,
    data: "words",
  });
  const restart = async (jobs: GivenUpJobs): Promise<void> => {
    await started.close();
    await start({ jobs });
  };

  it("are no part of a page that knows no queue", async () => {
    expect((await snapshot()).bot.hasJobs).toBe(false);
    expect(await api.get("jobs")).toMatchObject({ status: 409, error: { code: "ERR_NO_QUEUE" } });
  });

  it("are listed without what was said, shown with it, retried and dropped", async () => {
    const changed: string[] = [];
    const change = (how: string) => (id: string) => Promise.resolve(id === "a/b" && changed.push(`${how} ${id}`) > 0);
    await restart({ failed: () => Promise.resolve([job("a/b")]), retry: change("retry"), drop: change("drop") });
    expect((await snapshot()).bot.hasJobs).toBe(true);
    const at = failedAt.toISOString();
    const row = { id: "a/b", reason: "It threw.", attempts: 3, addedAt: at, failedAt: at };
    expect(await api.get("jobs")).toEqual({ status: 200, jobs: [row], hasMore: false });
    expect(await api.get("jobs/a%2Fb")).toEqual({ status: 200, ...row, data: "words" });
    expect((await api.post("jobs/a%2Fb/retry"))["status"]).toBe(200);
    expect((await api.post("jobs/a%2Fb/drop"))["status"]).toBe(200);
    expect(changed).toEqual(["retry a/b", "drop a/b"]);
    for (const missing of [api.get("jobs/c"), api.post("jobs/c/retry"), api.post("jobs/c/drop")])
      expect(await missing).toMatchObject({ status: 404, error: { code: "ERR_NO_JOB" } });
  });

  it("are listed up to a hundred, and a queue that fails is said to", async () => {
    const failed = (): Promise<GivenUpJob[]> => Promise.resolve(Array.from({ length: 101 }, (_, at) => job(`${at}`)));
    const no = (): Promise<never> => Promise.reject(new Error("redis://:password@host"));
    await restart({ failed, retry: no, drop: no });
    const { jobs, hasMore } = (await api.get("jobs")) as { jobs: unknown[]; hasMore: boolean };
    expect([jobs.length, hasMore]).toEqual([100, true]);
    const refused = await api.post("jobs/1/retry");
    expect(refused).toMatchObject({ status: 503, error: { code: "ERR_QUEUE" } });
    expect(JSON.stringify(refused)).not.toContain("password");
  });
});

it("shows the id that the server gave a request", async () => {
  await started.close();
  await start({
    mount: (app) =>
      app.all("/convokraft", (_req, res) => {
        res.set("x-request-id", "req-7").json({ welcome_response: { message: "Hello" } });
      }),
  });
  await open();
  expect((await snapshot()).exchanges[0]).toMatchObject({ todo: "welcome", requestId: "req-7" });
});
