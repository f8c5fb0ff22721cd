import { once } from "node:events";
import path from "node:path";
import { watch } from "chokidar";

/** What a change concerns: the code, the definition file, or the vault's keys. */
export type Changed = "code" | "definition" | "keys";

/** What is watched. */
export interface WatchOptions {
  /** The folder of the author's project. */
  readonly root: string;
  /** The definition file, which need not exist. */
  readonly config: string;
  /** The vault's file, which need not exist. */
  readonly vault: string;
  /** The folder of the vaults of several bots, which need not exist. */
  readonly bots: string;
  /** Called once for changes that come together. */
  readonly onChange: (changed: ReadonlySet<Changed>, files: readonly string[]) => void;
}

/** Files that a server may load. */
const SOURCE = /(?:\.(?:[cm]?[jt]s|[jt]sx|json)|(?:^|[\\/])\.env[^\\/]*)$/;
/** Folders that hold none of the author's own. */
const FOREIGN = /(?:^|[\\/])(?:node_modules|dist|build|coverage|\.(?!env)[^\\/]+)(?:[\\/]|$)/;
const VAULT = "vault.json";
/** Editors write in several steps, and save several files at once. */
const SETTLE_MS = 50;

/**
 * Watches a project. Resolves once changes are seen.
 *
 * @returns the function that stops it
 */
export async function watchProject({
  root,
  config,
  vault,
  bots,
  onChange,
}: WatchOptions): Promise<() => Promise<void>> {
  const [configFile, vaultFile] = [path.resolve(config), path.resolve(vault)];
  const botsFolder = `${path.resolve(bots)}${path.sep}`;
  const isForeign = (file: string): boolean => FOREIGN.test(path.relative(root, file));
  const sources = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (file, stats) => isForeign(file) || (stats?.isFile() === true && !SOURCE.test(file)),
  });
  const named = watch([configFile, vaultFile], { ignoreInitial: true, followSymlinks: false });
  const vaults = watch(path.resolve(bots), {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (each, stats) => stats?.isFile() === true && path.basename(each) !== VAULT,
  });

  const changed = new Set<Changed>();
  const files = new Set<string>();
  let settling: NodeJS.Timeout | undefined;
  // The library's types also have the errors of other events here.
  const take = (file: string | Error): void => {
    const full = path.resolve(String(file));
    changed.add(
      full === configFile ? "definition" : full === vaultFile || full.startsWith(botsFolder) ? "keys" : "code",
    );
    files.add(path.relative(root, full));
    clearTimeout(settling);
    settling = setTimeout(() => {
      const [kinds, names] = [new Set(changed), [...files]];
      changed.clear();
      files.clear();
      onChange(kinds, names);
    }, SETTLE_MS);
  };
  for (const watcher of [sources, named, vaults])
    watcher
      .on("add", take)
      .on("change", take)
      .on("unlink", take)
      // A folder that may not be read, or too many files: the others are still watched.
      .on("error", () => undefined);
  await Promise.all([sources, named, vaults].map((watcher) => once(watcher, "ready")));
  return async () => {
    clearTimeout(settling);
    await Promise.all([sources, named, vaults].map((watcher) => watcher.close()));
  };
}
