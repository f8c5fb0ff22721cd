import { webhook, type NodeRequest } from "@ck/node";
import { LAYOUTS, listen, type ConformanceAdapter, type Layout } from "@ck/testing";

/** What runs before the webhook in each layout. */
const before: Partial<Record<Layout, (req: NodeRequest) => Promise<unknown>>> = {
  "after a parser that keeps the bytes": async (req) => Object.assign(req, { rawBody: await readAll(req) }),
  "after a parser that keeps nothing": readAll,
  "after an encoding was set": (req) => Promise.resolve(req.setEncoding("utf8")),
};

/** For the conformance suite. */
export const adapters: readonly ConformanceAdapter[] = [
  {
    name: "node:http",
    layouts: LAYOUTS,
    fix: /before anything reads the request.*rawBody/,
    start(bot, options, { layout }) {
      const answer = webhook(bot, options);
      const path = layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft";
      return listen(async (req, res) => {
        await before[layout]?.(req);
        if (req.url?.split("?")[0] === path) answer(req, res);
        else res.end(await readAll(req));
      }, path);
    },
  },
];

async function readAll(req: NodeRequest): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
