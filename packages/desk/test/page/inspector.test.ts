import { execFileSync } from "node:child_process";
import { toBody, type ChatMessage, type Exchange } from "@ck/emulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatView, ExchangeRow } from "../../src/api/views.js";
import { toCurl, toRecording, toSend } from "../../src/page/inspector/copy/commands.js";
import { toConverseTest } from "../../src/page/inspector/copy/converse-test.js";
import { earlierAnswers } from "../../src/page/inspector/detail/compare-view.js";
import { compareBodies } from "../../src/page/inspector/detail/differences.js";
import { readExported } from "../../src/page/inspector/exported.js";
import { filterRows, NO_FILTER, readFilter, valuesOf } from "../../src/page/inspector/list/filter.js";
import { linkMessages, messageOf } from "../../src/page/state/links.js";

const row = (number: number, more: Partial<ExchangeRow> = {}): ExchangeRow => ({
  id: `e${number}`,
  number,
  at: "2026-05-01T12:00:00.000Z",
  todo: "prompt",
  environment: "development",
  totalMs: 3,
  receivedBytes: 10,
  outcome: "answered",
  chat: 1,
  chatId: "c1",
  ...more,
});

describe("the filter", () => {
  const rows = [
    row(1, { todo: "welcome", answer: "Hello", requestId: "9F2b-77" }),
    row(2, { action: "ApplyLeave", about: "leaveType: “casual”", answer: "You don't have enough casual leaves." }),
    row(3, { action: "ApplyLeave", outcome: "bad-status", status: 500, problem: "The status is 500" }),
    row(4, { chat: 2, environment: "production", fault: "stale-key", faultResult: { result: "refused", message: "" } }),
  ];
  const numbers = (filter: object): number[] =>
    filterRows(rows, { ...NO_FILTER, ...filter }).map(({ number }) => number);

  it("finds words of the visitor, of the bot and of the failure, in any order and case", () => {
    expect(numbers({ text: "CASUAL enough" })).toEqual([2]);
    expect(numbers({ text: "hello" })).toEqual([1]);
    expect(numbers({ text: "500" })).toEqual([3]);
    expect(numbers({ text: "#4" })).toEqual([4]);
    expect(numbers({ text: "9f2B" })).toEqual([1]);
    expect(numbers({ text: "nothing of the kind" })).toEqual([]);
    expect(numbers({ text: '"casual leaves"' })).toEqual([2]);
    expect(numbers({ text: '"enough leaves' })).toEqual([]);
  });

  it("finds by todo, action, outcome, environment and chat", () => {
    expect(numbers({ todo: "welcome" })).toEqual([1]);
    expect(numbers({ action: "ApplyLeave", outcome: "answered" })).toEqual([2]);
    expect(numbers({ environment: "production" })).toEqual([4]);
    expect(numbers({ chat: "2" })).toEqual([4]);
    expect(valuesOf(rows, "chat")).toEqual(["1", "2"]);
  });

  it("finds the answers that ask for a param again", () => {
    const asking = [row(1, { asks: "leave_type" }), row(2, { asks: "leave_type", again: true }), row(3)];
    const found = (text: string) => filterRows(asking, { ...NO_FILTER, text }).map(({ number }) => number);
    expect(found("leave_type")).toEqual([1, 2]);
    expect(found('"asks again"')).toEqual([2]);
    expect(found("false")).toEqual([]);
  });

  it("knows that a refused fault is no error", () => {
    expect(numbers({ errorsOnly: true })).toEqual([3]);
  });

  it("is the whole list if nothing is asked for, and if what was kept makes no sense", () => {
    expect(filterRows(rows, NO_FILTER)).toBe(rows);
    expect(readFilter({ todo: 7 } as never)).toEqual(NO_FILTER);
    expect(readFilter(undefined)).toEqual(NO_FILTER);
  });
});

