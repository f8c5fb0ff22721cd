// @ts-check
/**
 * Writes each package's public surface, as API Extractor reads it from the built declarations, to `api.md` in its folder: a
 * change of the surface shows in a review. `--check` writes nothing, and fails if a report is not up to date.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { publishedFolders, readManifest, root } from "./workspace.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const temporary = mkdtempSync(path.join(tmpdir(), "ck-api-"));
const stale = [];
try {
  for (const folder of publishedFolders()) {
    for (const [entry, declarations] of entries(folder)) {
      const file = path.join(folder, entry === "index" ? "api.md" : `api-${entry}.md`);
      const report = reportOf(folder, declarations);
      if (existsSync(file) && readFileSync(file, "utf8") === report) continue;
      stale.push(path.relative(root, file));
      if (!values.check) writeFileSync(file, report);
    }
  }
} finally {
  rmSync(temporary, { recursive: true });
}
if (!values.check)
  console.log(stale.length === 0 ? "api: all reports are up to date." : `api: wrote ${stale.join(", ")}.`);
else if (stale.length > 0) {
  console.error(
    `api: not up to date: ${stale.join(", ")}. If the change is meant, run \`npm run api\` and commit the result.`,
  );
  process.exitCode = 1;
}

/**
 * The entries of a package that have types, each with its declaration file.
 *
 * @param {string} folder
 * @returns {[entry: string, declarations: string][]}
 */
function entries(folder) {
  return Object.entries(readManifest(folder).exports).flatMap(([specifier, target]) => {
    const types = /** @type {{ import?: { types?: string } }} */ (target).import?.types;
    if (types === undefined) return [];
    return [[specifier === "." ? "index" : path.basename(specifier), path.join(folder, types)]];
  });
}

/**
 * @param {string} folder
 * @param {string} declarations
 * @returns {string}
 */
function reportOf(folder, declarations) {
  const none = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
    configObjectFullPath: path.join(folder, "api-extractor.json"),
    packageJsonFullPath: path.join(folder, "package.json"),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: path.join(root, "tsconfig.base.json"),
          // What a package takes from another one of ours is what that one publishes.
          compilerOptions: { paths: {} },
          files: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: "report",
        reportFolder: temporary,
        reportTempFolder: path.join(temporary, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: none,
        extractorMessageReporting: { ...none, "ae-forgotten-export": { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: none,
      },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => (message.handled = true),
  });
  if (!succeeded) throw new Error(`API Extractor could not read ${declarations}.`);
  const report = readFileSync(path.join(temporary, "report.api.md"), "utf8");
  return report
    .replace(/^> Do not edit.*$/m, "> Written by `npm run api` (API Extractor). Do not edit.")
    .replaceAll(/^ *\/\/ (@public|\(undocumented\)|\(No @packageDocumentation .*)\n/gm, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .replace(/\n+```\n+$/, "\n```\n");
}
