import type { ConformanceAdapter, Served } from "./adapter.js";
import type { Observed } from "./bot.js";
import type { Mounted } from "./host.js";

/**
 * Describes an adapter that runs in another process or runtime, behind `conformanceHost` of `@ck/testing/host`.
 *
 * @param origin - the URL that the host listens on: `http://127.0.0.1:8787`
 * @param about - the adapter's name, its layouts, and what it lacks
 * @returns the adapter for `conformance`
 *
 * @example
 * ```ts
 * import { conformance, remoteAdapter } from "@ck/testing";
 *
 * const cases = conformance(remoteAdapter("http://127.0.0.1:8787", { name: "@ck/fetch on Bun" }));
 * ```
 */
export function remoteAdapter(origin: string, about: Omit<ConformanceAdapter, "start">): ConformanceAdapter {
  return {
    ...about,
    async start(_bot, _options, place): Promise<Served> {
      const mounted = await readJson<Mounted>(new URL("/mount", origin).href, {
        method: "POST",
        body: JSON.stringify(place),
      });
      if ("code" in mounted) throw Object.assign(new Error(mounted.message), { code: mounted.code });
      const url = new URL(mounted.path, origin).href;
      return {
        url,
        close: () => Promise.resolve(),
        observed: () => readJson<Observed>(new URL("observed", url).href),
      };
    },
  };
}

async function readJson<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`The host answered ${response.status} to ${url}.`);
  return (await response.json()) as T;
}
