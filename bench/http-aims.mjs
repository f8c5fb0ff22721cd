// The aims of the request pipeline.
import { judge, reportAims } from "./aims.mjs";
import { racePeers } from "./http/peers.mjs";
import { raceServers } from "./http/race-servers.mjs";

/** The least ratios to a route by hand, by framework: unsigned; signed, of one core; signed, of the whole machine. */
const RATIOS = {
  node: { unsigned: 0.75, signed: 1.9, machine: 1.9 },
  fastify: { unsigned: 0.75, signed: 1.9, machine: 1.9 },
  fetch: { unsigned: 0.75, signed: 1.9, machine: 1.9 },
  koa: { unsigned: 0.8, signed: 1.9, machine: 1.9 },
  express: { unsigned: 0.95, signed: 1.6, machine: 1.9 },
};

/** The least ratios of our dispatch, unsigned, to that of other kits. */
const PEERS = { "@slack/bolt": 3, grammy: 2, "@octokit/webhooks": 0.5 };

/** Measures all aims. */
export async function checkAims(frameworks, rounds) {
  // The table goes to stderr, so that --json has stdout for itself.
  const results = await raceServers(
    frameworks.filter((framework) => framework in RATIOS),
    rounds,
    { print: console.error, kinds: ["unsigned", "signed"] },
  );
  const aims = results.flatMap(({ framework, kind, byProcessor, byClock }) => {
    const least = RATIOS[framework];
    const one = judge(`${framework}, ${kind}, one core`, byProcessor.ratios, { least: least[kind] });
    if (kind === "unsigned") return [one];
    return [one, judge(`${framework}, signed, whole machine`, byClock.ratios, { least: least.machine })];
  });
  const [ours, ...others] = await racePeers(rounds * 3, { isQuiet: true });
  for (const [peer, least] of Object.entries(PEERS)) {
    const theirs = others.find(({ name }) => name.startsWith(`${peer} `));
    const ratios = ours.rates.map((rate, round) => rate / theirs.rates[round]);
    aims.push(judge(`dispatch, unsigned, against ${theirs.name}`, ratios, { least }));
  }
  reportAims(aims, { results });
}
