// @ts-check
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { sandboxPage } from "./sandbox-page.mjs";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

/** Our packages come from their sources: the page's parts are the desk's, and an edit needs no build of a package. */
export const alias = [
  { find: /^@ck-desk\/(.+)\.js$/, replacement: `${packages}desk/src/$1` },
  { find: /^@ck-desk\/(.+\.css)$/, replacement: `${packages}desk/src/$1` },
  { find: /^@ck\/([a-z]+)$/, replacement: `${packages}$1/src/index.ts` },
  { find: /^@ck\/([a-z]+)\/([a-z]+)$/, replacement: `${packages}$1/src/$2.ts` },
];

export default defineConfig({
  root: import.meta.dirname,
  // It is served under any path.
  base: "./",
  publicDir: false,
  resolve: { alias, dedupe: ["preact"] },
  plugins: [sandboxPage({ alias, entry: fileURLToPath(new URL("src/runner/worker.ts", import.meta.url)) })],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy of the page allows files of its own only.
    assetsInlineLimit: 0,
    modulePreload: false,
    // The editor is one large file on purpose: it is loaded when the rest of the page is there.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { checks: { bundlerTimings: false } },
    license: { fileName: "licenses.md" },
  },
});
