import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "@ck-test/redis-server";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { emptyFolder, expectSignedAnswer, removeFolders, start, type } from "./stranger.js";

afterAll(removeFolders);

const READY = /The bot is at http/;

/** A script of a project starts its server, which answers what is signed, and nothing else. */
async function expectRuns(project: string, script: string, check?: (port: number) => Promise<void>): Promise<void> {
  const port = await freePort();
  const page = script === "run dev" ? ` -- --port ${await freePort()}` : "";
  const server = await start(`npm ${script}${page}`, READY, { cwd: project, env: { PORT: String(port) } });
  try {
    await expectSignedAnswer(project, port);
    await check?.(port);
  } finally {
    await server.stop();
  }
}

/** `npm run check` finds nothing to fix. */
async function expectCheckFindsNothing(project: string, port: number): Promise<void> {
  const url = `http://localhost:${port}/convokraft`;
  expect(await type(`npm run check -- --url ${url}`, { cwd: project })).toMatch(/\b[1-9]\d* passed, 0 failed/);
}

it("one command creates a project that runs, as a stranger types it", async () => {
  const folder = emptyFolder();
  const from = Date.now();
  const printed = await type("npm create --yes @ck/bot@latest my-bot -- --yes", { cwd: folder });
  const [, steps = ""] = /Next:\n\n(.*?)\n\n/s.exec(printed) ?? [];
  expect(steps.split("\n").map((step) => step.trim())).toEqual(["cd my-bot", "npm run dev"]);
  const project = path.join(folder, "my-bot");
  await expectRuns(project, "run dev", async () => {
    console.log(`From an empty folder to a signed answer: ${((Date.now() - from) / 1000).toFixed(1)} s.`);
    await type("npm test", { cwd: project });
  });
  await expectRuns(project, "start", (port) => expectCheckFindsNothing(project, port));
  await type("npm run typecheck -- --skipLibCheck false", { cwd: project });
  const lock = readFileSync(path.join(project, "package-lock.json"), "utf8");
  const installed = JSON.parse(lock) as { packages: Record<string, { version?: string }> };
  expect(installed.packages["node_modules/@ck/bot"]?.version).toBe(inject("rehearsal").versions["@ck/bot"]);
});

const templates = ["hello", "leave", "language-model"];
const projects = ["typescript", "javascript"].flatMap((language, row) =>
  ["express", "koa", "fastify", "hono", "node"].map((adapter, column) => {
    // Each template in each language, with one adapter or two.
    const template = templates[(row + column) % templates.length] ?? "";
    return { language, adapter, template, name: `${adapter}-${language}` };
  }),
);

// One install for many projects: what they need stands in the folder above. The types of Koa want an older
// content-disposition than Express has, so these two are no neighbours.
describe.each([
  { which: "all but Koa", neighbours: projects.filter(({ adapter }) => adapter !== "koa") },
  { which: "Koa", neighbours: projects.filter(({ adapter }) => adapter === "koa") },
])("the projects of $which", ({ neighbours }) => {
  let parent = "";
  beforeAll(async () => {
    parent = emptyFolder();
    await type("npm init -y", { cwd: parent });
    await type("npm install @ck/create-bot", { cwd: parent });
    const wanted: Record<string, string> = {};
    for (const { name, language, adapter, template } of neighbours) {
      const flags = `--language ${language} --adapter ${adapter} --template ${template} --docker`;
      await type(`npx create-bot ${name} ${flags} --yes --no-install`, { cwd: parent });
      const manifest = JSON.parse(readFileSync(path.join(parent, name, "package.json"), "utf8")) as {
        dependencies: Record<string, string>;
        devDependencies: Record<string, string>;
      };
      Object.assign(wanted, manifest.dependencies, manifest.devDependencies);
    }
    const manifest = { name: "projects", private: true, dependencies: wanted };
    writeFileSync(path.join(parent, "package.json"), JSON.stringify(manifest));
    await type("npm install", { cwd: parent });
  });

  describe.concurrent.each(neighbours)("$adapter, $template, $language", ({ name, language }) => {
    it("passes its test, runs, and is checked without a finding", async () => {
      const project = path.join(parent, name);
      await type("npm test", { cwd: project });
      await expectRuns(project, "run dev");
      await expectRuns(project, "start", (port) => expectCheckFindsNothing(project, port));
    });

    if (language !== "typescript") return;
    it("has the right types, and so has what it imports", async () => {
      await type("npm run typecheck -- --strict --skipLibCheck false", { cwd: path.join(parent, name) });
    });
  });
});
