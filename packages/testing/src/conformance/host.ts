import type { Bot, Bots, ReceiveOptions } from "@ck/bot";
import type { Layout } from "./adapter.js";
import type { ConformanceSettings } from "./settings.js";
import { mountWatched, type Observed } from "./bot.js";

/** Mounts a bot, or several, as a Fetch handler. Throws what `webhook(bot, options)` throws. */
export type MountBot = <B extends Bot | Bots>(
  bot: B,
  options: ReceiveOptions<B>,
  layout: Layout,
) => (request: Request) => Response | Promise<Response>;

/** The host's answer to a request to mount: the webhook's path, or the code of what was thrown. */
export type Mounted = { readonly path: string } | { readonly code: string; readonly message: string };

/**
 * Creates a Fetch handler for the conformance suite. It mounts the suite's bot as often as it is asked to, each time with
 * other options, and tells what the bots did. Serve it in the runtime to test, and pass its origin to `remoteAdapter`.
 *
 * @param mount - mounts a bot with the adapter to test
 * @returns the handler
 *
 * @example
 * ```ts
 * import { conformanceHost } from "@ck/testing/host";
 *
 * // Bun.serve({ fetch: host }), Deno.serve(host), export default { fetch: host }
 * const host = conformanceHost(() => () => new Response(null, { status: 503 }));
 * const mounted = await host(new Request("http://localhost/mount", { method: "POST", body: '{"layout":"route","settings":{"publicKey":false}}' }));
 * await mounted.json(); // → { path: "/0/convokraft" }
 * (await host(new Request("http://localhost/0/convokraft"))).status; // → 503
 * ```
 */
export function conformanceHost(mount: MountBot): (request: Request) => Promise<Response> {
  const mounted: { readonly handle: ReturnType<MountBot>; readonly observed: Observed }[] = [];

  async function add(request: Request): Promise<Mounted> {
    const { layout, settings } = (await request.json()) as { layout: Layout; settings: ConformanceSettings };
    try {
      const { mounted: handle, observed } = mountWatched(settings, (bot, options) => mount(bot, options, layout));
      const length = mounted.push({ handle, observed });
      return { path: `/${length - 1}/convokraft` };
    } catch (error) {
      const { code = "", message = "" } = error as { code?: string; message?: string };
      return { code, message };
    }
  }

  return async (request) => {
    const [, first = "", second] = new URL(request.url).pathname.split("/");
    if (first === "mount") return Response.json(await add(request));
    const found = mounted[Number(first)];
    if (found === undefined) return new Response(null, { status: 404 });
    return second === "observed" ? Response.json(found.observed) : found.handle(request);
  };
}
