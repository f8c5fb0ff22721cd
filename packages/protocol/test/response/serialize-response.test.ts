import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  execution,
  failure,
  note,
  parseResponse,
  RESPONSE_LIMIT_BYTES,
  serializeResponse,
  stringifyResponse,
  type WebhookResponse,
} from "@ck/protocol";
import { jsonValue } from "../json-value.js";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
/** What it says when it refuses. */
function refusal(serialize: () => unknown): { code: string; message: string } {
  try {
    serialize();
  } catch (error) {
    expect(error).toMatchObject({ name: "ProtocolError" });
    return error as { code: string; message: string };
  }
  throw new Error("It was not refused.");
}

test("a response goes out as JSON in UTF-8", () => {
  expect(text(serializeResponse(failure("Später 🌍")))).toBe('{"message":"Später 🌍"}');
});

test("half a character goes out as U+FFFD, so that the bytes are valid UTF-8", () => {
  const bytes = serializeResponse(failure("a\ud83d"));
  expect(text(bytes)).toBe('{"message":"a\ufffd"}');
  expect(parseResponse(bytes, { to: "failure" })).toMatchObject({ ok: true, response: { message: "a\ufffd" } });
});

test("the text of a response is that of its bytes, and has the same limit", () => {
  for (const response of [
    failure("Später 🌍"),
    failure("a\ud83d"),
    execution("Done.", { data: { n: [1, null, "x"] } }),
  ])
    expect(stringifyResponse(response)).toBe(text(serializeResponse(response)));
  const exact = failure("अ".repeat(20));
  const maxBytes = serializeResponse(exact).byteLength;
  expect(stringifyResponse(exact, { maxBytes })).toBe(text(serializeResponse(exact)));
  for (const serialize of [serializeResponse, stringifyResponse])
    expect(refusal(() => serialize(exact, { maxBytes: maxBytes - 1 })).code).toBe("ERR_RESPONSE_TOO_LARGE");
});

describe("the limit", () => {
  const frame = '{"message":""}'.length;

  test("is 100,000 bytes: one more is refused", () => {
    expect(serializeResponse(failure("x".repeat(RESPONSE_LIMIT_BYTES - frame))).byteLength).toBe(100_000);
    expect(refusal(() => serializeResponse(failure("x".repeat(RESPONSE_LIMIT_BYTES - frame + 1))))).toMatchObject({
      code: "ERR_RESPONSE_TOO_LARGE",
      message:
        "The response is 100001 bytes; the limit is 100000. The largest part is `message` with 99989 bytes. Shorten it.",
    });
  });

  test("counts bytes, not characters", () => {
    const message = "अ".repeat(40_000);
    expect(refusal(() => serializeResponse(failure(message))).message).toContain("The response is 120014 bytes");
    expect(serializeResponse(failure(message), { maxBytes: 120_014 }).byteLength).toBe(120_014);
  });

  test("names the part that is to blame, down to where it stands", () => {
    const long = "x".repeat(90_000);
    const places: [WebhookResponse, string][] = [
      [execution("m", { card: [note(long), note("y".repeat(20_000))] }), "`card.0.content` with 90002 bytes"],
      [execution("m", { data: { rows: Array.from({ length: 50_000 }, () => 1) } }), "`data.rows` with 100001 bytes"],
      [execution("m".repeat(60_000), { data: { a: "x".repeat(50_000) } }), "`message` with 60002 bytes"],
      [
        execution("m", { data: { a: { b: [0, { c: long }] } }, cache: { d: "x".repeat(20_000) } }),
        "`data.a.b.1.c` with 90002",
      ],
    ];
    const rows = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`row${index}`, { ä: [1, "\n"] }]));
    const bytes = new TextEncoder().encode(JSON.stringify(rows)).byteLength;
    places.push([execution("m", { data: { rows } }), `\`data.rows\` with ${bytes} bytes`]);
    for (const [response, part] of places)
      expect(refusal(() => serializeResponse(response)).message).toContain(`The largest part is ${part}`);
  });

  test("does not repeat a long key, or any of the text", () => {
    const key = "k".repeat(60_000);
    const { message } = refusal(() => serializeResponse(execution("m", { data: { [key]: "hunter2".repeat(10_000) } })));
    expect(message).toContain(`\`data.${"k".repeat(40)}…\``);
    expect(message.length).toBeLessThan(250);
    expect(message).not.toContain("hunter2");
  });

  test("finds the part in a response of many megabytes in no time", () => {
    let data: Record<string, unknown> = { text: "x".repeat(5_000_000) };
    for (let level = 0; level < 60; level++) data = { in: data };
    const started = performance.now();
    expect(refusal(() => serializeResponse(execution("m", { data }))).code).toBe("ERR_RESPONSE_TOO_LARGE");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each([0, -1, 1.5, NaN, Infinity, "9" as never])("cannot be %j", (maxBytes) => {
    expect(refusal(() => serializeResponse(failure("m"), { maxBytes })).code).toBe("ERR_INVALID_OPTION");
  });
});