const message = (
  id: string,
  role: ChatMessage["role"],
  text: string,
  more: Partial<ChatMessage> = {},
): ChatMessage => ({
  id,
  at: "2026-05-01T12:00:00.000Z",
  role,
  text,
  options: [],
  buttons: [],
  cards: [],
  followups: [],
  failure: false,
  ...more,
});
const chat: ChatView = {
  id: "c1",
  number: 1,
  environment: "development",
  clientData: { name: "Sam" },
  standing: { phase: "idle", multiple: false },
  messages: [
    message("m1", "bot", "Hello"),
    message("m2", "visitor", "apply for leave"),
    message("m3", "platform", "What kind?"),
    message("m4", "visitor", "Sick leave", { choice: { type: "options", ids: ["sick"] } }),
    message("m5", "bot", "Booked."),
    message("m6", "visitor", "who are you"),
    message("m7", "bot", "Sorry.", { failure: true }),
  ],
};

describe("a message and its exchange", () => {
  const rows = [
    row(1, { todo: "welcome" }),
    row(2, { after: "m4" }),
    row(3, { after: "m4", todo: "execute" }),
    row(4, { after: "m6", todo: "fallback", outcome: "bad-status", problem: "The status is 500" }),
    row(5, { after: "m6", todo: "failure" }),
    row(6, { chatId: "c2" }),
  ];

  it("are linked: what the visitor did to the first request, and what came back to the last, or to the one that failed", () => {
    const links = linkMessages(chat, rows);
    expect(Object.fromEntries([...links].map(([id, { number }]) => [id, number]))).toEqual({
      m1: 1,
      m4: 2,
      m5: 3,
      m6: 4,
      m7: 4,
    });
  });

  it("are linked the other way round", () => {
    expect(rows.slice(0, 5).map((each) => messageOf(chat, each))).toEqual(["m1", "m4", "m4", "m6", "m6"]);
  });
});

describe("an exchange as a command", () => {
  const exchangeOf = (body: Uint8Array | string): Exchange =>
    ({
      todo: "fallback",
      environment: "production",
      request: {
        method: "POST",
        url: "http://127.0.0.1:1/convokraft",
        headers: [
          ["content-type", "application/json"],
          ["content-length", "9"],
          ["X-CONVOKRAFT-SIGNATURE", "abc="],
        ],
        body: toBody(typeof body === "string" ? new TextEncoder().encode(body) : body),
      },
    }) as unknown as Exchange;
  /** What a shell makes of a command: each argument, or the standard input, of the program. */
  const run = (command: string, program: string): { readonly args: string[]; readonly stdin: Buffer } => {
    const script = `${program}() { for each in "$@"; do printf '%s\\0' "$each"; done; printf '\\1'; ${command.includes("| ") ? "cat" : ":"}; }\n${command}`;
    const out = execFileSync("bash", ["-c", script]);
    const end = out.indexOf(1);
    return { args: out.subarray(0, end).toString().split("\0").slice(0, -1), stdin: out.subarray(end + 1) };
  };

  it("hands curl the exact text and the headers", () => {
    const body = `{"todo":"fallback","userInput":"it's $HOME \`x\` \\\\ \\"é\\" \n !"}`;
    const { args } = run(toCurl(exchangeOf(body)), "curl");
    expect(args).toEqual([
      "-i",
      "http://127.0.0.1:1/convokraft",
      "-H",
      "content-type: application/json",
      "-H",
      "X-CONVOKRAFT-SIGNATURE: abc=",
      "--data-raw",
      body,
    ]);
    // A server that guards against replays has seen the recorded signature.
    const fresh = run(toCurl(exchangeOf(body), ["X-CONVOKRAFT-SIGNATURE", "new="]), "curl").args;
    expect(fresh).toContain("X-CONVOKRAFT-SIGNATURE: new=");
    expect(fresh).not.toContain("X-CONVOKRAFT-SIGNATURE: abc=");
  });

  it("hands ck the exact bytes, whatever they are", () => {
    const cases: (Uint8Array | string)[] = ['{"a":"it\'s"}', Uint8Array.of(0xff, 0, 0x27, 10), '{"a":"\0"}'];
    for (const body of cases) {
      const { args, stdin } = run(toSend(exchangeOf(body)), "npx");
      expect(args).toEqual(["@ck/cli", "send", "-", "--env", "production"]);
      expect(stdin.equals(Buffer.from(body as string))).toBe(true);
    }
  });

  it("is a recording, and can be read again", () => {
    const exchange = exchangeOf("{}");
    expect(readExported(toRecording(exchange))).toEqual([JSON.parse(JSON.stringify(exchange))]);
    expect(readExported('{"kind":"exchanges","version":1,"exchanges":[1,2]}')).toEqual([1, 2]);
    for (const text of ["", "{}", "[]", "null", '{"kind":"exchanges","version":2,"exchanges":[]}'])
      expect(() => readExported(text)).toThrow("holds no exchanges");
  });
});

