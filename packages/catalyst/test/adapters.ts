import { listen, type ConformanceAdapter } from "@ck/testing";
import { webhook, type NodeListener } from "@ck/catalyst";

/** For the conformance suite: an AppSail service, and an Advanced I/O function in a server like that of Catalyst's runtime. */
export const adapters: readonly ConformanceAdapter[] = [
  { name: "Catalyst AppSail", start: (bot, options) => listen(webhook(bot, options)) },
  {
    name: "Catalyst Advanced I/O",
    layouts: ["route", "prefix"],
    start(bot, options, { layout }) {
      const loaded = Promise.resolve({ default: webhook(bot, options) });
      const path = layout === "prefix" ? "/server/leave/convokraft" : "/convokraft";
      return listen((req, res) => void answer(loaded, req, res), path);
    },
  },
];

/** The runtime imports the function's module at each request, so it calls it a moment later. Errors go to the caller. */
async function answer(
  loaded: Promise<{ default: NodeListener }>,
  ...[req, res]: Parameters<NodeListener>
): Promise<void> {
  try {
    const { default: run } = await loaded;
    run(req, res);
  } catch (error) {
    res.writeHead(500);
    res.end(String(error));
  }
}
