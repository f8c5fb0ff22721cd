import { existsSync } from "node:fs";

/** The browser of the tests. */
export const executablePath: string = process.env["CK_CHROMIUM"] ?? "/usr/bin/chromium";

const required = process.env["CI"] !== undefined && process.env["CK_REQUIRE_CHROMIUM"] === "1";

/** Whether it is installed. Where it has to be, it is taken to be there. */
export const hasChromium: boolean = required || existsSync(executablePath);
if (!hasChromium)
  console.warn(`No browser is tried: there is no ${executablePath}. On Debian: apt-get install chromium`);

/** How to launch it, for `chromium.launch` of playwright-core: without a screen, and without traffic of its own. */
export const launchOptions: { executablePath: string; args: string[] } = {
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
};
