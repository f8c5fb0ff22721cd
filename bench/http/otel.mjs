// What tracing costs a signed request: time of the processor, in one process, contenders in turn. Without the server and the network, which cost the same
// either way and would only make the share smaller.
import { createRequire } from "node:module";
import process from "node:process";
import { action, createBot, receive } from "../../packages/bot/dist/index.js";
import { instrument } from "../../packages/opentelemetry/dist/index.js";
import { generateKeyPair, sign } from "../../packages/signature/dist/index.js";
import { judge } from "../aims.mjs";

// The SDK of the package's own tests.
const require = createRequire(new URL("../../packages/opentelemetry/package.json", import.meta.url));
const { context } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} = require("@opentelemetry/sdk-metrics");
const { AlwaysOffSampler, BasicTracerProvider, BatchSpanProcessor } = require("@opentelemetry/sdk-trace-base");

/** Few, so that a collection of garbage spoils one round of many. */
const BATCH = 20;
/** Rounds that do not count: until the engine has made its best code of what is traced too. */
const WARM_UP = 300;

/** What can be behind `instrument()`. Without an SDK, the API is what a no-op SDK is. */
const SDKS = {
  "a no-op SDK": () => {
    const stop = instrument();
    return async () => stop();
  },
  "metrics alone": countEach,
  "a sampler that drops all": () => traceEach({ sampler: new AlwaysOffSampler() }),
  "a sampler that keeps all": () =>
    traceEach({ spanProcessors: [new BatchSpanProcessor({ export: accept, shutdown })] }),
};

/** What a request costs in µs, round by round, each beside a receiver of a runtime without channels: with nothing subscribed, and with each SDK. */
export async function raceTracing(rounds) {
  const { publicKey, privateKey } = await generateKeyPair();
  const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });
  const body = JSON.stringify({
    ...{ todo: "execute", action: "Hello", environment: "production", bot: "b", userInput: "x".repeat(800) },
    clientData: { name: "Ada" },
  });
  const bytes = new TextEncoder().encode(body);
  // Signed once: the store remembers nothing, so that no request is a replay.
  const store = { get: nothing, set: nothing, setIfAbsent: nothing };
  const requests = Array.from({ length: BATCH }, () => requestOf(bytes, sign(body, privateKey)));
  const receiver = () => receive(bot, { publicKey, replay: { store } });
  const [bare, plain] = [hidingChannels(receiver), receiver()];

  /** Two receivers in turn; who comes first changes. */
  async function race() {
    const micros = [[], []];
    for (let round = -WARM_UP; round < rounds; round++) {
      for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const used = process.cpuUsage();
        for (const request of requests) {
          const { status } = await [bare, plain][index](request);
          if (status !== 200) throw new Error(`A request was answered with ${status}.`);
        }
        const { user, system } = process.cpuUsage(used);
        if (round >= 0) micros[index].push((user + system) / BATCH);
      }
    }
    return micros;
  }
  const raced = { "nothing subscribed": await race() };
  for (const [name, start] of Object.entries(SDKS)) {
    const stop = start();
    raced[name] = await race();
    await stop();
  }
  return raced;
}

/** The aims, as shares of a signed request in %, and what else was measured. */
export async function judgeTracing(rounds) {
  const raced = await raceTracing(rounds);
  const micros = Object.fromEntries(
    Object.entries(raced).flatMap(([name, [bare, traced]]) => [
      [`${name}: no channels`, bare],
      [name, traced],
    ]),
  );
  const aim = (name, most) => {
    const [bare, traced] = raced[name];
    const shares = traced.map((value, round) => 100 * (value / bare[round] - 1));
    return judge(`tracing with ${name}, % of a signed request`, shares, { most });
  };
  return { micros, aims: [aim("nothing subscribed", 0.5), aim("a no-op SDK", 3)] };
}

function countEach() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const stop = instrument({ meterProvider });
  return async () => {
    stop();
    await meterProvider.shutdown();
  };
}

function traceEach(options) {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracerProvider = new BasicTracerProvider(options);
  const stop = instrument({ tracerProvider });
  return async () => {
    stop();
    context.disable();
    await tracerProvider.shutdown();
  };
}

/** An exporter that takes what it gets, and does nothing with it. */
function accept(_spans, done) {
  done({ code: 0 });
}

async function shutdown() {}

/** A receiver of a runtime that has no channels. */
function hidingChannels(make) {
  const builtin = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = (id) => (id.endsWith("diagnostics_channel") ? undefined : builtin(id));
  try {
    return make();
  } finally {
    process.getBuiltinModule = builtin;
  }
}

async function nothing() {
  return undefined;
}

function requestOf(body, signature) {
  return { method: "POST", header: (name) => (/^x-convokraft-signature$/i.test(name) ? signature : undefined), body };
}
