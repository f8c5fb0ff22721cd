import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openVault, starterDefinition, toJson } from "@ck/emulator";
import { createBot, type Bot } from "@ck/bot";
import { webhook } from "@ck/node";
import { describe, expect, it } from "vitest";
import { keyVariable } from "../src/dev/key-variable.js";
import { ck, newFolder, runCk } from "./run-ck.js";
import { listen } from "./servers.js";

const say = (text: string): Bot => createBot({ actions: {}, welcome: () => text });

/** A folder in which `ck dev` has played the bots leave and help-desk, and a server of both. */
async function played(): Promise<string> {
  const cwd = newFolder();
  const keyFile = path.join(cwd, ".ck/vault.key");
  const makeVault = async (folder: string): Promise<string> => {
    const vault = await openVault(path.join(cwd, folder), { keyFile, keys: { parameters: "published" } });
    return (await vault.secure()).base64;
  };
  await makeVault(".ck");
  const publicKey = { leave: await makeVault(".ck/bots/leave"), "help-desk": await makeVault(".ck/bots/helpdesk") };
  const bots = { leave: say("This is leave."), "help-desk": say("This is the desk.") };
  const url = await listen(webhook(bots, { publicKey, onError: () => undefined }));
  for (const [folder, name] of [
    ["leave", "leave"],
    ["helpdesk", "help-desk"],
  ] as const)
    writeFileSync(
      path.join(cwd, ".ck/bots", folder, "convokraft.json"),
      toJson({ ...starterDefinition({ name, url }), handlers: { welcome: true } }),
    );
  return cwd;
}

describe("--bot, where several bots are at one URL", () => {
  it.each([
    ["leave", "This is leave."],
    ["help-desk", "This is the desk."],
    ["HelpDesk", "This is the desk."],
  ])("%s is the bot whose key signs, and who answers", async (name, answer) => {
    const cwd = await played();
    for (const args of [["trigger", "welcome"], ["send", "-"], ["chat"]]) {
      const stdin = args[0] === "send" ? '{"todo":"welcome"}' : "";
      const { stdout } = await runCk(cwd, [...args, "--bot", name], { stdin });
      expect({ args, stdout }).toEqual({ args, stdout: expect.stringContaining(answer) as unknown });
    }
  });

  it("is asked for where it is missing, and named where it is wrong", async () => {
    const cwd = await played();
    for (const [args, message] of [
      ["trigger welcome", "There are several bots. Name one: --bot help-desk, --bot leave."],
      ["key show", "There are several bots."],
      ["trigger welcome --bot payroll", "There is no such bot. Name one of these: help-desk, leave."],
    ] as const) {
      const { code, stderr } = await ck.within(cwd, args);
      expect({ args, code, stderr }).toEqual({ args, code: 2, stderr: expect.stringContaining(message) as unknown });
    }
    const { code, stderr } = await ck.within(newFolder(), "trigger welcome --bot leave");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("has not played any") as unknown });
  });

  it("is not needed for the only one, nor for that of convokraft.json", async () => {
    const cwd = await played();
    const show = async (args = ""): Promise<unknown> => (await ck.jsonOf(cwd, `key show${args}`))["keyId"];
    const [leave, desk] = [await show(" --bot leave"), await show(" --bot help-desk")];
    expect(leave).not.toBe(desk);
    writeFileSync(path.join(cwd, "convokraft.json"), toJson(starterDefinition({ name: "help_desk" })));
    expect(await show()).toBe(desk);
    rmSync(path.join(cwd, "convokraft.json"));
    rmSync(path.join(cwd, ".ck/bots/helpdesk/convokraft.json"));
    expect(await show()).toBe(leave);
  });

  it("has no say where convokraft.json describes another bot", async () => {
    const cwd = await played();
    writeFileSync(path.join(cwd, "convokraft.json"), toJson(starterDefinition({ name: "payroll" })));
    const ids = [await ck.jsonOf(cwd, "key show"), await ck.jsonOf(cwd, "key show --bot leave")];
    expect(new Set(ids.map((shown) => shown["keyId"])).size).toBe(2);
  });

  it("ck explain needs none: it tries the keys of all, and says whose key signed for whom", async () => {
    const cwd = await played();
    mkdirSync(path.join(cwd, "out"));
    const body = '{"todo":"welcome","bot":"leave","environment":"development"}';
    await ck.within(cwd, "send - --bot help-desk --save out/sent.json", { stdin: body });
    const { verdict, refused } = await ck.jsonOf(cwd, "explain out/sent.json");
    expect({ verdict, refused }).toEqual({
      verdict: "valid",
      refused: { reason: "wrong-bot", message: expect.stringContaining("the bot help-desk, and the body") as unknown },
    });
  });
});

it.each([
  ["leave", "CK_PUBLIC_KEY_LEAVE"],
  ["help-desk", "CK_PUBLIC_KEY_HELP_DESK"],
  ["my bot: 2", "CK_PUBLIC_KEY_MY_BOT_2"],
  ["büro", "CK_PUBLIC_KEY_BÜRO"],
])("the key of %s is in %s", (name, variable) => {
  expect(keyVariable(name)).toBe(variable);
});
