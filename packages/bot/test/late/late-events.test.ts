import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LATE_CHANNEL, type LateEvent } from "../../src/index.js";
import { stopClock } from "./on-cue.js";
import { FAILED, LATE, startStopped as start } from "./start.js";
import { visitor, type BroadcastMode } from "@ck-test/visitor";

stopClock();

const DAY_MS = 86_400_000;

describe.each<BroadcastMode>(["merges", "replaces"])(
  "where broadcast %s, what happens to a late answer is published",
  (mode) => {
    let events: LateEvent[] = [];
    const note = (event: unknown): void => void events.push(event as LateEvent);
    beforeEach(() => {
      events = [];
      subscribe(LATE_CHANNEL, note);
    });
    afterEach(() => {
      unsubscribe(LATE_CHANNEL, note);
      vi.restoreAllMocks();
    });
    const report = { todo: "execute", action: "Report" } as const;

    it("promised once, however often it is asked for, and handed over once", async () => {
      const { calls, idle, ...talking } = start();
      const ada = visitor(talking, { mode });
      expect((await ada.asks("Report")).json["message"]).toBe(LATE);
      expect((await ada.asks("Report")).json["message"]).toBe(LATE);
      expect(events).toEqual([{ state: "promised", ...report }]);
      calls[0]!.result.resolve("The report.");
      await idle();
      expect((await ada.asks("Report")).json["message"]).toBe("The report.");
      await ada.says("hi");
      expect(events).toEqual([
        { state: "promised", ...report },
        { state: "handed-over", ...report },
      ]);
    });

    it("failed, once the visitor is told so", async () => {
      const { calls, idle, ...talking } = start();
      const ada = visitor(talking, { mode });
      await ada.asks("Report");
      calls[0]!.result.reject(new Error("no"));
      await idle();
      expect(events.map(({ state }) => state)).toEqual(["promised"]);
      expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
      await ada.says("hi");
      expect(events.map(({ state }) => state)).toEqual(["promised", "failed"]);
    });

    it("expired, once the visitor is back too late, and only once", async () => {
      const { calls, idle, ...talking } = start();
      const ada = visitor(talking, { mode });
      await ada.asks("Report");
      calls[0]!.result.resolve("The report.");
      await idle();
      const now = Date.now();
      vi.spyOn(Date, "now").mockReturnValue(now + DAY_MS);
      await ada.says("hi");
      await ada.says("hi");
      expect(events).toEqual([
        { state: "promised", ...report },
        { state: "expired", ...report },
      ]);
    });

    it("nothing of an answer that was in time, and nothing that a visitor said", async () => {
      const { calls, ...talking } = start();
      const ada = visitor(talking, { mode });
      await ada.asks("Quick");
      await ada.says("words-of-a-visitor");
      expect(calls).toEqual([]);
      expect(events).toEqual([]);
    });
  },
);
