import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { build } from "vite";
import { launchOptions } from "@ck-test/chromium";

export { hasChromium } from "@ck-test/chromium";

const folder = fileURLToPath(new URL("../..", import.meta.url));

export async function launch(): Promise<Browser> {
  return chromium.launch(launchOptions);
}

/** Builds the page from the sources, so that an edit is tested without a build of the package. */
export async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(path.join(tmpdir(), "ck-desk-page-"));
  const markup = path.join(folder, "../markup/src/index.ts");
  await build({
    configFile: path.join(folder, "vite.config.mjs"),
    logLevel: "warn",
    mode: "production",
    resolve: { alias: { "@ck/markup": markup } },
    build: { outDir },
  });
  return outDir;
}

/**
 * Where a picture for people goes: a folder that git ignores, or the one of `CK_SCREENSHOTS`. With `CK_SCREENSHOTS=0`
 * there are none.
 */
export function screenshotPath(name: string): string | undefined {
  const wanted = process.env["CK_SCREENSHOTS"] ?? path.join(folder, "artefacts");
  return wanted === "0" ? undefined : path.join(wanted, `${name}.png`);
}
