import { describe, expect, it } from "vitest";
import { ADAPTERS, type Answers } from "../src/answers/answers.js";
import { checkAnswers } from "../src/answers/check-answers.js";
import { checkName } from "../src/answers/check-name.js";

describe("a name", () => {
  it.each(["my-bot", "bot2", "leave_bot", "bot.eu", "a"])("%s is good", (name) => {
    expect(checkName(name)).toBeUndefined();
  });

  it.each([
    ["My Bot", "my-bot"],
    ["Łódź", "odz"],
    ["_bot", "bot"],
    ["../x", "x"],
    ["", "my-bot"],
    ["💬", "my-bot"],
    ["express", "my-express"],
    ["node_modules", "my-node_modules"],
    ["a".repeat(300), "a".repeat(214)],
  ])("%s is refused, with one to take instead", (name, instead) => {
    expect(checkName(name)).toContain(`Try \`${instead}\`.`);
    expect(checkName(instead)).toBeUndefined();
  });
});

describe("an answer", () => {
  it.each([
    [{ adapter: "expres" }, "There is no adapter `expres`. Did you mean `express`? --adapter takes express, koa,"],
    [{ template: "languagemodel" }, "Did you mean `language-model`?"],
    [{ language: "typescipt" }, "Did you mean `typescript`?"],
    [{ packageManager: "pnmp" }, "There is no package manager `pnmp`. Did you mean `pnpm`? --package-manager takes"],
    [{ adapter: "x".repeat(1000) }, `There is no adapter \`${"x".repeat(40)}…\`. --adapter takes`],
  ])("%o is refused with the nearest one", (answer, message) => {
    expect(() => checkAnswers({ name: "my-bot", ...(answer as Partial<Answers>) })).toThrow(message);
  });

  it("that asks for a Dockerfile is refused where there is no server to run", () => {
    const refused = ADAPTERS.filter((adapter) => {
      try {
        checkAnswers({ name: "my-bot", adapter, docker: true });
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toEqual(["next", "workers", "lambda"]);
  });
});
