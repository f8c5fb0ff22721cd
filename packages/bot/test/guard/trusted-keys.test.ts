import { createKeyRing, importPublicKey, type PublicKeyNumbers } from "@ck/signature";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot } from "../../src/index.js";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";

const BODY = JSON.stringify({ todo: "execute", action: "Hello" });
const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });

let keys: Keys;
let other: Keys;
beforeAll(async () => {
  [keys, other] = await Promise.all([makeKeys(), makeKeys()]);
});

describe("a ring of keys that runs out", () => {
  it("rejects every request with 401, and the author hears of it once each time", async () => {
    const ring = createKeyRing({ development: keys.publicKey });
    const { send, events, errors } = talk(bot, { publicKey: ring, explainFailures: 0 });
    expect((await send(BODY, signed(BODY, keys))).status).toBe(200);
    ring.retire(keys.publicKey.keyId);
    for (let n = 0; n < 3; n++) expect((await send(BODY, signed(BODY, keys))).status).toBe(401);
    expect(events.slice(1).map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array(3).fill(["refused", "signature-no-keys"]),
    );
    expect(errors.map(({ code }) => code)).toEqual(["ERR_NO_PUBLIC_KEY"]);
    ring.add("development", other.publicKey);
    expect((await send(BODY, signed(BODY, other))).status).toBe(200);
    ring.retire(other.publicKey.keyId);
    expect((await send(BODY, signed(BODY, other))).status).toBe(401);
    expect(errors.map(({ code }) => code)).toEqual(["ERR_NO_PUBLIC_KEY", "ERR_NO_PUBLIC_KEY"]);
  });
});

describe("a key whose modulus is not prime", () => {
  it("is reported with its id, and refused from then on", async () => {
    const { send, errors, events } = talk(bot, { publicKey: compositeP, explainFailures: 0 });
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_KEY_REFUSED"]), { timeout: 60_000 });
    expect(errors[0]?.message).toContain(importPublicKey(compositeP).keyId);
    await send(BODY, signed(BODY, keys));
    expect(events[0]).toMatchObject({ status: 401, reason: "signature-no-keys" });
    expect(errors.map(({ code }) => code)).toEqual(["ERR_KEY_REFUSED", "ERR_NO_PUBLIC_KEY"]);
  });

  it("takes no other key with it, and is noticed when a ring gets it later", async () => {
    const ring = createKeyRing({ development: keys.publicKey });
    const { send, errors } = talk(bot, { publicKey: ring, explainFailures: 0 });
    ring.add("development", compositeP);
    expect((await send(BODY, signed(BODY, keys))).status).toBe(200);
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_KEY_REFUSED"]), { timeout: 60_000 });
    expect((await send(BODY, signed(BODY, keys))).status).toBe(200);
    ring.retire(keys.publicKey.keyId);
    expect((await send(BODY, signed(BODY, keys))).status).toBe(401);
  });
});

/** A key whose p is the product of two primes, and that passes every other check. */
const compositeP: PublicKeyNumbers = {
  p: BigInt(
    "0xd4773217b4383155fa6833735bef4e208afafc1b264accf1abbfa5cabb1e901bcf13f650459b2b4b169dfc909c15a9e974267a7f6209b9d386359aeee999a25b437cb67db9b073dd0f52102d7b90ebe5daf3040d88944405039d70bd6d461e6067cb7242ad65893b038f6b58e696b71a35880cd0ad3ad37e7f9e6f854e4f9139",
  ),
  q: BigInt("0xdeab60c1804a1927f87b51ef254d34a53ceaaf13"),
  g: BigInt(
    "0x96b96cbc90af5fe561d5b8f4c106ca946104ec0dce1f33eac0f8e98a24e12a80800ddc468c39c6f14b6f18d4c853c0eeb31dbe5cfce613859f96c60c4138fcd3694c74db338855107068911f4309bb8308cbbd118b3a113380fcb0133c722332d8c20276c9a5ad8666707b76e5d711831f2b1aa8ca8944fff3946150c046c9d9",
  ),
  y: BigInt(
    "0x50ecf5d2e9458d136e3f028c56a363387561faa65e88a30a59915df671106a180015f8c92c0c68c8799a42d4183b8c3f9315d714e8b6b64546f2c9050f166d639c423b08c6746376f53bcbec18dd867377d6f899919ad2a448ee7fd7c0b298f204d33fcbddce64292ab8b35e81871c9d4551696267dae2aa71fd71cc512619eb",
  ),
};
