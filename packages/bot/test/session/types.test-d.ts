/** Compile-only: `tsc` is the test. What a schema says of a store reaches the handlers. */
import * as v from "valibot";
import { z } from "zod";
import { action, createBot, createFactory, hook, type Bot, type Nothing } from "../../src/index.js";

const session = z.object({ cart: z.array(z.string()).default([]), since: z.coerce.date().optional() });
const cache = v.optional(v.object({ tries: v.optional(v.number(), 0) }), {});

const count = hook<Nothing, { session: { cart: string[] } }>((context, next) =>
  context.session.cart.length > 9 ? "Your cart is full." : next(),
);

const bot = createBot({
  session,
  cache,
  use: [count],
  actions: {
    Plain: action({ execute: ({ broadcast }) => String(broadcast["cart"]) }),
  },
  welcome(context) {
    context.session.cart.push("A-17");
    context.session = { cart: [] };
    context.session.since satisfies Date | undefined;
    context.cache.tries satisfies number;
    // @ts-expect-error -- no such key
    void context.session.card;
    // @ts-expect-error -- a cart has texts
    context.session.cart.push(7);
    // @ts-expect-error -- not all of a session
    context.session = {};
    return "Hello!";
  },
  failure: (context) => {
    // @ts-expect-error -- it may be the schema that has failed
    void context.session.cart;
    return String(context.session?.cart.length);
  },
});
bot satisfies Bot;

createBot({
  session: {
    schema: session,
    migrate: (old) => ({ cart: [old["item"]] }),
  },
  actions: {},
  fallback: ({ session }) => session.cart.join(),
});
// @ts-expect-error -- a type is no schema
createBot({ session: { cart: [] }, actions: {} });

const shop = createFactory({
  session,
  use: [
    hook<{ size: number }>((context, next) =>
      next({ size: (context as { session?: { cart: string[] } }).session?.cart.length ?? 0 }),
    ),
  ],
});
const show = shop.action({ execute: (context) => `${context.session.cart.length} of ${context.size}` });
shop.createBot({ actions: { Show: show }, welcome: ({ session }) => session.cart.join() }) satisfies Bot;
createBot({ session, use: [hook<{ size: number }>((_, next) => next({ size: 1 }))], actions: { Show: show } });
// @ts-expect-error -- the action needs a session that this bot does not have
createBot({ actions: { Show: show } });
createBot({
  session: z.object({ cart: z.array(z.number()).default([]) }),
  use: [hook<{ size: number }>((_, next) => next({ size: 1 }))],
  // @ts-expect-error -- nor one of another type
  actions: { Show: show },
});

// A bot without a schema has what it had.
createBot({
  actions: {},
  welcome(context) {
    context.broadcast["anything"] = 1;
    // @ts-expect-error -- there is no session
    return String(context.session);
  },
});
