import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { openStateFile } from "../../src/index.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const place = (): string => path.join(temporaryFolder(), ".ck", "dev.json");

it("keeps a value for its owner only, in a folder that Git ignores", async () => {
  const file = place();
  const state = openStateFile(file);
  expect(await state.read()).toBeUndefined();
  await state.write({ port: 4000 });
  await state.write({ port: 4001 });
  expect(await openStateFile(file).read()).toEqual({ port: 4001 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  expect((await readdir(path.dirname(file))).sort()).toEqual([".gitignore", "dev.json"]);
});

it("takes nothing from a file that is damaged, too large, or that others may read", async () => {
  const file = place();
  const state = openStateFile(file, { maxBytes: 20 });
  await state.write("x".repeat(30));
  expect(await state.read()).toBeUndefined();
  await state.write({ port: 1 });
  await chmod(file, 0o644);
  expect(await state.read()).toBeUndefined();
  await state.write({ port: 1 });
  await writeFile(file, '{"port":', { mode: 0o600 });
  expect(await state.read()).toBeUndefined();
});

it("follows no symbolic link, neither to read nor to write", async () => {
  const file = place();
  await mkdir(path.dirname(file), { mode: 0o700 });
  const target = path.join(path.dirname(path.dirname(file)), "target.json");
  await writeFile(target, "{}", { mode: 0o600 });
  await symlink(target, file);
  await expect(openStateFile(file).read()).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
  await expect(openStateFile(file).write({ port: 1 })).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
  expect(await readFile(target, "utf8")).toBe("{}");

  const folder = `${path.dirname(file)}-link`;
  await symlink(path.dirname(target), folder);
  await expect(openStateFile(path.join(folder, "dev.json")).read()).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
});
