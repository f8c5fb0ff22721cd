import { commandOf, isInstalled } from "./installed.js";

/** The browser of the tests. */
export const executablePath: string = commandOf("chromium");

/** Whether it is installed. */
export const hasChromium: boolean = isInstalled("chromium");

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
