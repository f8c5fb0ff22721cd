import fc from "fast-check";
import { expect, it } from "vitest";
import { EventCutter } from "../src/late/event-stream.js";

const line = fc.stringMatching(/^[^\r\n]{0,20}$/);

it("reads the same events however their text is cut", () => {
  const event = fc.record({
    event: fc.stringMatching(/^[a-z]{1,8}$/),
    data: fc.array(line, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), fc.infiniteStream(fc.nat({ max: 12 })), (events, sizes) => {
      const text = events
        .map(({ event, data }) => `:\n\nid: x\nevent: ${event}\n${data.map((each) => `data: ${each}\n`).join("")}\n`)
        .join("");
      const cutter = new EventCutter();
      const read = [];
      for (let at = 0; at < text.length;) {
        const size = 1 + Number(sizes.next().value);
        read.push(...cutter.add(text.slice(at, at + size)));
        at += size;
      }
      expect(read).toEqual(events.map(({ event, data }) => ({ event, data: data.join("\n") })));
    }),
    { numRuns: 100 },
  );
});

it("reads other line ends, and fields without a value", () => {
  const read = new EventCutter().add("event: a\r\ndata:1\r\n\r\ndata\rdata: 2\r\revent: b\n\n");
  expect(read).toEqual([
    { event: "a", data: "1" },
    { event: "message", data: "\n2" },
  ]);
});

it("does not collect an event without end", () => {
  const cutter = new EventCutter();
  expect(() => {
    for (let piece = 0; piece < 20; piece++) cutter.add("x".repeat(100_000));
  }).toThrow(RangeError);
});
