import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { freePort, hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { stepsOf, type Language, type Step } from "./readme.js";
import { emptyFolder, expectSignedAnswer, removeFolders, start, type, type Place } from "./stranger.js";

afterAll(removeFolders);

const languages: readonly Language[] = ["TypeScript", "JavaScript"];
/** Each prints the address of its page when it is ready. */
const DEV = /^npx ck dev (\S+)/;
/** It runs until it is stopped, too. */
const DESK = /^(npx tsx|node) start\.[jt]s$/;
const PAGE = /http:\/\/\S+#\S+/;
const INSTALL = /^npm (init|pkg|install)\b/;
/**
 * What the READMEs show beside: `npm create` has its own rehearsal, the worker waits for jobs without a word, and others need another
 * program or a key of the console.
 */
const NOT_HERE = /^(npm create|(npx tsx|node) worker\.|cd my-bot|npm (start|test|run \w+)$|CK_PUBLIC_KEY=|export )/;

/** Follows a README from its first block to its last. */
async function follow(
  steps: readonly Step[],
  place: Place,
  { installs }: { readonly installs: boolean },
): Promise<void> {
  const port = String(await freePort());
  const pagePort = await freePort();
  const onPort = (text: string): string => text.replaceAll("3000", port);
  const servers = new Set<string>();
  for (const step of steps) {
    if (step.type === "file") {
      writeFileSync(path.join(place.cwd, step.name), onPort(step.text));
      if (/\b(listen|serve)\(.*3000/.test(step.text)) servers.add(step.name);
      continue;
    }
    const { line, prints } = step;
    if (NOT_HERE.test(line) || (!installs && INSTALL.test(line))) continue;
    const [, served] = DEV.exec(line) ?? [];
    if (DESK.test(line)) await (await start(line, PAGE, place)).stop();
    else if (served === undefined) {
      const printed = await type(line, place);
      if (prints !== undefined) expect(printed).toBe(prints);
    } else {
      servers.delete(served);
      await runs(served);
    }
  }
  // The servers of the later sections run as the first one does.
  for (const server of servers) await runs(server);

  async function runs(file: string): Promise<void> {
    const env = { ...place.env, PORT: port };
    const dev = await start(`npx ck dev ${file} --no-open --port ${pagePort}`, PAGE, { ...place, env });
    try {
      await expectSignedAnswer(place.cwd, Number(port));
    } finally {
      await dev.stop();
    }
  }
}

describe("the README of the repository, in an empty folder,", () => {
  const nodes = Object.entries({ [process.versions.node]: undefined, ...inject("rehearsal").nodes });
  const followed = nodes.flatMap(([version, node]) => languages.map((language) => ({ version, node, language })));

  it.concurrent.each(followed)("works as it stands on Node $version in $language", async ({ node, language }) => {
    const place = { cwd: emptyFolder(), ...(node !== undefined && { node }) };
    await follow(stepsOf("README.md", language), place, { installs: true });
  });
});

describe("the README of a package", () => {
  const servers = ["bot", "express", "koa", "fastify", "node", "fetch", "lambda", "catalyst"];
  const onRedis = hasRedis ? ["redis", "bullmq"] : [];
  const libraries = ["signature", "protocol", "markup", "testing", "desk"];
  const readmes = [...servers, ...onRedis, ...libraries];
  let parent = "";
  let redis: RedisServer | undefined;

  // One install for all of them, of what each says that it needs.
  beforeAll(async () => {
    parent = emptyFolder();
    const names = readmes.flatMap((name) => installed(stepsOf(`packages/${name}/README.md`, "TypeScript")));
    await type("npm init -y", { cwd: parent });
    await type(`npm install ${[...new Set(names)].join(" ")}`, { cwd: parent });
    if (onRedis.length > 0) redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  describe.each(readmes)("@ck/%s", (name) => {
    const readme = `packages/${name}/README.md`;

    it("installs what its files import and its commands run", () => {
      const steps = stepsOf(readme, "TypeScript");
      const names = installed(steps);
      for (const step of steps) {
        const used =
          step.type === "file"
            ? [...step.text.matchAll(/ from "((?:@[^/"]+\/)?[^./":]+)(?:\/[^":]*)?"/g)].map(([, used = ""]) => used)
            : [...step.line.matchAll(/^npx (tsx|ck|esbuild)\b|--import (tsx)/g)].map(
                ([, used, loader]) => used ?? loader,
              );
        for (const each of used) {
          const home = each === "ck" ? "@ck/cli" : each;
          if (home !== undefined && !BESIDE.includes(home)) expect(names, home).toContain(home);
        }
      }
    });

    it.concurrent.each(languages)("works as it stands in %s", async (language) => {
      const cwd = path.join(parent, `${name}-${language}`);
      mkdirSync(cwd);
      writeFileSync(path.join(cwd, "package.json"), '{ "type": "module" }');
      const env = redis === undefined ? {} : { REDIS_URL: redis.url };
      await follow(stepsOf(readme, language), { cwd, env }, { installs: false });
    });
  });
});

/** What READMEs name as alternatives, or as a part of a framework that somebody has already. */
const BESIDE = ["vitest", "@azure/functions", "my-adapter", "next"];

/** The packages that a README has its reader install. */
function installed(steps: readonly Step[]): string[] {
  const lines = steps.flatMap((step) =>
    step.type === "command" && step.line.startsWith("npm install") ? [step.line] : [],
  );
  return lines.flatMap((line) => line.split(" ").slice(2)).filter((word) => !word.startsWith("-"));
}
