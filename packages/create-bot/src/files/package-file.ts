import { version } from "../../package.json";
import { isServer } from "../answers/answers.js";
import type { Kind } from "./kind.js";
import { THIRD_PARTY } from "./third-party.js";

/** The project's package.json. */
export function packageFile(kind: Kind): string {
  const { dependencies, devDependencies } = packagesOf(kind);
  const manifest = {
    name: kind.name,
    version: "0.1.0",
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    scripts: scriptsOf(kind),
    dependencies: withVersions(dependencies),
    devDependencies: withVersions(devDependencies),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function scriptsOf(kind: Kind): Record<string, string> {
  const { adapter, entry, typescript, tests, extension } = kind;
  const run = typescript ? "tsx" : "node";
  const next = adapter === "next";
  return {
    dev: next ? "next dev" : `ck dev ${entry}`,
    ...(next && { prestart: "next build" }),
    start: next ? "next start" : `${run} ${entry}`,
    ...(tests && { test: `node ${typescript ? "--import tsx " : ""}--test bot.test.${extension}` }),
    check: "ck check --wait",
    ...(next && { page: "ck emulator" }),
    ...(typescript && { typecheck: "tsc" }),
    ...(adapter === "lambda" && {
      build: `esbuild handler.${extension} --bundle --platform=node --format=esm --outfile=dist/handler.mjs`,
    }),
    ...(adapter === "workers" && { deploy: "npx wrangler@4 deploy" }),
  };
}

/** The names of the packages that the project needs. */
function packagesOf(kind: Kind): { readonly dependencies: string[]; readonly devDependencies: string[] } {
  const { adapter, template, typescript, tests, asksModel } = kind;
  // What runs the project where it is deployed. A function is bundled, and its server is for development.
  const server = ["@ck/node", ...(typescript ? ["tsx"] : [])];
  const dependencies = [
    "@ck/bot",
    ...(template === "leave" ? ["@ck/protocol"] : []),
    ...(asksModel ? ["@ck/markup", "openai"] : []),
    ...HOSTS[adapter],
    ...(isServer(adapter) ? server : []),
  ];
  const devDependencies = [
    "@ck/cli",
    ...(tests ? ["@ck/testing"] : []),
    ...(isServer(adapter) ? [] : adapter === "next" ? server.slice(1) : server),
    ...(adapter === "lambda" ? ["esbuild"] : []),
    ...(typescript ? ["typescript", "@types/node", ...(TYPES[adapter] ?? [])] : []),
  ];
  return { dependencies, devDependencies };
}

const HOSTS: Readonly<Record<Kind["adapter"], readonly string[]>> = {
  express: ["@ck/express", "express"],
  koa: ["@ck/koa", "koa", "@koa/router"],
  fastify: ["@ck/fastify", "fastify"],
  hono: ["@ck/fetch", "hono", "@hono/node-server"],
  node: [],
  next: ["@ck/fetch", "next", "react", "react-dom"],
  workers: ["@ck/fetch"],
  lambda: ["@ck/lambda"],
  catalyst: ["@ck/catalyst"],
};

const TYPES: Partial<Record<Kind["adapter"], readonly string[]>> = {
  express: ["@types/express"],
  koa: ["@types/koa"],
  next: ["@types/react"],
};

/** In the order of the alphabet, as npm writes them. Packages of ours are released together, under one version. */
function withVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...names].sort().map((name) => [name, name.startsWith("@ck/") ? `^${version}` : (THIRD_PARTY[name] ?? "latest")]),
  );
}
