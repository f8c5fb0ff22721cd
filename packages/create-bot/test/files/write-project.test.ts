import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as emulator from "@ck/emulator";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { writeProject } from "../../src/files/write-project.js";

vi.mock("@ck/emulator", { spy: true });
const openVaultFails = vi.mocked(emulator.openVault);
afterEach(() => openVaultFails.mockRestore());

const temporary = mkdtempSync(path.join(tmpdir(), "ck-create-"));
afterAll(() => rmSync(temporary, { recursive: true }));

function newFolder(): string {
  return mkdtempSync(path.join(temporary, "my-bot-"));
}

it("writes the files, and a key whose public half is in .env", async () => {
  const folder = path.join(newFolder(), "bots", "my-bot");
  const written = await writeProject(folder, { name: "my-bot" });
  expect(written.filter((name) => !existsSync(path.join(folder, name)))).toEqual([]);
  const vault = await emulator.openVault(path.join(folder, ".ck"), { keyFile: path.join(folder, ".ck/vault.key") });
  const key = await vault.showKey("development");
  expect(readFileSync(path.join(folder, ".env"), "utf8")).toContain(`\nCK_PUBLIC_KEY=${key?.base64}\n`);
  expect(statSync(path.join(folder, ".env")).mode & 0o077).toBe(0);
});

it("takes a folder that has nothing but a repository", async () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, ".git"));
  await writeProject(folder, { name: "my-bot" });
  expect(readdirSync(folder)).toContain("bot.ts");
});

it("refuses a folder that has anything else, and leaves it as it is", async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, "notes.txt"), "mine");
  await expect(writeProject(folder, { name: "my-bot" })).rejects.toMatchObject({
    code: "ERR_FOLDER",
    message: expect.stringContaining("it has notes.txt") as unknown,
  });
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
});

it("refuses a file in the folder's place", async () => {
  const file = path.join(newFolder(), "my-bot");
  writeFileSync(file, "mine");
  await expect(writeProject(file, { name: "my-bot" })).rejects.toMatchObject({ code: "ERR_FOLDER" });
  expect(readFileSync(file, "utf8")).toBe("mine");
});

it("refuses a wrong answer before it writes anything", async () => {
  const folder = path.join(newFolder(), "my-bot");
  const answers = { name: "my-bot", template: "leaves" as "leave" };
  await expect(writeProject(folder, answers)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  expect(existsSync(folder)).toBe(false);
});

it("leaves nothing behind after a failure half-way", async () => {
  const [parent, present] = [newFolder(), newFolder()];
  mkdirSync(path.join(present, ".git"));
  openVaultFails.mockRejectedValue(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
  for (const folder of [path.join(parent, "bots", "my-bot"), present])
    await expect(writeProject(folder, { name: "my-bot", docker: true })).rejects.toMatchObject({
      code: "ERR_FOLDER",
      message: expect.stringMatching(/^Nothing was written: .*ENOSPC/) as unknown,
    });
  expect(readdirSync(parent)).toEqual([]);
  expect(readdirSync(present)).toEqual([".git"]);
});
