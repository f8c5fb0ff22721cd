import { expect, it } from "vitest";
import { atTerminal, hasTerminal } from "./at-terminal.js";
import { newFolder, useCk } from "./ck.js";

const ck = useCk();

it.skipIf(!hasTerminal)(
  "ck asks for the passphrase of a locked vault at a terminal, and does not show it",
  async () => {
    const cwd = newFolder();
    expect((await ck.within(cwd, "init", { env: { CK_PASSPHRASE: "correct horse" } })).code).toBe(0);
    const asked = await atTerminal(ck.program(), ["key", "show"], [["Passphrase of the vault:", "correct horse\r"]], {
      cwd,
    });
    expect(asked.code).toBe(0);
    expect(asked.shown).toContain("MII");
    expect(asked.shown).not.toContain("horse");
  },
);
