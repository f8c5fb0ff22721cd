import { webhook } from "@ck/fetch";
import type { ConformanceAdapter } from "@ck/testing";
import { conformanceHost } from "@ck/testing/host";

/** For the conformance suite on runtimes other than Node. */
export const host: (request: Request) => Promise<Response> = conformanceHost(webhook);

/** What each runtime cannot do. */
const lacks: Record<string, ConformanceAdapter["lacks"]> = {
  bun: {
    drain: "Bun closes the connection if nobody reads the body: the answer may be lost.",
  },
  workerd: {
    "hang-up": "Miniflare stands between caller and worker, and does not pass it on.",
    drain: "workerd reads 64 KB of an unread body and resets the connection: the answer may be lost.",
    expect: "workerd does not answer Expect: 100-continue.",
    afterwards: "workerd stops once the answer is out, unless waitUntil is given.",
  },
};

/** Describes the adapter on a runtime. */
export function about(runtime: string): Omit<ConformanceAdapter, "start"> {
  return { name: "Fetch", lacks: lacks[runtime] ?? {} };
}
