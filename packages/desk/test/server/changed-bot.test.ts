import { defineEmulatedBot } from "@ck/emulator";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readEvents } from "../../src/page/state/read-events.js";
import { serveDesk } from "../../src/index.js";
import { apiOf, eventsUntil, type Api } from "../support/api.js";
import { leaveDefinition } from "../support/leave-bot.js";
import { startDesk, type Started } from "../support/start-desk.js";

let started: Started;
let api: Api;
beforeEach(async () => {
  started = await startDesk();
  api = apiOf(started);
});
afterEach(() => started.close());

it("another bot takes the place of the old one, on open pages too, and the chat goes on", async () => {
  const events = readEvents((await api.events()).body!);
  const { id } = await api.post("chats");
  const definition = leaveDefinition(`${started.webhookOrigin}/convokraft`);
  await started.desk.use(defineEmulatedBot({ ...definition, name: "renamed", failureMessage: "Broken." }));
  const seen = await eventsUntil(events, (event) => event.type === "bot" && event.bot.name === "renamed");
  expect(seen.some(({ type }) => type === "dropped")).toBe(false);
  expect((await api.get("bot"))["failureMessage"]).toBe("Broken.");
  expect((await api.post(`chats/${String(id)}/turns`, { type: "say", text: "apply for leave" }))["status"]).toBe(200);
});

it("pictures of the webhook are allowed from its new address", async () => {
  const webhook = { url: "http://127.0.0.1:9/convokraft", secured: false };
  await started.desk.use(defineEmulatedBot({ name: "moved", webhook }));
  const { headers } = await api.raw("GET", "bot");
  expect(headers["content-security-policy"]).toContain("http://127.0.0.1:9");
  expect(headers["content-security-policy"]).not.toContain(started.webhookOrigin);
});

it("the author's server is shown to open pages, and to those that come later", async () => {
  const events = readEvents((await api.events()).body!);
  const server = { state: "failed", message: "bot.ts has a syntax error.", log: "bot.ts:3\n  }" } as const;
  started.desk.showServer(server);
  const told = await eventsUntil(events, ({ type }) => type === "server");
  expect(told.at(-1)).toEqual({ type: "server", server });
  const { value } = await readEvents((await api.events()).body!).next();
  expect(value).toMatchObject({ type: "snapshot", snapshot: { server } });
});

it("the same token opens a page of the next run", async () => {
  const bot = defineEmulatedBot({ name: "leave", webhook: { url: "http://127.0.0.1:9/convokraft", secured: false } });
  const token = "t".repeat(43);
  const desk = await serveDesk({ bot, token });
  const { origin, hash } = new URL(desk.url);
  expect(hash).toBe(`#token=${token}`);
  expect((await apiOf({ origin, token }).get("bot"))["name"]).toBe("leave");
  await desk.close();
  for (const weak of ["short", `${"t".repeat(40)} `, "t".repeat(201)])
    await expect(serveDesk({ bot, token: weak })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
});
