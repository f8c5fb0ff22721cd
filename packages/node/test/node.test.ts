import { describeAdapter, type Layout } from "../../bot/test/adapter-suite.js";
import { webhook, type NodeRequest } from "../src/index.js";

describeAdapter(
  "node:http",
  (bot, options, layout) => {
    const answer = webhook(bot, options);
    const before: Partial<Record<Layout, (req: NodeRequest) => Promise<unknown>>> = {
      "after a parser that keeps the bytes": async (req) => Object.assign(req, { rawBody: await readAll(req) }),
      "after a parser that keeps nothing": readAll,
      "after an encoding was set": (req) => Promise.resolve(req.setEncoding("utf8")),
    };
    return (req, res) => {
      const mounted = layout === "router" ? "/bots/leave/convokraft" : "/convokraft";
      const first = before[layout]?.(req) ?? Promise.resolve();
      void first.then(async () => {
        if (req.url === mounted) answer(req, res);
        else res.end(await readAll(req));
      });
    };
  },
  /before anything reads the request.*rawBody/,
);

async function readAll(req: NodeRequest): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
