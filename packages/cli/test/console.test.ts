import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toJson } from "@ck/emulator";
import { expect, it } from "vitest";
import { ck, newFolder } from "./run-ck.js";

const leave = {
  namespace: "ApplyLeave",
  sentences: ["apply for leave"],
  params: [
    { name: "kind", type: "selection", prompt: "Which kind?", options: [{ id: "sick", label: "Sick leave" }] },
    { name: "days", type: "integer", prompt: "How many days?", optional: true },
  ],
  buttons: [{ id: "draft", label: "Save as a draft" }],
  followups: ["Balance"],
} as const;
const balance = { namespace: "Balance", sentences: ["how much leave is left"] };

/** Writes a definition with some actions. */
function define(cwd: string, actions: readonly object[]): void {
  const definition = { name: "leave_bot", webhook: "http://localhost:3000/convokraft", handlers: { welcome: true } };
  writeFileSync(path.join(cwd, "convokraft.json"), toJson({ ...definition, actions: actions as never }));
}

/** The steps that are not done: `again params:ApplyLeave`. */
async function left(cwd: string, args = "console"): Promise<string[]> {
  const { steps } = (await ck.jsonOf(cwd, args)) as { steps: { id: string; state: string }[] };
  return steps.filter(({ state }) => state !== "done").map(({ id, state }) => `${state} ${id}`);
}

it("lists what to enter, in the order of the console", async () => {
  const cwd = newFolder();
  define(cwd, [leave, balance]);
  const { code, stdout } = await ck.within(cwd, "console --url https://bot.example.com/hook");
  expect(code).toBe(0);
  expect(stdout).toBe(`[ ]  1  Create the bot leave_bot, and choose webhooks as its development platform.
[ ]  2  Enter the webhook.
          URL: https://bot.example.com/hook
          called after every user message
[ ]  3  Secure the webhook, choose Show key, and copy the key into CK_PUBLIC_KEY on your server, as it is.
[ ]  4  Create the action ApplyLeave, and enter the sentences that start it.
          apply for leave
[ ]  5  Add the params of ApplyLeave, in this order.
          kind, selection: Which kind?
            option sick: Sick leave
          days, integer, optional: How many days?
[ ]  6  Add the custom buttons of ApplyLeave.
          draft: Save as a draft
[ ]  7  Add the follow-ups of ApplyLeave.
          how much leave is left → Balance
[ ]  8  Create the action Balance, and enter the sentences that start it.
          how much leave is left
[ ]  9  Switch the handlers on or off.
          welcome: on
          fallback: on
          failure: off
[ ] 10  Train the bot, and talk to it in the test window.
[ ] 11  Deploy the bot with these actions selected.
          ApplyLeave
          Balance

11 of 11 steps are left. Mark what you have done: npx ck console --done 1 2, or --done all.
`);
});

it("remembers what was done, and says after each change what has to be done again", async () => {
  const cwd = newFolder();
  define(cwd, [leave, balance]);
  expect(await left(cwd, "console --done 1 3")).not.toContain("to-do bot");
  expect(await left(cwd, "console --done all")).toEqual([]);
  expect((await ck.within(cwd, "console")).stdout).toContain("Everything is done.");
  expect(statSync(path.join(cwd, ".ck/console.json")).mode & 0o077).toBe(0);

  const [kind, days] = leave.params;
  define(cwd, [{ ...leave, params: [kind, { ...days, prompt: "For how long?" }] }, balance]);
  expect(await left(cwd)).toEqual(["again params:ApplyLeave", "again train", "again deploy"]);
  define(cwd, [leave, balance]);
  expect(await left(cwd)).toEqual([]);

  define(cwd, [{ ...leave, followups: [] }]);
  expect(await left(cwd)).toEqual([
    "to-do delete:followups:ApplyLeave",
    "to-do delete:action:Balance",
    "again train",
    "again deploy",
  ]);
  expect(await left(cwd, "console --done all")).toEqual([]);
  expect(await left(cwd)).toEqual([]);

  expect(await left(cwd, "console --url https://other.example/hook")).toEqual(["again webhook", "again deploy"]);
  expect(readFileSync(path.join(cwd, ".ck/console.json"), "utf8")).toContain("other.example");
});

it.each(["console --done 99", "console --done first", "console --url localhost"])("ck %s is refused", async (args) => {
  const cwd = newFolder();
  define(cwd, [balance]);
  expect((await ck.within(cwd, args)).code).toBe(2);
});

it("says what is missing where there is no bot", async () => {
  const { code, stderr } = await ck.within(newFolder(), "console");
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("npx ck dev src/server.ts") as unknown });
});
