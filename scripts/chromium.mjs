// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { installTool } from "./tools.mjs";

/** Where Chromium is: what CHROMIUM names, or Debian's. */
export function findChromium() {
  return [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/**
 * Loads a module in a page of Chromium, and calls the function that it assigned to `globalThis.main`.
 *
 * @param {string} executablePath
 * @param {string} module the file, with everything bundled
 * @param {unknown} [argument]
 * @returns {Promise<any>} what the function resolves to, as JSON can carry it
 */
export async function runInChromium(executablePath, module, argument) {
  const { chromium } = installTool("playwright-core").require("playwright-core");
  // WebCrypto needs a secure context; a loopback address is one.
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.mjs";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript
        ? readFileSync(module)
        : '<!doctype html><meta charset="utf-8"><script type="module" src="/page.mjs"></script>',
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction("'main' in globalThis");
    return await page.evaluate(`globalThis.main(${JSON.stringify(argument)})`);
  } finally {
    await browser.close();
    server.close();
  }
}
