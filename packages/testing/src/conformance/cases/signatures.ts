import assert from "node:assert/strict";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { signatureOf, signed, type CaseDefinition } from "../stage.js";
import { assertEchoed, assertRefused, echo } from "./expect.js";

const body = echo({ n: 1 });

export const signatureCases: readonly CaseDefinition[] = [
  {
    name: "a request without the header is rejected with 401 (line-bot-sdk-nodejs #25)",
    async holds({ send, observe }) {
      assertRefused(await send(body), 401);
      assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: "" } }), 401);
      const { events } = await observe((seen) => seen.events.length === 2);
      assert.deepEqual(
        events.map(({ outcome }) => outcome),
        ["refused", "refused"],
      );
    },
  },
  {
    name: "a repeated header is rejected with 401, even if both values are right",
    async holds({ send, keys }) {
      const header = signatureOf(body, keys[0]);
      assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: [header, header] } }), 401);
      assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: [header, "AAAA"] } }), 401);
      assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: ["AAAA", header] } }), 401);
    },
  },
  {
    name: "a repeated header that a proxy joined with a comma is rejected with 401",
    async holds({ send, keys }) {
      const header = signatureOf(body, keys[0]);
      for (const joined of [`${header}, ${header}`, `${header},${header}`, `${header},AAAA`, `AAAA, ${header}`])
        assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: joined } }), 401);
    },
  },
  {
    name: "a signature that is malformed, of another body or by another key is rejected with 401",
    async holds({ send, keys }) {
      assertRefused(await send(body, { headers: { [SIGNATURE_HEADER]: "AAAA" } }), 401);
      assertRefused(await send(body, { headers: signed(`${body} `, keys[0]) }), 401);
      assertRefused(await send(body, { headers: signed(body, keys[1]) }), 401);
    },
  },
  {
    name: "the header is found whatever the case of its name (viber-bot 1.0.18)",
    async holds({ send, keys }) {
      for (const name of [SIGNATURE_HEADER, SIGNATURE_HEADER.toLowerCase(), "X-ConvoKraft-Signature"])
        assertEchoed(await send(body, { headers: { [name]: signatureOf(body, keys[0]) } }), body);
    },
  },
  {
    name: "two keys are accepted while one replaces the other (octokit/webhooks.js #770)",
    settings: (keys) => ({ publicKey: keys.map(({ publicKey }) => publicKey) }),
    async holds({ send, keys }) {
      for (const pair of keys) assertEchoed(await send(body, { headers: signed(body, pair) }), body);
    },
  },
  {
    name: "a repeated request is rejected with 409 if the author asks for it",
    settings: { replay: "reject" },
    async holds({ send, keys }) {
      const headers = signed(body, keys[0]);
      assertEchoed(await send(body, { headers }), body);
      assertRefused(await send(body, { headers }), 409);
    },
  },
  {
    name: "unsigned requests are answered if the author explicitly asks for it",
    settings: { publicKey: false },
    async holds({ send }) {
      assertEchoed(await send(body), body);
    },
  },
  {
    name: "it does not start without a key",
    async holds({ start }) {
      await assert.rejects(start({}), { code: "ERR_NO_PUBLIC_KEY" });
    },
  },
];
