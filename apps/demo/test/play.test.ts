import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createEmulator } from "@ck/emulator";
import { expect, test } from "vitest";
import { readLeaveBotDefinition } from "../src/play/leave-bot-definition.js";
import { leaveConversation } from "../src/play/leave-conversation.js";
import { createPlayer } from "../src/play/play.js";
import { printSummary } from "../src/play/transcript/summary.js";
import type { Tally } from "../src/play/transcript/tally.js";
import { wrap, type Terminal } from "../src/play/transcript/terminal.js";
import { createTranscript } from "../src/play/transcript/transcript.js";
import { NOW } from "./clock.js";

/** A terminal that keeps what is printed. */
function paper(): { terminal: Terminal; lines: string[] } {
  const lines: string[] = [];
  return { lines, terminal: { width: 100, style: (_format, text) => text, print: (line) => void lines.push(line) } };
}

async function playAgainst(listener: RequestListener | undefined): Promise<{ tally: Tally; text: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  if (listener === undefined) server.close();
  const { terminal, lines } = paper();
  const bot = await readLeaveBotDefinition(`http://127.0.0.1:${port}/`);
  // No signature is looked at here.
  const emulator = createEmulator({ bot, sign: () => Promise.resolve("c2lnbmF0dXJl") });
  const authorLog = { add: () => undefined, take: () => Promise.resolve([]) };
  const player = createPlayer({ emulator, clientData: {}, authorLog });
  const tally = await player.play(leaveConversation({ now: NOW }), createTranscript(terminal));
  server.close();
  server.closeAllConnections();
  return { tally, text: lines.join("\n") };
}

test("a server that answers nonsense is not taken for a bot", async () => {
  const { tally, text } = await playAgainst((_req, res) => void res.end('{"status":"handled","message":"ok"}'));
  expect(tally.asExpected).toBe(0);
  expect(tally.requests).toBeGreaterThanOrEqual(24);
  expect(text).toContain("✗ expected: 401 and an empty body");
  expect(text).toContain("✗ expected: no such request");
  // What should have come after it never did.
  expect(text).toMatch(/✗ expected: go on to execution\n[^]*✗ expected: execution with a message that matches/);
  expect(text).toMatch(/POST prompt · signed ✓ · 200 · .* · not accepted: status: /);
});

test("a server that refuses everything is not taken for one that checks signatures", async () => {
  const { tally, text } = await playAgainst((_req, res) => void res.writeHead(401).end());
  // The two that are signed wrong; what should come after them does not.
  expect(tally.asExpected).toBe(2);
  expect(text).toMatch(/signed ✓ · 401 · .* · refused\n.*✗ expected: welcome/);
});

test("a server that is not there is said to be so, and nothing of it is as expected", async () => {
  const { tally, text } = await playAgainst(undefined);
  expect(tally).toMatchObject({ asExpected: 0, largestBytes: 0 });
  expect(text).toMatch(/POST welcome · signed ✓ · no answer · .* · not accepted: Nothing listens at the/);
});

test("the summary tells whether all was as expected", () => {
  const fine: Tally = { requests: 3, asExpected: 3, slowestMs: 4_512.4, largestBytes: 1_234 };
  const { terminal, lines } = paper();
  expect(printSummary(new Map([["Express", fine]]), terminal)).toBe(true);
  expect(lines.find((line) => line.startsWith("Express"))).toMatch(/3 of 3 +4,512 ms +1,234 B/);
  expect(
    printSummary(
      new Map([
        ["Express", fine],
        ["Koa", { ...fine, asExpected: 2 }],
      ]),
      terminal,
    ),
  ).toBe(false);
  expect(lines.at(-1)).toBe("1 of 6 answers were not as expected.");
});

test("text is broken between words, and within one only where it has to be", () => {
  expect(wrap("one two three", 9)).toEqual(["one two", "three"]);
  expect(wrap("one\ntwo", 9)).toEqual(["one", "two"]);
  expect(wrap("abcdefghijkl", 5)).toEqual(["abcde", "fghij", "kl"]);
  expect(wrap("", 5)).toEqual([""]);
});
