import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf } from "../../src/page/inspector/chunks.js";
import { formatJson } from "../../src/page/inspector/format-json.js";
import { readEvents } from "../../src/page/state/read-events.js";

const join = (text: string): string | undefined =>
  formatJson(text)
    ?.map((token) => token.text)
    .join("");

describe("a JSON text that is laid out", () => {
  it("is laid out as JSON.stringify does it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        expect(join(JSON.stringify(value, undefined, space))).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it("keeps its spelling, its numbers and its double keys", () => {
    expect(join('{"a":1.0,"a":1E400,"b\\u0041":"\\/","n":12345678901234567890}')).toBe(
      '{\n  "a": 1.0,\n  "a": 1E400,\n  "b\\u0041": "\\/",\n  "n": 12345678901234567890\n}',
    );
  });

  it.each(["", "{", "hello", "{} x", '"\n"'])("is not JSON: %j", (text) => {
    expect(formatJson(text)).toBeUndefined();
  });

  it("is shown as it is where deep and wide JSON would grow out of bounds", () => {
    const depth = 4_000;
    const bomb = `${"[".repeat(depth)}${"0,".repeat(4_000)}0${"]".repeat(depth)}`;
    expect(formatJson(bomb)).toBeUndefined();
    expect(join(`${"[".repeat(20)}1${"]".repeat(20)}`)).toContain("1");
  });

  it("is shown as it is where it is too long to be laid out", () => {
    expect(formatJson(`[${"1,".repeat(30_000)}1]`)).toBeUndefined();
  });
});

describe("the chunks of a laid-out text", () => {
  it("are its lines, however it is cut", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 20 }), (value, size) => {
        const tokens = formatJson(JSON.stringify(value))!;
        const chunks = chunksOf(tokens, size);
        expect(chunks.map(({ text }) => text).join("\n")).toBe(JSON.stringify(value, undefined, 2));
        for (const chunk of chunks) {
          expect(chunk.tokens.map(({ text }) => text).join("")).toBe(chunk.text);
          expect(chunk.lines).toBe(chunk.text.split("\n").length);
        }
      }),
    );
  });

  it("are small, however large the text is", () => {
    const chunks = chunksOf(formatJson(JSON.stringify(Array.from({ length: 2_000 }, () => ({ a: 1 }))))!);
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ tokens }) => tokens.length))).toBeLessThan(500);
  });
});

describe("the event stream", () => {
  it("is read the same wherever it is cut", async () => {
    const events = [
      { type: "settled", chatId: "ä🌴" },
      { type: "settled", chatId: "2" },
    ] as const;
    const bytes = new TextEncoder().encode(
      `:\n\n${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(":\n\n")}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        const marks = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const [index, mark] of marks.slice(1).entries()) controller.enqueue(bytes.slice(marks[index], mark));
            controller.close();
          },
        });
        const read = [];
        for await (const event of readEvents(stream)) read.push(event);
        expect(read).toEqual(events);
      }),
    );
  });
});
