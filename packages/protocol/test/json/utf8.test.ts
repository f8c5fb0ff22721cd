import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failure, parseRequest, safeParseRequest, serializeResponse } from "@ck/protocol";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As in jsdom. */
function withoutEncoders<T>(run: () => T): T {
  vi.stubGlobal("TextEncoder", undefined);
  vi.stubGlobal("TextDecoder", undefined);
  try {
    return run();
  } finally {
    vi.unstubAllGlobals();
  }
}

describe("where there is no TextEncoder", () => {
  test("the same bytes go out, and the same text comes in", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (text) => {
        const message = `m${text}`;
        const bytes = withoutEncoders(() => serializeResponse(failure(message)));
        expect([...bytes]).toEqual([...serializeResponse(failure(message))]);
        const body = new TextEncoder().encode(
          JSON.stringify({ todo: "welcome", data: { text: text.replace(/\p{Surrogate}/gu, "\ufffd") } }),
        );
        const read = withoutEncoders(() => parseRequest(body).data["text"]);
        expect(read).toBe(text.replace(/\p{Surrogate}/gu, "\ufffd"));
      }),
    );
  });

  test.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0xe2, 0x82]]])(
    "bytes that are not UTF-8 are named: %j",
    (bytes) => {
      const body = Uint8Array.of(0x22, ...bytes, 0x22);
      const read = (): unknown => safeParseRequest(body);
      expect(withoutEncoders(read)).toMatchObject({ ok: false, issues: [{ code: "not_utf8" }] });
      expect(read()).toEqual(withoutEncoders(read));
    },
  );

  test("a view of bytes is read from where it begins", () => {
    const body = new TextEncoder().encode('xx{"todo":"welcome"}yy');
    const view = new DataView(body.buffer, 2, body.byteLength - 4);
    expect(withoutEncoders(() => parseRequest(view).todo)).toBe("welcome");
    expect(withoutEncoders(() => parseRequest(body.slice(2, -2).buffer).todo)).toBe("welcome");
  });
});
