// @ts-check
import path from "node:path";
import { readManifest, root } from "./workspace.mjs";

/**
 * @typedef {object} Project An empty project that a user would install the packages into.
 * @property {string} name
 * @property {string[]} dependencies What it has beside our packages.
 * @property {string[]} programs The fixtures that it runs.
 * @property {string} source The fixture that it type-checks.
 * @property {Record<string, unknown>} compilerOptions
 */

const programs = ["load.mjs", "import.mjs", "require.cjs", "mixed.mjs", "command.mjs"];
/**
 * What a release is tried with.
 *
 * @type {Project[]}
 */
export const projects = [
  {
    name: "Express 5, Koa 3, Fastify 5, ioredis 6",
    dependencies: [
      `express@${tested("express", "express")}`,
      `koa@${tested("koa", "koa")}`,
      `@types/express@${tested("express", "@types/express")}`,
      `@types/koa@${tested("koa", "@types/koa")}`,
      `fastify@${tested("fastify", "fastify")}`,
      `ioredis@${tested("redis", "ioredis")}`,
      `bullmq@${tested("bullmq", "bullmq")}`,
    ],
    programs,
    source: "server.ts",
    compilerOptions: { lib: ["es2022"], types: ["node"] },
  },
  {
    name: "Express 4, Koa 2, Fastify 5, ioredis 5",
    dependencies: [
      tested("express", "express4").replace("npm:", ""),
      tested("koa", "koa2").replace("npm:", ""),
      "@types/express@4.17.25",
      "@types/koa@2.15.2",
      `fastify@${tested("fastify", "fastify")}`,
      tested("redis", "ioredis5").replace("npm:", ""),
      `bullmq@${tested("bullmq", "bullmq")}`,
    ],
    programs,
    source: "server.ts",
    compilerOptions: { lib: ["es2022"], types: ["node"] },
  },
  {
    name: "no framework, no Node types",
    dependencies: [],
    programs: ["load.mjs", "command.mjs"],
    source: "author.ts",
    compilerOptions: { lib: ["es2022", "dom"], types: [] },
  },
];

/**
 * The version that a package of ours is tested with, so that there is one place to change it.
 *
 * @param {string} name The package of ours.
 * @param {string} dependency
 * @returns {string}
 */
function tested(name, dependency) {
  const version = readManifest(path.join(root, "packages", name)).devDependencies?.[dependency];
  if (!version) throw new Error(`@ck/${name} has no devDependency ${dependency}.`);
  return version;
}
