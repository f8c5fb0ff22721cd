import { describe, expect, it } from "vitest";
import { atTheEnd, contextEnd, converse, everyMessage } from "../support/leave-chat.js";
import { hasPython, servePython } from "../support/serve-python.js";

const python = describe.skipIf(!hasPython && process.env["CI"] === undefined);
python(
  "a server in Python, with its standard library alone (skipped where python3 is missing, but never in CI)",
  () => {
    it("is called after every message", async () => {
      expect(await converse(await servePython(), {})).toEqual(everyMessage);
    });

    it("is called at the end of a context", async () => {
      const url = await servePython();
      expect(await converse(url, contextEnd(url))).toEqual(atTheEnd);
    });
  },
);
