import { conformance } from "@ck/testing";
import { describe, expect, it } from "vitest";
import { breakIn } from "./broken.js";
import { faults } from "./faults.js";

describe("a correct adapter passes", () => {
  for (const { name, run } of conformance(breakIn("correct"))) it.concurrent(name, run);
});

describe("an adapter fails that", () => {
  it.concurrent.each(faults)("%s", async (name, breakage, expected) => {
    const cases = conformance(breakIn(name, breakage), { timeoutMs: 3_000 });
    for (const pattern of expected) {
      const [found, ...others] = cases.filter((each) => pattern.test(each.name));
      expect([found?.name, others], String(pattern)).toEqual([expect.any(String), []]);
      await expect(found?.run(), found?.name).rejects.toThrow();
    }
  });
});

it("every case can fail: for each there is a fault", () => {
  const seen = faults.flatMap(([, , expected]) => expected);
  const names = conformance(breakIn("correct")).map(({ name }) => name);
  expect(names.filter((name) => !seen.some((pattern) => pattern.test(name)))).toEqual([]);
});
