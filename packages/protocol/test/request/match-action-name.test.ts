import fc from "fast-check";
import { expect, test } from "vitest";
import { matchActionName } from "@ck/protocol";

const names = ["ApplyLeave", "cancel_leave", "छुट्टी"];

test.each(["ApplyLeave", "applyleave", "apply_leave", "APPLY-LEAVE", "Apply Leave", " apply.leave "])(
  "%j is ApplyLeave",
  (name) => {
    expect(matchActionName(name, names)).toBe("ApplyLeave");
  },
);

test.each(["", "_", "Apply", "ApplyLeave2", "toString", "__proto__"])("%j matches none of them", (name) => {
  expect(matchActionName(name, names)).toBeUndefined();
});

test("letters of every script count, marks and all", () => {
  expect(matchActionName("छुट्टी", names)).toBe("छुट्टी");
  expect(matchActionName("छटट", names)).toBeUndefined();
});

test("the exact name comes first, and between two that fold alike it does not guess", () => {
  const alike = ["ApplyLeave", "apply_leave"];
  expect(matchActionName("apply_leave", alike)).toBe("apply_leave");
  expect(matchActionName("APPLYLEAVE", alike)).toBeUndefined();
});

test("names of nothing but punctuation are alike only when they are the same", () => {
  expect(matchActionName("???", ["!!!"])).toBeUndefined();
  expect(matchActionName("!!!", ["!!!"])).toBe("!!!");
});

test("any iterable of names will do", () => {
  expect(matchActionName("a_b", new Map([["aB", 1]]).keys())).toBe("aB");
});

test("every name finds itself", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (list) => {
      for (const name of list) expect(matchActionName(name, list)).toBe(name);
    }),
  );
});

test("a name of an absurd length is looked for as it stands, and not folded", () => {
  const long = "a".repeat(1001);
  expect(matchActionName(long, [long.toUpperCase()])).toBeUndefined();
  expect(matchActionName(long, [long])).toBe(long);
});