describe("a chat as a test", () => {
  it("does what the visitor did, and expects what the bot said", () => {
    expect(toConverseTest(chat, "m4")).toBe(`import assert from "node:assert/strict";
import { test } from "node:test";
import { converse } from "@ck/testing";
import { bot } from "./bot.js";

test("a visitor says “apply for leave”", async () => {
  const chat = converse(bot, { clientData: {"name":"Sam"} });
  await chat.open();
  await chat.say("apply for leave");
  const { text } = await chat.choose("sick");
  assert.equal(text, "Booked.");
});
`);
  });

  it("tells buttons that share an id apart by their data", () => {
    const button = (offer: string, leave: number) => ({ id: "cancel", label: "Cancel", offer, data: { leave } });
    const messages = [
      message("m1", "bot", "Two leaves", { buttons: [button("b1", 1), button("b2", 2)] }),
      message("m2", "visitor", "Cancel", { choice: { type: "button", offer: "b1", picked: [] } }),
    ];
    expect(toConverseTest({ ...chat, messages })).toContain('await chat.click("cancel", {"leave":1})');
  });
});

describe("the answers to compare with", () => {
  it("are the earlier ones to the same kind of request, and the one that was sent again, the latest first", () => {
    const rows = [
      row(1, { todo: "fallback", about: "“who are you”", status: 200 }),
      row(2, { todo: "fallback", about: "“and you”", status: 500 }),
      row(3, { todo: "fallback", about: "“no answer began”" }),
      row(4, { about: "days: “7”", status: 200 }),
      row(5, { about: "from: “7 May”", status: 200 }),
      row(6, { todo: "fallback", about: "“edited”", status: 200, resendOf: 4 }),
      row(7, { todo: "fallback", about: "“later”", status: 200 }),
    ];
    expect(earlierAnswers(rows, rows[5]!).map(({ number }) => number)).toEqual([4, 2, 1]);
    expect(earlierAnswers(rows, rows[4]!)).toEqual([]);
  });
});

describe("differences between two bodies", () => {
  it("are the smallest parts that changed", () => {
    const was = '{"message":"a","card":[{"type":"note","content":"x"}],"gone":1}';
    const is = '{"message":"b","card":[{"type":"note","content":"y"}],"new":null}';
    expect(compareBodies(was, is)).toEqual([
      { path: "message", was: '"a"', is: '"b"' },
      { path: "card.0.content", was: '"x"', is: '"y"' },
      { path: "gone", was: "1" },
      { path: "new", is: "null" },
    ]);
    expect(compareBodies("<html>", "{}")).toEqual([{ path: "", was: "<html>", is: "{}" }]);
  });

  it("are none between equal values, and some between others", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (was, is) => {
        const [before, now] = [JSON.stringify(was), JSON.stringify(is)];
        expect(compareBodies(before, JSON.stringify(was, undefined, 2))).toEqual([]);
        if (before !== now) expect(compareBodies(before, now).length > 0 || sameKeys(was, is)).toBe(true);
      }),
    );
  });

  it("are bounded, however much differs", () => {
    const list = (value: number): string => JSON.stringify(Array.from({ length: 10_000 }, () => value));
    expect(compareBodies(list(1), list(2))).toHaveLength(50);
    const deep = (value: number): string => `${"[".repeat(5_000)}${value}${"]".repeat(5_000)}`;
    expect(compareBodies(deep(1), deep(2))).toHaveLength(1);
  });
});

/** The order of keys does not count. */
function sameKeys(was: unknown, is: unknown): boolean {
  const sorted = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    );
  return sorted(was) === sorted(is);
}
