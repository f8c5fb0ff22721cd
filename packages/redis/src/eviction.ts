import type { Connectable } from "./connection.js";
import { RedisStoreError } from "./error.js";

interface WithInfo extends Connectable {
  info(section: "memory"): Promise<string>;
}

/** Looks at the eviction policy when the client first connects. A server that does not tell is left alone. */
export function reportEviction(client: WithInfo, report: (error: RedisStoreError) => void): void {
  let isRead = false;
  client.on("ready", () => {
    if (isRead) return;
    isRead = true;
    void readPolicy(client).then((policy) => policy !== undefined && report(evicting(policy)));
  });
}

/** The policy by which the server may evict keys; `undefined` if it may not, or does not tell. */
export async function readPolicy(client: Pick<WithInfo, "info">): Promise<string | undefined> {
  try {
    const [, policy] = /^maxmemory_policy:(\S+)/m.exec(await client.info("memory")) ?? [];
    return policy === "noeviction" ? undefined : policy;
  } catch {
    // An ACL may forbid INFO, and the connection may be gone.
    return undefined;
  }
}

function evicting(policy: string): RedisStoreError {
  return new RedisStoreError(
    "ERR_REDIS_EVICTION",
    `Redis has maxmemory-policy ${policy}: when memory runs short it drops requests that the replay guard has to recognise, and answers that were promised. Set it to noeviction.`,
  );
}
