import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { generateKeyPair, importPrivateKey, type PrivateKey } from "@ck/signature";
import { beforeAll, expect, test } from "vitest";
import { leaveConversation } from "../src/play/leave-conversation.js";
import { play, type Tally } from "../src/play/play.js";
import { printSummary } from "../src/play/summary.js";
import { wrap, type Terminal } from "../src/play/terminal.js";
import { createTranscript } from "../src/play/transcript.js";
import { NOW } from "./clock.js";

let privateKey: PrivateKey;
beforeAll(async () => {
  privateKey = importPrivateKey((await generateKeyPair()).privateKey);
});

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
  const tally = await play(leaveConversation({ email: "a@example.com", now: NOW }), {
    url: `http://127.0.0.1:${port}/`,
    privateKey,
    transcript: createTranscript(terminal),
    authorLog: { add: () => undefined, take: () => Promise.resolve([]) },
  });
  server.close();
  server.closeAllConnections();
  return { tally, text: lines.join("\n") };
}

test("a server that answers nonsense is not taken for a bot", async () => {
  const { tally, text } = await playAgainst((_req, res) => void res.end('{"status":"handled","message":"ok"}'));
  expect(tally).toMatchObject({ steps: 15, asExpected: 0 });
  expect(text).toContain("✗ expected: 401 and an empty body");
  expect(text).toMatch(/POST execute · signed ✓ · 200 · .* · not accepted: status: /);
});

test("a server that refuses everything is not taken for one that checks signatures", async () => {
  const { tally, text } = await playAgainst((_req, res) => void res.writeHead(401).end());
  expect(tally).toMatchObject({ steps: 15, asExpected: 1 });
  expect(text).toMatch(/signed ✓ · 401 · .* · refused\n.*✗ expected: welcome/);
});

test("a server that is not there is a step that was not as expected", async () => {
  const { tally, text } = await playAgainst(undefined);
  expect(tally).toMatchObject({ steps: 15, asExpected: 0, largestBytes: 0 });
  expect(text).toContain("no answer");
});

test("the summary tells whether all was as expected", () => {
  const fine: Tally = { steps: 3, asExpected: 3, slowestMs: 4_512.4, largestBytes: 1_234 };
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
