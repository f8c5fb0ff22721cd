import type { VisitorVerifier } from "@ck/bot";
import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
import { string, object } from "valibot";
import { expect, expectTypeOf, it } from "vitest";
import { z } from "zod";

const { privateKey, publicKey } = await generateVisitorKey();

it("a schema types the visitor", () => {
  const schema = z.object({ email: z.email(), roles: z.array(z.string()) });
  type Typed = { readonly id: string } & { email: string; roles: string[] };
  expectTypeOf(verified({ keys: publicKey, schema })).toEqualTypeOf<VisitorVerifier<Typed>>();
  const byValibot = verified({ keys: publicKey, schema: object({ email: string() }) });
  expectTypeOf(byValibot).toEqualTypeOf<VisitorVerifier<{ readonly id: string } & { email: string }>>();
});

it("without a schema, only the id is known", () => {
  const bare = verified({ keys: publicKey });
  type Bare = NonNullable<Awaited<ReturnType<typeof bare.verify>>["visitor"]>;
  expectTypeOf<Bare["id"]>().toEqualTypeOf<string>();
  expectTypeOf<Bare["email"]>().toEqualTypeOf<unknown>();
});

it("what could not be right is a type error", () => {
  const env: string | undefined = publicKey;
  verified({ keys: env });
  const wrong = [
    // @ts-expect-error -- no such option
    () => verified({ keys: publicKey, algorithms: ["none"] }),
    // @ts-expect-error -- a schema of text is not a visitor
    () => verified({ keys: publicKey, schema: z.string() }),
    // @ts-expect-error -- an id is needed
    () => signVisitor({ email: "asha@example.com" }, { key: privateKey, expiresIn: "15m" }),
    // @ts-expect-error -- every token ends
    () => signVisitor({ id: "u-17" }, { key: privateKey }),
    // @ts-expect-error -- a duration has a unit
    () => signVisitor({ id: "u-17" }, { key: privateKey, expiresIn: "15" }),
  ];
  expect(wrong).toHaveLength(5);
});
