import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DEPTH, parseRequest, safeParseRequest } from "@ck/protocol";

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

describe("depth", () => {
  test("is bounded, and the request itself is the first level", () => {
    // The request and `params` are two levels.
    expect(safeParseRequest(`{"todo":"welcome","params":${nested(MAX_DEPTH - 1)}}`).ok).toBe(true);
    expect(safeParseRequest(`{"todo":"welcome","params":${nested(MAX_DEPTH)}}`)).toMatchObject({
      ok: false,
      issues: [{ path: [], message: "expected at most 64 levels of nesting, got more", code: "too_deep" }],
    });
    expect(safeParseRequest(`{"todo":"welcome","x":${"[".repeat(64)}${"]".repeat(64)}}`).ok).toBe(false);
  });

  test("costs no stack, however deep", () => {
    const depth = 200_000;
    const text = `{"todo":"welcome","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(safeParseRequest(text)).toMatchObject({ ok: false, issues: [{ code: "too_deep" }] });
    expect(safeParseRequest("[".repeat(1_000_000))).toMatchObject({ ok: false });
  });

  test("ends an object that contains itself", () => {
    const body: Record<string, unknown> = { todo: "welcome" };
    body["params"] = { body };
    expect(safeParseRequest(body)).toMatchObject({ ok: false, issues: [{ code: "too_deep" }] });
  });

  test("does not cost exponential time where objects are shared", () => {
    let params: unknown = {};
    for (let level = 0; level < MAX_DEPTH - 2; level++) params = { left: params, right: params };
    expect(safeParseRequest({ todo: "welcome", params }).ok).toBe(true);
    // Nor where the copy has to be made. Spread keeps it as a key of its own.
    const hostile = { ...(params as object), ...(JSON.parse('{"__proto__":1}') as object) };
    expect(safeParseRequest({ todo: "welcome", params: hostile }).ok).toBe(true);
  });
});

describe("a prototype", () => {
  const body =
    '{"todo":"welcome","__proto__":{"isAdmin":true},"params":{"__proto__":{"isAdmin":true},"deep":[{"__proto__":{"isAdmin":true},' +
    '"constructor":{"prototype":{"isAdmin":true}},"kept":1}],"constructor":"a word"},"clientData":{"\\u005f_proto__":{"isAdmin":true}}}';

  test.each(["text", "object"])("cannot be changed by a body that comes as %s", (form) => {
    const input: unknown = form === "text" ? body : JSON.parse(body);
    const before = JSON.stringify(input);
    const request = parseRequest(input);
    const merged = Object.assign({}, request, request.raw, request.params, request.clientData) as Record<
      string,
      unknown
    >;
    expect(merged["isAdmin"]).toBeUndefined();
    expect((request.params["deep"] as Record<string, unknown>[])[0]).toEqual({ kept: 1 });
    expect(request.params["constructor"]).toBe("a word");
    expect(JSON.stringify(request)).not.toContain("isAdmin");
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(request.params)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    // The caller's own object is left alone.
    expect(JSON.stringify(input)).toBe(before);
  });

  test("costs a copy only where there is something to drop", () => {
    const clean = { todo: "welcome", params: { a: [1] } };
    expect(parseRequest(clean).raw).toBe(clean);
    expect(parseRequest(clean).params).toBe(clean.params);
  });

  test("is safe from a deep merge of whatever is parsed", () => {
    const merge = (target: Record<string, unknown>, source: Record<string, unknown>): void => {
      for (const key of Object.keys(source)) {
        const [into, from] = [target[key], source[key]];
        if (typeof into === "object" || typeof into === "function")
          merge(into as Record<string, unknown>, from as Record<string, unknown>);
        else target[key] = from;
      }
    };
    merge({}, parseRequest(body) as unknown as Record<string, unknown>);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });
});

describe("a body that fights back", () => {
  const throwing = (): never => {
    throw new Error("hunter2");
  };
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  test.each<[string, unknown]>([
    ["a getter that throws", Object.defineProperty({}, "todo", { enumerable: true, get: throwing })],
    ["a proxy that throws", new Proxy({ todo: "welcome" }, { get: throwing, ownKeys: throwing })],
    ["a revoked proxy", revoked()],
    ["a revoked proxy further in", { todo: "welcome", params: revoked() }],
    [
      "a getter further in",
      {
        todo: "welcome",
        params: {
          get a() {
            return throwing();
          },
        },
      },
    ],
  ])("%s gets nothing thrown, and nothing told", (_, body) => {
    const result = safeParseRequest(body);
    expect(result).toMatchObject({ ok: false, issues: [{ path: [], code: "unreadable" }] });
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  test("reads when its strings are halves of characters", () => {
    expect(parseRequest('{"todo":"fallback","userInput":"\\ud83d"}').userInput).toBe("\ud83d");
  });

  test("gets no more issues than a person reads, however many faults it has", () => {
    const result = safeParseRequest(`{"todo":"prompt","action":"a","paramsToPrompt":[${"1,".repeat(300_000)}1]}`);
    expect(result.ok || result.issues.length).toBe(20);
  });

  test("of a megabyte is read in no time", () => {
    const wide = `{"todo":"welcome","params":{${Array.from({ length: 60_000 }, (_, i) => `"key${i}":[{}]`).join()}}}`;
    const started = performance.now();
    expect(safeParseRequest(wide).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("whatever comes", () => {
  test("a value of any kind gives a request or issues, and is not changed", () => {
    const key = fc.constantFrom(
      "todo",
      "action",
      "params",
      "bot",
      "userInput",
      "sessionData",
      "previousParam",
      "__proto__",
      "x",
    );
    const todo = fc.constantFrom("prompt", "execute", "button", "welcome", "fallback", "failure");
    const anything = fc.anything({ key, withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });
    fc.assert(
      fc.property(fc.dictionary(key, anything), todo, (body, word) => {
        const input = { ...body, todo: word };
        const before = fc.stringify(input);
        const result = safeParseRequest(input);
        expect(fc.stringify(input)).toBe(before);
        if (result.ok) expect(result.request.todo).toBe(word);
        else expect(result.issues.length).toBeGreaterThan(0);
      }),
    );
  });

  test("text and bytes of any kind give a request or issues", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array(), fc.json()), (body) => {
        const result = safeParseRequest(body);
        expect(result.ok || result.issues.length > 0).toBe(true);
      }),
    );
  });

  test("no string of the body gets into a message", () => {
    const marker = "HUNTER2";
    const marked = fc.string({ maxLength: 5 }).map((text) => `${marker}${text}`);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        marked,
        fc.integer(),
        fc.array(tie("value")),
        fc.dictionary(marked, tie("value")),
      ),
    }));
    const key = fc.constantFrom(
      "todo",
      "action",
      "bot",
      "environment",
      "params",
      "userInput",
      "previousParam",
      "paramsToPrompt",
      "user",
      "sessionData",
      "clientData",
      "button_id",
    );
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(key, marked), value), fc.boolean(), (body, torn) => {
        const text = JSON.stringify(body);
        const result = safeParseRequest(torn ? text.slice(0, -1) : text);
        expect(JSON.stringify(result.ok ? [] : result.issues)).not.toContain(marker);
      }),
    );
  });

  test("a request that was read reads again from its raw object, and from its own text", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const record = fc.dictionary(fc.string(), value);
    const body = fc.record(
      {
        todo: fc.constantFrom("prompt", "execute", "button", "welcome", "fallback", "failure"),
        action: fc.oneof(fc.string({ minLength: 1 }), fc.record({ namespace: fc.string({ minLength: 1 }) })),
        button_id: fc.string({ minLength: 1 }),
        bot: fc.oneof(fc.string(), record),
        environment: fc.constantFrom("development", "production", "", null),
        params: record,
        userInput: fc.string(),
        previousParam: fc.oneof(fc.string(), fc.constant(null)),
        paramsToPrompt: fc.array(fc.string({ minLength: 1 })),
        clientData: record,
        broadcast: record,
      },
      { requiredKeys: ["todo", "action", "button_id"] },
    );
    fc.assert(
      fc.property(body, (wire) => {
        const result = safeParseRequest(JSON.stringify(wire));
        if (!result.ok) return;
        expect(parseRequest(result.request.raw)).toEqual(result.request);
        const fields = { ...result.request, raw: undefined };
        const again = { ...parseRequest(JSON.stringify(fields)), raw: undefined };
        expect(again).toEqual(fields);
      }),
    );
  });
});
