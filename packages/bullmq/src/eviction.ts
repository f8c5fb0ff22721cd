import { BotError } from "@ck/bot";
import type { Client } from "./connect.js";

/**
 * Reports a Redis that may evict jobs. BullMQ reads `INFO` on every connection and prints a warning on each: here it is
 * read with it, reported once, and kept from BullMQ.
 */
export function noticeEviction(report: (error: BotError) => void): (client: Client) => void {
  let isReported = false;
  return (client) => {
    const info = client.info.bind(client) as (...parameters: unknown[]) => Promise<unknown>;
    const read = async (...parameters: unknown[]): Promise<unknown> => {
      const reply = await info(...parameters);
      const [, policy = "noeviction"] = /^maxmemory_policy:(\S+)/m.exec(String(reply)) ?? [];
      if (policy === "noeviction") return reply;
      if (!isReported) report(evicting(policy));
      isReported = true;
      return String(reply).replace(/^(maxmemory_policy:)\S+/m, "$1noeviction");
    };
    Object.assign(client, { info: read });
  };
}

/** The policy by which the server may evict keys; `undefined` if it may not, or does not tell. */
export async function readPolicy(client: Client): Promise<string | undefined> {
  // Not by `info`, which says `noeviction` to BullMQ.
  const reply = await client.call("INFO", "memory").catch(() => "");
  const [, policy = "noeviction"] = /^maxmemory_policy:(\S+)/m.exec(String(reply)) ?? [];
  return policy === "noeviction" ? undefined : policy;
}

/** What a policy does to a queue. */
export function describePolicy(policy: string): string {
  return `The Redis of the queue has maxmemory-policy ${policy}: when memory runs short it drops jobs that it has acknowledged.`;
}

function evicting(policy: string): BotError {
  return new BotError("ERR_QUEUE", `${describePolicy(policy)} Set it to noeviction.`);
}
