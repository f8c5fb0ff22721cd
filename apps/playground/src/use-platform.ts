import type { Client } from "@ck-desk/page/state/client.js";
import { useEffect, useState } from "preact/hooks";
import { createPlatform, type Platform, type Status } from "./platform/platform.js";
import { openFrame } from "./sandbox/frame.js";

/** How long nothing must be typed before the code runs, in ms. */
const PAUSE_MS = 300;

/** The platform, which runs the code. */
export interface UsedPlatform {
  readonly status: Status;
  /** Absent until the first bot is there. */
  readonly client: Client | undefined;
}

/** @param code - runs soon after each change. `undefined`: nothing runs */
export function usePlatform(code: string | undefined): UsedPlatform {
  const [platform, setPlatform] = useState<Platform>();
  const [status, setStatus] = useState<Status>({ state: "starting", message: "", log: "" });
  const [client, setClient] = useState<Client>();
  useEffect(() => {
    const start = async (): Promise<void> => {
      const frame = await openFrame();
      const onReady = (ready: Client): void => setClient(() => ready);
      const created = await createPlatform({ frame, onStatus: setStatus, onReady });
      setPlatform(() => created);
    };
    start().catch((error: unknown) => setStatus({ state: "failed", message: String(error), log: "" }));
  }, []);
  useEffect(() => {
    if (platform === undefined || code === undefined) return undefined;
    const timer = setTimeout(() => void platform.run(code), client === undefined ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
    // The client only says how soon.
  }, [platform, code]);
  return { status, client };
}
