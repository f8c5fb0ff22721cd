import type * as Channels from "node:diagnostics_channel";

type Runtime = { readonly process?: { getBuiltinModule?: (id: string) => unknown } };

/** `node:diagnostics_channel`, where the runtime has it. */
export function diagnosticsChannel(): typeof Channels | undefined {
  try {
    // Under names of our own: Next.js fails the build of an edge function in which `process.getBuiltinModule` is written out.
    const host = (globalThis as Runtime)["process"];
    const get = "getBuiltinModule";
    return host?.[get]?.("node:diagnostics_channel") as typeof Channels | undefined;
  } catch {
    // Some runtimes have the function, and throw for a module that they do not know.
    return undefined;
  }
}
