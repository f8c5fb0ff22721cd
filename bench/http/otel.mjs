// What tracing costs a signed request: time of the processor, in one process, contenders in turn. Without the server and the network, which cost the same
// either way and would only make the share smaller.
import process from "node:process";
import { action, createBot, receive } from "../../packages/bot/dist/index.js";
import { instrument } from "../../packages/opentelemetry/dist/index.js";
import { generateKeyPair, sign } from "../../packages/signature/dist/index.js";
import { judge } from "../aims.mjs";

const BATCH = 100;
/** Rounds that do not count: until the engine has made its best code of what is traced too. */
const WARM_UP = 60;

/** What a request costs in µs, round by round: without channels, with nothing subscribed, and instrumented. */
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
  const [before, subscribedByNobody] = await race();
  // Without an SDK, the API is what a no-op SDK is.
  const stop = instrument();
  const [beside, instrumented] = await race();
  stop();
  return { before, subscribedByNobody, beside, instrumented };
}

/** The aims: shares of a signed request in %. */
export async function judgeTracing(rounds) {
  const { before, subscribedByNobody, beside, instrumented } = await raceTracing(rounds);
  const shares = (values, base) => values.map((value, round) => 100 * (value / base[round] - 1));
  return {
    micros: { "no channels": before, "nothing subscribed": subscribedByNobody, "no-op SDK": instrumented },
    aims: [
      judge("tracing with nothing subscribed, % of a signed request", shares(subscribedByNobody, before), {
        most: 0.5,
      }),
      judge("tracing with a no-op SDK, % of a signed request", shares(instrumented, beside), { most: 3 }),
    ],
  };
}

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
