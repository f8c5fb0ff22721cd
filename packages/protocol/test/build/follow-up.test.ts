import { describe, expect, test } from "vitest";
import { execution, failure, followUp, handled, parseResponse, suggestion, welcome } from "@ck/protocol";

const documented =
  '{"suggestions":[{"message":"Apply","action":{"name":"ApplyLeave","params":[{"name":"type","value":"sick"}]}}]}';

describe("a follow-up", () => {
  test("is exactly the documented form", () => {
    const built = followUp(suggestion("Apply", { action: "ApplyLeave", params: { type: "sick" } }));
    expect(JSON.stringify(built)).toBe(documented);
    expect(JSON.stringify(followUp(suggestion("Apply", { action: "A" }), suggestion("Help")))).toBe(
      '{"suggestions":[{"message":"Apply","action":{"name":"A"}},{"message":"Help"}]}',
    );
  });

  test("goes out with each answer that has a place for it", () => {
    const followup = followUp(suggestion("Help"));
    expect(execution("m", { followup }).followup).toEqual(followup);
    expect(handled("m", { followup }).followup).toEqual(followup);
    expect(welcome("m", { followup }).welcome_response.followup).toEqual(followup);
    expect(failure("m", { followup }).followup).toEqual(followup);
  });

  test("keeps what it does not know", () => {
    const second = { ask: { any: "thing" } };
    expect(execution("m", { followup: second }).followup).toEqual(second);
    const more = { suggestions: [{ message: "m", icon: "x", action: { name: "A", later: 1 } }], ask: 1 };
    expect(execution("m", { followup: more }).followup).toEqual(more);
  });

  test.each<[unknown, unknown]>([
    [{ suggestions: ["Help"] }, { suggestions: [{ message: "Help" }] }],
    [{ suggestions: [{ message: "m", action: "A" }] }, { suggestions: [{ message: "m", action: { name: "A" } }] }],
    [
      { suggestions: [{ action: { params: { a: 1 }, namespace: "A" }, message: "m" }] },
      { suggestions: [{ message: "m", action: { name: "A", params: [{ name: "a", value: 1 }] } }] },
    ],
    [{ suggestions: [{ message: "m", action: {} }] }, { suggestions: [{ message: "m" }] }],
    [{ suggestions: {} }, { suggestions: [] }],
    [{}, {}],
  ])("is read leniently, and written exactly: %j", (followup, expected) => {
    const answer = parseResponse({ status: "execution", message: "m", followup }, { to: "execute" });
    expect(answer).toEqual({
      ok: true,
      kind: "execution",
      response: { status: "execution", message: "m", card: [], data: {}, followup: expected },
    });
    expect(JSON.stringify(answer.ok && "followup" in answer.response && answer.response.followup)).toBe(
      JSON.stringify(expected),
    );
  });

  test.each<[unknown, string]>([
    [{ suggestions: 7 }, "followup.suggestions: expected a list of suggestions, got a number"],
    [{ suggestions: [7] }, "followup.suggestions.0: expected a suggestion: an object with `message`, got a number"],
    [
      { suggestions: [{ text: "m" }] },
      "followup.suggestions.0.message: expected the text of the suggestion, got nothing",
    ],
    [
      { suggestions: [{ message: "m", action: { id: "A" } }] },
      "followup.suggestions.0.action: expected an action: an object with `name`, got an object",
    ],
    [
      { suggestions: [{ message: "m", action: { name: "A", params: [{ name: "a" }] } }] },
      "followup.suggestions.0.action.params.0: expected a param with `name` and `value`, got an object",
    ],
    [
      { suggestions: [{ message: "m", action: { name: "A", params: "a" } }] },
      "followup.suggestions.0.action.params: expected a list of params with `name` and `value`, got a string",
    ],
  ])("that cannot be shown is a remark, and refused from an author: %j", (followup, message) => {
    const answer = parseResponse({ status: "execution", message: "m", followup }, { to: "execute" });
    const [remark] = answer.ok ? (answer.remarks ?? []) : [];
    expect(`${remark?.path.join(".") ?? ""}: ${remark?.message ?? ""}`).toBe(message);
    expect(remark?.code).toBe("not_shown");
    expect(() => execution("m", { followup: followup as never })).toThrow(message);
  });
});

describe("a suggestion", () => {
  test("with params but no action is refused", () => {
    expect(() => suggestion("m", { params: { a: 1 } })).toThrow("belong to an action");
  });
  test("leaves out a param that has no value", () => {
    expect(suggestion("m", { action: "A", params: { a: undefined, b: null } }).action?.params).toEqual([
      { name: "b", value: null },
    ]);
  });
  test.each<[() => unknown, string]>([
    [() => suggestion(" "), "The message of a suggestion must be"],
    [() => suggestion("m", { action: "" }), "The action of a suggestion must be"],
    [() => suggestion("m", { action: "A", params: { a: 1n } }), "params"],
    [() => suggestion("m", [] as never), "The options of suggestion must be an object"],
  ])("is refused: %s", (build, message) => {
    expect(build).toThrow(message);
  });
});
