import type { ConformanceAdapter } from "@ck/testing";
import { adapters as catalyst } from "../../packages/catalyst/test/adapters.js";
import { adapters as express } from "../../packages/express/test/adapters.js";
import { adapters as fastify } from "../../packages/fastify/test/adapters.js";
import { adapters as fetch } from "../../packages/fetch/test/adapters.js";
import { adapters as koa } from "../../packages/koa/test/adapters.js";
import { adapters as lambda } from "../../packages/lambda/test/adapters.js";
import { adapters as node } from "../../packages/node/test/adapters.js";

/** Every adapter, as the conformance suite of its package mounts it. */
export const adapters: readonly ConformanceAdapter[] = [
  ...node,
  ...express,
  ...koa,
  ...fastify,
  ...fetch,
  ...lambda,
  ...catalyst,
];
