import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createBot, trackWork } from "@ck/bot";
import { loadExchange, textOf } from "@ck/emulator";
import { webhook } from "@ck/node";
import { expect, it, onTestFinished } from "vitest";
import { createRecorder, listRecordings, record, reportOn, type RecordOptions } from "../../src/index.js";
import { newFolder } from "../servers.js";

const bot = createBot({ actions: {}, fallback: ({ userInput }) => `You said: ${userInput}` });

/** A real server whose exchanges are recorded, until the test ends. */
async function serveRecorded(
  options: RecordOptions,
): Promise<{ say: (text: string) => Promise<string>; idle: () => Promise<void> }> {
  const work = trackWork();
  const listener = webhook(bot, { publicKey: false, onExchange: record(options), waitUntil: work.waitUntil });
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/convokraft?secret=1`;
  return {
    async say(userInput) {
      const body = JSON.stringify({ todo: "fallback", environment: "development", userInput });
      const answer = await fetch(url, { method: "POST", body, headers: { "X-Odd": "1" } });
      expect(answer.status).toBe(200);
      return answer.text();
    },
    idle: work.idle,
  };
}

it("records what a server receives and answers, redacted unless told otherwise", async () => {
  const [redacted, raw] = [newFolder(), newFolder()];
  const hidden = await serveRecorded({ folder: redacted });
  const exact = await serveRecorded({ folder: raw, redact: false });
  for (const { say, idle } of [hidden, exact]) {
    await say("I am Sam Fox");
    await idle();
  }
  const [file = ""] = await listRecordings(redacted);
  expect(readFileSync(file, "utf8")).not.toMatch(/Sam|secret=/);
  expect(statSync(file).mode & 0o077).toBe(0);

  const [exactFile = ""] = await listRecordings(raw);
  const { request, response } = await loadExchange(exactFile);
  expect(request.url).toBe("http://localhost/convokraft?secret=1");
  expect(request.headers).toContainEqual(["X-Odd", "1"]);
  expect(textOf(request.body)).toContain('"userInput":"I am Sam Fox"');
  expect(textOf(response!.body)).toContain("You said: I am Sam Fox");
  expect(await reportOn(redacted)).toMatchObject({ exchanges: 1, unreadable: 0, requests: { fallback: 1 } });
});

it("costs nobody the answer if it cannot write, and goes on once it can", async () => {
  const folder = newFolder();
  const errors: unknown[] = [];
  writeFileSync(folder, "no folder");
  const { say, idle } = await serveRecorded({ folder, onError: (error) => errors.push(error) });
  expect(await say("one")).toContain("You said: one");
  await idle();
  expect(errors).toMatchObject([{ code: "ERR_FOLDER" }]);

  rmSync(folder);
  expect(await say("two")).toContain("You said: two");
  await idle();
  expect(await listRecordings(folder)).toHaveLength(1);
  expect(errors).toHaveLength(1);

  // The folder goes away, as a disk may.
  rmSync(folder, { recursive: true });
  expect(await say("three")).toContain("You said: three");
  await idle();
  expect(errors).toHaveLength(2);
});

it("is not hurt by a hook that throws", async () => {
  const folder = newFolder();
  writeFileSync(folder, "no folder");
  const { say, idle } = await serveRecorded({
    folder,
    onError: () => {
      throw new Error("a fault of the hook");
    },
  });
  expect(await say("one")).toContain("You said: one");
  await idle();
});

it("follows no symbolic link out of its folder", async () => {
  const folder = newFolder();
  const elsewhere = newFolder();
  mkdirSync(folder, { mode: 0o700 });
  mkdirSync(elsewhere);
  const secret = path.join(elsewhere, "secret.json");
  writeFileSync(secret, JSON.stringify({ kind: "exchange", version: 1, exchange: { at: "2026" }, listen: {} }));
  symlinkSync(secret, path.join(folder, "20260101T000000000Z-exchange-01234567.json"));
  symlinkSync(secret, path.join(folder, "redaction.key"));
  chmodSync(folder, 0o700);
  expect(await listRecordings(folder)).toEqual([]);
  expect(await reportOn(folder)).toMatchObject({ exchanges: 0, unreadable: 0 });
  await expect(createRecorder({ folder, url: "http://localhost/" })).rejects.toThrow();
  expect(readdirSync(elsewhere)).toEqual(["secret.json"]);

  const link = `${folder}-link`;
  symlinkSync(elsewhere, link);
  await expect(createRecorder({ folder: link, url: "http://localhost/" })).rejects.toMatchObject({
    code: "ERR_FOLDER",
  });
});

it("refuses what cannot be a folder or a URL at once", () => {
  expect(() => record({ folder: "" })).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error);
  expect(() => record({ folder: "x", url: "ftp://x" })).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error,
  );
});
