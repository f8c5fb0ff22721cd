import type { PackageManager } from "../answers/answers.js";

/** How a package manager runs a script of the project. */
export function runScript(packageManager: PackageManager, script: string): string {
  if (packageManager === "npm") return script === "test" || script === "start" ? `npm ${script}` : `npm run ${script}`;
  return `${packageManager} run ${script}`;
}

/** How a package manager creates a project without a question, given the flags. */
export function createCommand(packageManager: PackageManager, name: string, flags: readonly string[]): string {
  const create = {
    npm: `npm create @ck/bot@latest ${name} --`,
    pnpm: `pnpm create @ck/bot@latest ${name}`,
    yarn: `yarn create @ck/bot ${name}`,
    bun: `bunx @ck/create-bot@latest ${name}`,
  }[packageManager];
  return `${create} ${flags.join(" ")}`;
}

/** What a clean machine runs to install exactly what the lockfile says, and the lockfile's name. */
export const CLEAN_INSTALL: Readonly<Record<PackageManager, { readonly lockfile: string; readonly command: string }>> =
  {
    npm: { lockfile: "package-lock.json", command: "npm ci" },
    pnpm: { lockfile: "pnpm-lock.yaml", command: "pnpm install --frozen-lockfile" },
    yarn: { lockfile: "yarn.lock", command: "yarn install --frozen-lockfile" },
    bun: { lockfile: "bun.lock", command: "bun install --frozen-lockfile" },
  };
