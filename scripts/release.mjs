// @ts-check
/**
 * The two halves of a release: `version` turns the changesets into versions and changelogs, `publish` sends to the registry
 * what it does not have yet. The release workflow runs both.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./command.mjs";
import { install, isInstalled, toolEnvironment } from "./install.mjs";
import { npm } from "./npm.mjs";
import { step, StepFailure } from "./step.mjs";
import { publishedFolders, root } from "./workspace.mjs";

const [command = ""] = process.argv.slice(2);
const changeset = [process.execPath, path.join(root, "node_modules/@changesets/cli/bin.js")];
try {
  if (!isInstalled()) await step("install", install);
  const env = await toolEnvironment();
  if (command === "version") {
    await shown([...changeset, "version"], env);
    // The lockfile names the workspace's packages, but it has to be seen to agree.
    await shown(["pnpm", "install", "--lockfile-only"], env);
  } else if (command === "publish") {
    for (const name of ["build", "pack:check"])
      await step(name, () => run(npm("run", "--silent", name), { cwd: root, env }));
    nameRepository();
    await shown([...changeset, "publish"], env);
  } else {
    console.error(`Usage: node scripts/release.mjs version|publish; there is no "${command}".`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof StepFailure)) throw error;
  process.exitCode = error.code;
}

/**
 * @param {string[]} line
 * @param {NodeJS.ProcessEnv} env
 */
async function shown(line, env) {
  const { code } = await run(line, { cwd: root, env, show: true });
  if (code !== 0) throw new StepFailure(line.join(" "), code);
}

/** The registry accepts a provenance only if the package names the repository that it was built in. */
function nameRepository() {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
  if (!server || !name) return;
  for (const folder of publishedFolders()) {
    const file = path.join(folder, "package.json");
    const directory = path.relative(root, folder);
    const repository = { type: "git", url: `git+${server}/${name}.git`, directory };
    writeFileSync(file, `${JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), repository }, null, 2)}\n`);
  }
}