describe("what JSON cannot carry", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  const cases: [response: unknown, message: string][] = [
    [{ message: "m", data: { id: 1n } }, "The response holds a BigInt at `data.id`. Give plain data."],
    [{ message: "m", data: loop }, "an object that contains itself at `data.self`"],
    [{ message: "m", data: { on: () => 1 } }, "a function at `data.on`"],
    [{ message: "m", data: { n: NaN } }, "NaN or Infinity at `data.n`"],
    [
      {
        message: "m",
        data: {
          get x() {
            throw new Error("hunter2");
          },
        },
      },
      "a property that throws when it is read at `data`",
    ],
    [undefined, "The response must be an object; got nothing."],
    ["text", "The response must be an object; got a string."],
    [[], "The response must be an object; got an array."],
    [Promise.resolve(failure("m")), "The response holds a Promise (await it first). Give plain data."],
    [() => 1, "The response must be an object; got a function."],
  ];
  test.each(cases.map(([response, message]) => ({ response, message })))(
    "is refused: $message",
    ({ response, message }) => {
      const told = refusal(() => serializeResponse(response as WebhookResponse));
      expect(told.code).toBe("ERR_NOT_SERIALIZABLE");
      expect(told.message).toContain(message);
    },
  );

  test("also when it changes between two readings", () => {
    let reads = 0;
    const data = {
      get id() {
        return reads++ === 0 ? 1 : 1n;
      },
    };
    expect(refusal(() => serializeResponse({ message: "m", data })).code).toBe("ERR_NOT_SERIALIZABLE");
  });
});

/** JSON with U+FFFD for each half of a character. */
function withoutHalves(json: string): string {
  return json.replace(/\\\\|\\ud[89a-f]../g, (escape) => (escape.length === 6 ? "\ufffd" : escape));
}

test("what is serialised parses to the same", () => {
  const key = fc.string().filter((name) => name !== "__proto__" && name !== "constructor");
  const data = fc.dictionary(key, jsonValue({ maxDepth: 4, stringUnit: "binary" }));
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "binary" }), data, (message, record) => {
      fc.pre(message.trim() !== "");
      const response = execution(message, { data: record, broadcast: record });
      const bytes = serializeResponse(response, { maxBytes: 10_000_000 });
      expect(parseResponse(bytes, { to: "execute", maxBytes: 10_000_000 })).toEqual({
        ok: true,
        kind: "execution",
        response: JSON.parse(withoutHalves(JSON.stringify(response))) as unknown,
      });
    }),
  );
});

test("the size and the largest part are right for any response", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (record) => {
      const response = failure("m");
      const body = { ...response, ...record, message: "m" };
      const size = new TextEncoder().encode(JSON.stringify(body)).byteLength;
      expect(serializeResponse(body, { maxBytes: size }).byteLength).toBe(size);
      const { message } = refusal(() => serializeResponse(body, { maxBytes: size - 1 }));
      expect(message).toContain(`The response is ${size} bytes`);
      const part = Number(/with (\d+) bytes/.exec(message)?.[1]);
      expect(part).toBeGreaterThan(0);
      expect(part).toBeLessThan(size);
    }),
  );
});
