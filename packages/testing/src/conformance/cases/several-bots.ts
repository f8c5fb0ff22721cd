import assert from "node:assert/strict";
import { generateKeyPair } from "@ck/signature";
import { signed, type CaseDefinition, type Stage } from "../stage.js";
import { assertEchoed, assertRefused, echo } from "./expect.js";

const settings = ([leave, desk]: Stage["keys"]) => ({ bots: { leave: leave.publicKey, help_desk: desk.publicKey } });

/** A request that names a bot. */
function echoOf(bot: unknown): string {
  return JSON.stringify({ ...(JSON.parse(echo({ n: 1 })) as object), bot });
}

export const severalBotsCases: readonly CaseDefinition[] = [
  {
    name: "of several bots at one URL, the key says which one is asked",
    settings,
    async holds({ send, keys: [leave, desk], observe }) {
      for (const body of [echo({ n: 1 }), echoOf("leave"), echoOf({ namespace: "Leave" })])
        assertEchoed(await send(body, { headers: signed(body, leave) }), body);
      for (const body of [echo({ n: 1 }), echoOf("help_desk"), echoOf("HelpDesk")])
        assertEchoed(await send(body, { headers: signed(body, desk) }), body);
      const { events } = await observe((seen) => seen.events.length === 6);
      assert.deepEqual(
        events.map(({ bot }) => bot),
        ["leave", "leave", "leave", "help_desk", "help_desk", "help_desk"],
      );
    },
  },
  {
    name: "the key of one bot does not speak for another: 401",
    settings,
    async holds({ send, keys: [leave, desk], observe }) {
      const [forLeave, forDesk] = [echoOf("leave"), echoOf("help_desk")];
      assertRefused(await send(forDesk, { headers: signed(forDesk, leave) }), 401);
      assertRefused(await send(forLeave, { headers: signed(forLeave, desk) }), 401);
      await expectReasons(observe, "wrong-bot", "wrong-bot");
    },
  },
  {
    name: "a signed request for a bot that is not there is rejected with 401",
    settings,
    async holds({ send, keys, observe }) {
      const body = echoOf("payroll");
      for (const pair of keys) assertRefused(await send(body, { headers: signed(body, pair) }), 401);
      await expectReasons(observe, "wrong-bot", "wrong-bot");
    },
  },
  {
    name: "a key of none of several bots is rejected with 401, whichever of them the body names",
    settings,
    async holds({ send, observe }) {
      const stranger = await generateKeyPair({ parameters: "published" });
      for (const body of [echo(), echoOf("leave"), echoOf("help_desk")]) {
        assertRefused(await send(body, { headers: signed(body, stranger) }), 401);
        assertRefused(await send(body), 401);
      }
      const [forged, unsigned] = ["signature-mismatch", "signature-missing"] as const;
      await expectReasons(observe, forged, unsigned, forged, unsigned, forged, unsigned);
    },
  },
  {
    name: "it does not start if two bots have the same key",
    async holds({ start, keys: [{ publicKey }] }) {
      await assert.rejects(start({ bots: { leave: publicKey, help_desk: publicKey } }), { code: "ERR_INVALID_OPTION" });
    },
  },
];

async function expectReasons(observe: Stage["observe"], ...reasons: readonly string[]): Promise<void> {
  const { events } = await observe((seen) => seen.events.length === reasons.length);
  assert.deepEqual(
    events.map(({ reason }) => reason),
    reasons,
  );
}
