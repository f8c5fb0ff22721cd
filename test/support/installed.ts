import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** The programs that some tests need, beside Node. */
export type NeededProgram = "chromium" | "nginx" | "postgres" | "prometheus" | "redis" | "systemd";

interface Program {
  /** What to run: a path, or a name to look for in `PATH`. */
  readonly command: string;
  /** The Debian package that has it. */
  readonly package: string;
}

const { env } = process;
const PROGRAMS: Readonly<Record<NeededProgram, Program>> = {
  chromium: { command: env["CK_CHROMIUM"] ?? "/usr/bin/chromium", package: "chromium" },
  nginx: { command: env["CK_NGINX"] ?? "/usr/sbin/nginx", package: "nginx" },
  postgres: { command: path.join(newestPostgres(), "initdb"), package: "postgresql" },
  prometheus: { command: "prometheus", package: "prometheus" },
  redis: { command: env["CK_REDIS_SERVER"] ?? "redis-server", package: "redis-server" },
  systemd: { command: "systemd-analyze", package: "systemd" },
};

/** The path or the name to run a program by. */
export function commandOf(name: NeededProgram): string {
  return PROGRAMS[name].command;
}

/**
 * Whether a program is installed; if not, a warning says that its tests are skipped. With `CI` set and `CK_REQUIRE_…=1`, `CK_REQUIRE_NGINX=1` for
 * one, it is taken to be there, and its tests fail where it is not.
 */
export function isInstalled(name: NeededProgram): boolean {
  const { command, package: debian } = PROGRAMS[name];
  if (env["CI"] !== undefined && env[`CK_REQUIRE_${name.toUpperCase()}`] === "1") return true;
  const isThere = path.isAbsolute(command) ? existsSync(command) : spawnSync(command, ["--version"]).status === 0;
  if (!isThere) console.warn(`Tests are skipped: there is no ${command}. On Debian: apt-get install ${debian}`);
  return isThere;
}

/** Debian keeps several versions side by side, none of them in `PATH`. */
function newestPostgres(): string {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isFinite) : [];
  return path.join(folder, versions.length > 0 ? String(Math.max(...versions)) : "17", "bin");
}
