import { execution, note } from "@ck/protocol";
import { describe, expect, it, vi } from "vitest";
import { action, type Context } from "../../src/index.js";
import { DEADLINE_MS, stopClock } from "./on-cue.js";
import { startStopped as start, FAILED, LATE } from "./start.js";
import { Deferred, visitor, type BroadcastMode } from "@ck-test/visitor";

stopClock();

describe.each<BroadcastMode>(["merges", "replaces"])("where broadcast %s, an answer that is late", (mode) => {
  it("is promised, waited for, and handed over once", async () => {
    const { calls, events, errors, idle, ...talking } = start();
    const ada = visitor(talking, { mode });
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(1);

    calls[0]!.result.resolve(execution("The report.", { card: [note("42")] }));
    await idle();
    expect((await ada.asks("Report")).json).toMatchObject({ message: "The report.", card: [note("42")] });
    expect(calls).toHaveLength(1);
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "late", "handed-over"]);
    expect(errors).toEqual([]);

    // The next is a question of its own.
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(2);
  });

  it("is what any other turn may mention, and costs no other answer its words", async () => {
    const { calls, idle, ...talking } = start();
    const ada = visitor(talking, { mode });
    expect((await ada.says("hi")).json["message"]).toBe("Pending: .");
    await ada.asks("Report");
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Report running.");
    await ada.asks("Other");
    calls[0]!.result.resolve("The report.");
    calls[1]!.result.reject(new Error("no"));
    await idle();
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Report ready, Other failed.");
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Other failed.");
    expect((await ada.asks("Other")).json["message"]).toBe(FAILED);
    expect((await ada.says("hi")).json["message"]).toBe("Pending: .");
  });

  it("leaves the session's own broadcast as it is, and does to it only what the handler did", async () => {
    const { calls, idle, ...talking } = start();
    const ada = visitor(talking, { mode });
    ada.broadcast = { name: "Ada", step: 1 };
    await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 1 });
    // Meanwhile the session goes on.
    ada.broadcast = { ...ada.broadcast, step: 2, more: true };
    calls[0]!.context.broadcast["report"] = 7;
    calls[0]!.result.resolve("Done.");
    await idle();
    await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 2, more: true, report: 7 });
  });

  it("does so too where the handler returned the stores with its answer", async () => {
    const { calls, idle, ...talking } = start();
    const ada = visitor(talking, { mode });
    ada.broadcast = { name: "Ada", step: 1 };
    await ada.asks("Report");
    ada.broadcast = { ...ada.broadcast, step: 2, more: true };
    const { broadcast } = calls[0]!.context;
    calls[0]!.result.resolve(execution("Done.", { broadcast: { ...broadcast, report: 7 }, cache: { old: true } }));
    await idle();
    const { json } = await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 2, more: true, report: 7 });
    expect(json).not.toHaveProperty("cache");
  });

  it("is still found after a turn whose answer has no place for the stores, and whose handler changed them", async () => {
    const prompt = ({ broadcast }: Context): void => void (broadcast["asked"] = true);
    const { calls, idle, ...talking } = start({}, (execute) => ({
      actions: { Report: action({ execute }), Ask: action({ prompt, execute: () => "x" }) },
    }));
    const ada = visitor(talking, { mode });
    await ada.asks("Report");
    expect((await ada.isAsked("Ask")).json).toMatchObject({ todo: "execute", broadcast: { asked: true } });
    calls[0]!.result.resolve("The report.");
    await idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    expect(ada.broadcast).toMatchObject({ asked: true });
  });
});

describe("a late answer", () => {
  it("is not the answer to another question to the same action", async () => {
    const { calls, idle, ...talking } = start();
    const ada = visitor(talking);
    await ada.asks("Report", { year: "2025", of: "leave" });
    await ada.asks("Report", { year: "2024", of: "leave" });
    expect(calls).toHaveLength(2);
    calls.forEach(({ context, result }) => result.resolve(`Of ${String(context.params["year"])}.`));
    await idle();
    // The same params in another order, with one that is unset, are the same question.
    expect((await ada.asks("Report", { of: "leave", year: "2025", note: "" })).json["message"]).toBe("Of 2025.");
    expect((await ada.asks("Report", { year: "2024", of: "leave" })).json["message"]).toBe("Of 2024.");
    expect(calls).toHaveLength(2);
  });

  it("that failed is the failure answer of the next turn, and the author is told at once", async () => {
    const { calls, idle, errors, events, ...talking } = start();
    const ada = visitor(talking);
    await ada.asks("Report");
    const cause = new Error("the database is gone");
    calls[0]!.result.reject(cause);
    await idle();
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_HANDLER_FAILED", cause })]);
    expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
    expect(events.at(-1)).toMatchObject({ outcome: "failed", action: "Report" });
    expect(errors).toHaveLength(1);
    await ada.asks("Report");
    expect(calls).toHaveLength(2);
  });

  it.each([
    ["too large", "x".repeat(100_000), "ERR_RESPONSE_TOO_LARGE"],
    ["no answer at all", 7, "ERR_INVALID_ANSWER"],
  ])("that is %s is a failure", async (_, result, code) => {
    const { calls, idle, errors, ...talking } = start();
    const ada = visitor(talking);
    await ada.asks("Report");
    calls[0]!.result.resolve(result);
    await idle();
    expect(errors).toEqual([expect.objectContaining({ code })]);
    expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
  });

  it("may ask for a param again", async () => {
    const [begun, slow] = [new Deferred(), new Deferred<string>()];
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: async () => (begun.resolve(), { issues: [{ message: await slow.promise }] }),
      },
    };
    const { idle, ...talking } = start(
      {},
      { actions: { Report: action({ params: { year: schema }, execute: () => "x" }) } },
    );
    const ada = visitor(talking);
    const asked = ada.asks("Report", { year: "1" });
    await begun.promise;
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    expect((await asked).json["message"]).toBe(LATE);
    slow.resolve("That year is not over.");
    await idle();
    expect((await ada.asks("Report", { year: "1" })).json).toMatchObject({
      status: "prompt",
      message: "That year is not over.",
      prompt: { param_name: "year" },
    });
  });

  it("has a session wait for eight at most: the ninth takes the place of the oldest", async () => {
    const { calls, idle, ...talking } = start();
    const ada = visitor(talking);
    for (let n = 0; n < 9; n++) await ada.asks("Report", { n });
    calls.forEach(({ context, result }) => result.resolve(`Number ${String(context.params["n"])}.`));
    await idle();
    expect((await ada.says("hi")).json["message"]).toBe(`Pending: ${Array(8).fill("Report ready").join(", ")}.`);
    expect((await ada.asks("Report", { n: 8 })).json["message"]).toBe("Number 8.");
    await ada.asks("Report", { n: 0 });
    expect(calls).toHaveLength(10);
  });
});
