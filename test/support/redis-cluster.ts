import { spawnSync } from "node:child_process";
import { startRedis, type RedisServer } from "./redis-server.js";

/** Three nodes, each with a third of the keys. */
export async function startCluster(): Promise<RedisServer[]> {
  const args = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"];
  const servers = await Promise.all([1, 2, 3].map(() => startRedis({ durable: true, args })));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const made = spawnSync("redis-cli", ["--cluster", "create", ...addresses, "--cluster-yes"], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`redis-cli made no cluster:\n${made.stdout}\n${made.stderr}`);
  return servers;
}
