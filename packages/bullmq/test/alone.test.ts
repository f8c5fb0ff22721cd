import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createGate } from "../src/alone.js";

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise(setImmediate);

describe("a job whose worker has died", () => {
  it("runs once nothing else does, and lets nothing begin before or beside it", async () => {
    const changes = vi.fn();
    const gate = createGate(changes);
    const leaveFirst = await gate.enter(false, never);
    const order: string[] = [];
    const alone = gate.enter(true, never).then((leave) => (order.push("alone"), leave));
    const later = gate.enter(false, never).then((leave) => (order.push("later"), leave));
    await turn();
    expect(order).toEqual([]);
    expect(changes.mock.calls).toEqual([[true]]);
    leaveFirst();
    const leaveAlone = await alone;
    await turn();
    expect(order).toEqual(["alone"]);
    leaveAlone();
    (await later)();
    expect(changes.mock.calls).toEqual([[true], [false]]);
  });

  it("leaves the line when its worker has to stop, and holds up nobody", async () => {
    const gate = createGate(() => undefined);
    const leave = await gate.enter(false, never);
    const stop = new AbortController();
    const alone = gate.enter(true, stop.signal);
    const other = gate.enter(false, never);
    stop.abort(new Error("stopped"));
    await expect(alone).rejects.toThrow("stopped");
    await other;
    leave();
    await expect(gate.enter(true, stop.signal)).rejects.toThrow("stopped");
  });

  it("is never beside another, whoever comes, goes and gives up, and each gets its turn", async () => {
    const step = fc.record({
      isAlone: fc.boolean(),
      stays: fc.nat(3),
      givesUp: fc.option(fc.nat(3), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let isRestricted = false;
        const gate = createGate((isAlone) => (isRestricted = isAlone));
        const inside = new Set<{ isAlone: boolean }>();
        const run = async (job: (typeof steps)[number]): Promise<void> => {
          const stop = new AbortController();
          if (job.givesUp !== undefined) void after(job.givesUp).then(() => stop.abort());
          const leave = await gate.enter(job.isAlone, stop.signal);
          inside.add(job);
          for (const each of inside) if (each.isAlone) expect(inside.size).toBe(1);
          if (job.isAlone) expect(isRestricted).toBe(true);
          await after(job.stays);
          inside.delete(job);
          leave();
          leave();
        };
        await Promise.allSettled(steps.map(run)).then((all) => {
          for (const [at, { status }] of all.entries()) {
            if (steps[at]!.givesUp === undefined) expect(status).toBe("fulfilled");
          }
        });
        expect(inside.size).toBe(0);
        expect(isRestricted).toBe(false);
        expect(gate.isShut(true)).toBe(false);
      }),
    );
  });

  async function after(turns: number): Promise<void> {
    for (let n = 0; n < turns; n++) await turn();
  }
});
