import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the package stays within its size, and no bundle of it imports a node: module", () => {
  const script = fileURLToPath(new URL("../scripts/size.mjs", import.meta.url));
  expect(execFileSync(process.execPath, [script]).toString()).toContain("gzipped");
});
