// @ts-check
import { defineConfig } from "vite";

/** The page, built into the package. What it is made of is bundled, so its users install none of it. */
export default defineConfig({
  root: import.meta.dirname + "/src/page",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/page",
    emptyOutDir: true,
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy of the server allows files of its own only.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Of @ck/markup the page only shows markup. The Markdown parser does nothing when it is imported, though its package does not say so.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !id.includes("/node_modules/") } },
    license: { fileName: "licenses.md" },
  },
});
