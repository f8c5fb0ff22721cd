import { readFileSync, statSync, writeFileSync, readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesOf,
  createEmulator,
  loadExchange,
  loadTranscript,
  saveExchange,
  saveTranscript,
  toBody,
  type Exchange,
} from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain } from "../support/plain-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const recorded: Exchange = {
  id: "e1",
  at: "2026-05-01T12:00:00.000Z",
  todo: "welcome",
  environment: "development",
  request: { method: "POST", url: "http://127.0.0.1:1/", headers: [["a", "b"]], body: toBody(Buffer.from("{}")) },
  timings: { totalMs: 1 },
  bytes: { sent: 2, received: 0 },
  verdict: { outcome: "unreachable", message: "w", remarks: [], issues: [] },
};

describe("bytes that are kept", () => {
  it("come out as they went in, as text where that is possible", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(bytesOf(JSON.parse(JSON.stringify(toBody(bytes))) as Exchange["request"]["body"])).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(toBody(Buffer.from(text))).toEqual({ encoding: "utf8", content: text });
      }),
    );
    // A byte order mark is three bytes of the body.
    expect(bytesOf(toBody(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b)))).toHaveLength(4);
  });
});

describe("a recording", () => {
  it("grows with what it holds, however deep that is", async () => {
    const file = path.join(temporaryFolder(), "deep.json");
    const deep: unknown = JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`);
    const answer = { kind: "execution", response: { status: "execution", message: "x", data: { deep } } } as never;
    await saveExchange(file, { ...recorded, verdict: { outcome: "answered", message: "x", remarks: [], answer } });
    expect(statSync(file).size).toBeLessThan(10_000);
    expect((await loadExchange(file)).id).toBe("e1");
  });

  it("is read as it was written, by its owner alone", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "exchange.json");
    await saveExchange(file, recorded);
    await saveExchange(file, { ...recorded, id: "e2" });
    expect(await loadExchange(file)).toEqual({ ...recorded, id: "e2" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["exchange.json"]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ kind: "exchange", version: 1 });
  });

  it("of a whole chat is read as it was written", async () => {
    const server = await servePlain(leaveServer);
    const chat = await createEmulator({ bot: leaveBot(server.url) }).openChat();
    await chat.say("book leave: sick leave from 2026-06-01");
    await chat.click("draft", { n: 1 });
    const file = path.join(temporaryFolder(), "chat.json");
    await saveTranscript(file, chat.transcript);
    expect(await loadTranscript(file)).toEqual(chat.transcript);
  });

  it("that is not a recording, or is later than this package, is refused with the reason", async () => {
    const file = path.join(temporaryFolder(), "x.json");
    const refusal = async (content?: unknown): Promise<string> => {
      if (content !== undefined) writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
      const error: unknown = await loadExchange(file).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "ERR_RECORDING" });
      return (error as Error).message;
    };
    expect(await refusal()).toMatch(/^There is no file /);
    for (const content of ["", "null", "[]", "7", { kind: "exchange" }, { kind: "transcript", version: 1 }]) {
      expect(await refusal(content)).toMatch(/is not a recorded exchange/);
    }
    expect(await refusal({ kind: "exchange", version: 2 })).toMatch(/version 2.*Update/);
    // Whatever a hand has broken is found here, and not in the middle of sending.
    const broken = Object.keys(recorded).filter((key) => key !== "fault");
    for (const key of broken) {
      const exchange = { ...recorded, [key]: 7 };
      expect(await refusal({ kind: "exchange", version: 1, exchange }), key).toMatch(/is not a recorded exchange/);
    }
    await expect(saveExchange(path.join(file, "no"), recorded)).rejects.toMatchObject({ code: "ERR_RECORDING" });
  });
});
