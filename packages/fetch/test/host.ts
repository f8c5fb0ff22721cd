import { webhook } from "@ck/fetch";
import type { ConformanceAdapter } from "@ck/testing";
import { conformanceHost } from "@ck/testing/host";

/** For the conformance suite on runtimes other than Node. */
export const host: (request: Request) => Promise<Response> = conformanceHost(webhook);

/** What the runtime cannot do. */
const lacks: Record<string, ConformanceAdapter["lacks"]> = {
  bun: {
    drain: "Bun closes the connection of a body that nobody wants: the answer may be lost.",
  },
  workerd: {
    "hang-up": "Miniflare stands between the caller and the worker, and does not pass it on.",
    drain: "workerd reads 64 KB of a body that nobody wants, and then resets the connection: the answer may be lost.",
    expect: "workerd does not answer to Expect: 100-continue.",
  },
};

/** What the adapter is there. */
export function about(runtime: string): Omit<ConformanceAdapter, "start"> {
  return { name: "Fetch", lacks: lacks[runtime] ?? {} };
}
