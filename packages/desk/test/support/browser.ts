import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { build } from "vite";

const executablePath = process.env["CK_CHROMIUM"] ?? "/usr/bin/chromium";
const required = process.env["CI"] !== undefined && process.env["CK_REQUIRE_CHROMIUM"] === "1";
const folder = fileURLToPath(new URL("../..", import.meta.url));

/** Whether there is a browser to try the page in. Where there has to be one, it is taken to be there. */
export const hasChromium: boolean = required || existsSync(executablePath);
if (!hasChromium)
  console.warn(`The page is not tried: there is no ${executablePath}. On Debian: apt-get install chromium`);

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
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

/** Writes a picture for people, where that is asked for. */
export function screenshotPath(name: string): string | undefined {
  return process.env["CK_SCREENSHOTS"] === undefined ? undefined : path.join(folder, "artefacts", `${name}.png`);
}
