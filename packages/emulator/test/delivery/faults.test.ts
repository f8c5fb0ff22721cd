import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { action, createBot, type RequestEvent } from "@ck/bot";
import { webhook } from "@ck/express";
import { generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";
import express from "express";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createEmulator, FAULTS, type Emulator, type Exchange, type Fault, type Sign } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";

let publicKey: string;
let sign: Sign;
/** A key that the server used to have. */
let staleSign: Sign;
beforeAll(async () => {
  const pair = await generateKeyPair({ modulusLength: 2048, divisorLength: 256 });
  publicKey = pair.publicKey;
  const key = importPrivateKey(pair.privateKey);
  sign = (body) => signAsync(body, key);
  const retired = importPrivateKey((await generateKeyPair({ parameters: "published" })).privateKey);
  staleSign = (body) => signAsync(body, retired);
});

interface Served {
  readonly emulator: Emulator;
  /** What the handlers were called for. */
  readonly handled: string[];
  readonly events: RequestEvent[];
}

/** The bot on a real Express server, and an emulator in front of it. */
async function serve(timeoutMs = 2_000): Promise<Served> {
  const handled: string[] = [];
  const events: RequestEvent[] = [];
  const bot = createBot({
    actions: { MyLeaves: action({ execute: () => (handled.push("execute"), "None.") }) },
    fallback: ({ userInput }) => (handled.push("fallback"), `No: ${userInput}`),
    failure: () => (handled.push("failure"), "Oh no."),
  });
  const options = {
    publicKey,
    deadlineMs: Math.min(timeoutMs / 2, 4_500),
    onEvent: (event: RequestEvent) => void events.push(event),
    onError: () => {},
  };
  const app = express().post("/hook", webhook(bot, options));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const handlers = { welcome: false, fallback: true, failure: true };
  const emulated = leaveBot(url, { webhook: { url, secured: true }, handlers });
  return { emulator: createEmulator({ bot: emulated, sign, staleSign, limits: { timeoutMs } }), handled, events };
}

async function sayWith(fault: Fault, served: Served): Promise<{ exchanges: readonly Exchange[]; last: string }> {
  const chat = await served.emulator.openChat();
  const messages = await chat.say("Sing me a song", { fault });
  return { exchanges: chat.transcript.turns[1]!.exchanges, last: messages.at(-1)!.text };
}

describe("a server of ours", () => {
  it("answers what is signed", async () => {
    const served = await serve();
    const chat = await served.emulator.openChat({ environment: "production" });
    expect((await chat.say("Sing")).at(-1)).toMatchObject({ role: "bot", text: "No: Sing" });
    expect((await chat.say("show my leaves")).at(-1)).toMatchObject({ role: "bot", text: "None." });
    const [exchange] = chat.transcript.turns[1]!.exchanges;
    expect(exchange?.request.signature).toMatch(/^M[A-Za-z0-9+/]+=*$/);
    expect(exchange?.request.headers).toContainEqual(["X-CONVOKRAFT-SIGNATURE", exchange?.request.signature]);
  });

  const refused: Fault[] = [
    "wrong-signature",
    "missing-signature",
    "repeated-header",
    "stale-key",
    "unknown-key",
    "re-encoded",
  ];
  it.each(refused)("refuses %s, and its handlers see nothing of it", async (fault) => {
    const served = await serve();
    const { exchanges, last } = await sayWith(fault, served);
    expect(exchanges).toMatchObject([
      { todo: "fallback", fault, response: { status: 401 }, verdict: { outcome: "bad-status" } },
      // What follows is signed as it should be.
      { todo: "failure", verdict: { outcome: "answered" } },
    ]);
    expect(exchanges[0]!.verdict.message).toMatch(/signature is missing or wrong/);
    expect(exchanges[1]).not.toHaveProperty("fault");
    expect(served.handled).toEqual(["failure"]);
    expect(last).toBe("Oh no.");
  });

  it("refuses slow-sending when its own time is over", async () => {
    const served = await serve(1_000);
    const { exchanges } = await sayWith("slow-sending", served);
    expect(exchanges[0]).toMatchObject({
      fault: "slow-sending",
      response: { status: 408 },
      verdict: { outcome: "bad-status" },
    });
    expect(served.handled).toEqual(["failure"]);
  });

  it("does not act on a request that is cut off", async () => {
    const served = await serve();
    const { exchanges } = await sayWith("cut-connection", served);
    expect(exchanges[0]).toMatchObject({ fault: "cut-connection", verdict: { outcome: "unreachable" } });
    expect(exchanges[0]!.verdict.message).toMatch(/cut on purpose/);
    expect(served.handled).toEqual(["failure"]);
  });

  it.each(["replayed", "duplicated"] as const)("sees %s as the same bytes with the same signature", async (fault) => {
    const served = await serve();
    const { exchanges, last } = await sayWith(fault, served);
    expect(exchanges.map((exchange) => exchange.fault)).toEqual([undefined, fault]);
    expect(exchanges[1]!.request).toEqual(exchanges[0]!.request);
    expect(exchanges[0]!.verdict.outcome).toBe("answered");
    expect(last).toBe("No: Sing me a song");
    expect(served.events).toHaveLength(2);
  });

  it("is tried with every fault there is", () => {
    expect([...refused, "slow-sending", "cut-connection", "replayed", "duplicated"]).toEqual(FAULTS);
  });
});
