import { expectTypeOf, test } from "vitest";
import {
  importPublicKey,
  sign,
  verify,
  verifySync,
  type PublicKey,
  type SignatureErrorCode,
  type VerifyResult,
} from "../src/index.js";

/** Compiled, never run: what an author's editor says. */
export function authorsCode(header: string | string[] | undefined, pem: string): void {
  const result = verifySync("body", header, pem);
  // @ts-expect-error -- only a valid signature has a key
  void result.key;
  if (result.valid) {
    expectTypeOf(result.key).toEqualTypeOf<PublicKey>();
    // @ts-expect-error -- a valid signature has no reason
    void result.reason;
  } else {
    expectTypeOf(result.reason).toEqualTypeOf<
      "missing" | "repeated" | "malformed" | "mismatch" | "not-bytes" | "no-keys"
    >();
  }
  // @ts-expect-error -- a parsed object is not a body
  void verify({ todo: "welcome" }, header, pem);
  // @ts-expect-error -- MD5 is not supported
  void verify("body", header, pem, { hash: "md5" });
  // @ts-expect-error -- a public key signs nothing
  sign("body", importPublicKey(pem));
  // @ts-expect-error -- a size that is accepted anyway need not be allowed
  importPublicKey(pem, { allow: ["2048/256"] });
}

test("the types are what the documentation says", () => {
  expectTypeOf(verify).returns.resolves.toEqualTypeOf<VerifyResult>();
  expectTypeOf(sign).returns.toEqualTypeOf<string>();
  expectTypeOf(importPublicKey).returns.toEqualTypeOf<PublicKey>();
  expectTypeOf<"ERR_KEY_IS_RSA">().toExtend<SignatureErrorCode>();
});
