// @ts-check
/**
 * Tries what a release would publish, as its users get it: packs every package, installs the tarballs with npm into empty
 * projects, runs a signed bot over HTTP from ESM and from CJS, and type-checks an author's code. Then it copies the adapter
 * template, and has it pass its own tests there.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyTemplate } from "./copy-template.mjs";
import { Interrupted, run, runOrThrow } from "./command.mjs";
import { install, isInstalled, toolEnvironment } from "./install.mjs";
import { npm } from "./npm.mjs";
import { projects } from "./release-projects.mjs";
import { pack } from "./pack.mjs";
import { step, StepFailure } from "./step.mjs";
import { publishedFolders, root } from "./workspace.mjs";

/** @typedef {import("./release-projects.mjs").Project} Project */

const minutes = 60_000;
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
/** @type {{ project: string, what: string, ok: boolean, detail: string }[]} */
const results = [];
const temporary = mkdtempSync(path.join(tmpdir(), "ck-release-"));
try {
  if (!isInstalled()) await step("install", install);
  const env = await toolEnvironment();
  await step("build", () => run(npm("run", "--silent", "build"), { cwd: root, env }));

  /** @type {string[]} */
  const tarballs = [];
  await step("pack", async () => {
    for (const folder of publishedFolders()) tarballs.push(await pack(folder, temporary));
  });
  for (const project of projects) {
    console.error(`ck: trying it with ${project.name} …`);
    await tryOut(project, tarballs);
  }
  console.error("ck: trying the adapter template …");
  await tryTemplate(tarballs);
  showTable();
} catch (error) {
  if (!(error instanceof StepFailure || error instanceof Interrupted)) throw error;
  console.error(`ck: release:check stopped: ${error.message}.`);
  process.exitCode = error.code;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * @param {Project} project
 * @param {string[]} tarballs
 */
async function tryOut(project, tarballs) {
  const folder = path.join(temporary, project.name.replaceAll(/[^\w]+/g, "-"));
  if (!(await check(project, "npm install", () => installInto(project, folder, tarballs)))) return;
  for (const program of project.programs) await check(project, program, () => converse(folder, program));
  for (const resolution of ["node16", "bundler"])
    await check(project, `types: ${resolution}`, () => typecheck(project, folder, resolution));
}

/** @param {string[]} tarballs */
async function tryTemplate(tarballs) {
  const project = { name: "a copy of the adapter template" };
  const folder = path.join(temporary, "my-adapter");
  const installed = await check(project, "npm install", async () => {
    const others = copyTemplate(folder);
    const ours = tarballs.filter((name) =>
      /-(bot|node|testing|emulator|markup|protocol|signature)-/.test(path.basename(name)),
    );
    await npmInstall(folder, [...ours, ...others]);
    return [`${ours.length} tarballs`, ...others].join(" ");
  });
  if (!installed) return;
  for (const script of ["test", "typecheck"]) {
    await check(project, `npm run ${script}`, async () => {
      await runOrThrow(npm("run", "--silent", script), { cwd: folder, timeoutMs: 2 * minutes });
      return "";
    });
  }
}

function showTable() {
  for (const { ok, project, what, detail } of results)
    console.log(`${ok ? "ok    " : "FAILED"}  ${project.padEnd(42)}${what.padEnd(18)}${ok ? detail : `\n${detail}`}`);
  const failed = results.filter(({ ok }) => !ok).length;
  console.log(
    `release:check: ${failed === 0 ? "all" : `${failed} of`} ${results.length} checks ${failed === 0 ? "passed" : "failed"}.`,
  );
  if (failed > 0) process.exitCode = 1;
}

/**
 * Lays out a project and installs into it.
 *
 * @param {Project} project
 * @param {string} folder
 * @param {string[]} tarballs
 */
async function installInto({ dependencies }, folder, tarballs) {
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  // Without frameworks only what needs none: the others' types could not be resolved.
  const ours = tarballs.filter(
    (tarball) =>
      dependencies.length > 0 || !/-(express|koa|fastify|catalyst|redis|bullmq)-/.test(path.basename(tarball)),
  );
  await npmInstall(folder, [...ours, ...dependencies]);
  cpSync(fixtures, folder, { recursive: true });
  return [`${ours.length} tarballs`, ...dependencies].join(" ");
}

/**
 * @param {string} folder
 * @param {string[]} packages Tarballs, and others with their versions.
 */
async function npmInstall(folder, packages) {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await runOrThrow(npm("install", ...flags, ...packages), { cwd: folder, timeoutMs: 4 * minutes });

  const lock = JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8"));
  for (const [where, { resolved }] of Object.entries(lock.packages)) {
    if (where.includes("@ck/") && !resolved?.startsWith("file:"))
      throw new Error(`${where} came from the registry, not from this tree's tarballs.`);
  }
}

/**
 * Puts one line into the table.
 *
 * @param {Pick<Project, "name">} project
 * @param {string} what
 * @param {() => Promise<string>} job Returns a detail for the table.
 * @returns {Promise<boolean>} Whether it went well.
 */
async function check({ name: project }, what, job) {
  try {
    results.push({ project, what, ok: true, detail: await job() });
    return true;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    results.push({ project, what, ok: false, detail: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

/**
 * @param {string} folder
 * @param {string} program
 */
async function converse(folder, program) {
  const printed = await runOrThrow([process.execPath, program], { cwd: folder, timeoutMs: minutes });
  return `${JSON.parse(printed).length} checks`;
}

/**
 * Type-checks the author's code as strictly as a user can, our declaration files included: no skipLibCheck. What other
 * people's declaration files say of each other is not ours to judge.
 *
 * @param {Project} project
 * @param {string} folder
 * @param {string} resolution
 */
async function typecheck({ source, compilerOptions }, folder, resolution) {
  const node16 = resolution === "node16";
  const files = node16 ? [inFormat("mts"), inFormat("cts")] : [source];
  const module = node16 ? "node16" : "esnext";
  const options = { ...compilerOptions, strict: true, target: "es2022", module, moduleResolution: resolution };
  const config = `tsconfig.${resolution}.json`;
  const extra = { noEmit: true, esModuleInterop: true, skipLibCheck: false };
  writeFileSync(path.join(folder, config), JSON.stringify({ compilerOptions: { ...options, ...extra }, files }));
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { code, output } = await run([process.execPath, tsc, "-p", config], { cwd: folder, timeoutMs: 2 * minutes });
  // An error is a line that starts with a place; the lines that explain it are indented.
  const errors = output.split("\n").filter((line) => /^\S/.test(line));
  const ours = errors.filter((line) => !/^node_modules\/(?!@ck\/)/.test(line));
  if (ours.length > 0 || (code !== 0 && errors.length === 0)) throw new Error(output);
  return [...files, errors.length > 0 && `errors in others' declarations: ${errors.length}`].filter(Boolean).join(", ");

  /** @param {"mts" | "cts"} extension */
  function inFormat(extension) {
    for (const name of ["author", "server"]) {
      const text = readFileSync(path.join(folder, `${name}.ts`), "utf8");
      const suffix = extension === "mts" ? "mjs" : "cjs";
      writeFileSync(path.join(folder, `${name}.${extension}`), text.replace("./author.js", `./author.${suffix}`));
    }
    return source.replace(/ts$/, extension);
  }
}
