import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EmulatedAction } from "../../src/core.js";
import { createActionPicker } from "../../src/reading/pick-action.js";

const sentences: Record<string, readonly string[]> = {
  ApplyLeave: ["apply for leave", "I need a day off"],
  CancelLeave: ["cancel my leave"],
  MyLeaves: ["show my leaves"],
  Holidays: ["which holidays are there"],
  Hello: ["how are you"],
  Urlaub: ["Urlaub beantragen", "休暇を申請する"],
};
const pick = createActionPicker(
  Object.entries(sentences).map(([namespace, each]): EmulatedAction => ({
    namespace,
    sentences: each,
    params: [],
    buttons: [],
    followups: [],
  })),
);

describe("the action of a message", () => {
  it.each([
    ["Apply for leave!", "ApplyLeave"],
    ["I'd like to apply for sick leave from tomorrow, please", "ApplyLeave"],
    ["aply for leave", undefined],
    ["I want to appply for leave", "ApplyLeave"],
    ["please cancel the leave of next week", "CancelLeave"],
    ["show me my leaves", "MyLeaves"],
    ["holidays?", "Holidays"],
    ["How are you", "Hello"],
    ["ich möchte Urlaub beantragen", "Urlaub"],
    ["休暇を申請する", "Urlaub"],
    ["leave me alone", undefined],
    ["sing me a song", undefined],
    ["?!", undefined],
    ["", undefined],
  ])("%s → %s", (message, namespace) => {
    expect(pick(message)?.namespace).toBe(namespace);
  });

  it("is found for each sample sentence, however it is written", () => {
    for (const [namespace, each] of Object.entries(sentences)) {
      for (const sentence of each) expect(pick(`  ${sentence.toUpperCase()} !`)?.namespace).toBe(namespace);
    }
  });

  it("is looked for in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        pick(text);
      }),
    );
  });

  it("is undefined without actions, and found quickly in a long text", () => {
    expect(createActionPicker([])("hello")).toBeUndefined();
    const before = performance.now();
    pick("leave ".repeat(200_000));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
