import type { Sign } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { CheckFinding } from "./finding.js";
import { receptionOf, toBytes, type Prober } from "./probe.js";
import { judgeRefusal } from "./refusal.js";
import type { SampleRequest } from "./sample-requests.js";

/** A key that is not the bot's. */
export interface ForeignKey {
  readonly name: string;
  readonly sign: Sign;
}

/** What {@link checkSignature} needs. */
export interface SignatureProbes {
  readonly prober: Prober;
  /** A request that was accepted with a good signature, and that does not make the bot act. */
  readonly base: SampleRequest;
  readonly environment: Environment;
  readonly foreignKeys: readonly ForeignKey[];
}

const RAW =
  "Verify the signature over the exact bytes of the body, before any parser: parsing and serialising gives other bytes.";
const FIRST = "Verify the signature of every request before anything else, and answer 401 with an empty body.";

/** Checks that a server accepts only what the bot's key signed, byte for byte (docs/contract.md §5). */
export async function* checkSignature(probes: SignatureProbes): AsyncGenerator<CheckFinding> {
  const { prober, base, environment, foreignKeys } = probes;
  const { sign } = prober;
  if (sign === undefined) return;
  const bytes = toBytes(base.body);
  const good = await sign(bytes);
  const send = (subject: string, signatures: readonly string[], body: Uint8Array = bytes): ReturnType<Prober["send"]> =>
    prober.send({ subject, body, todo: base.todo, signatures });

  yield judgeRefusal(
    {
      id: "missing-signature",
      what: "A request without a signature",
      status: 401,
      fix: `${FIRST} Treat a missing header as a wrong signature.`,
    },
    [await send("a request without a signature", [])],
  );
  yield judgeRefusal({ id: "malformed-signature", what: "A malformed signature", status: 401, fix: FIRST }, [
    await send("a request with a malformed signature", ["AAAA"]),
    await send("a request with an empty signature", [""]),
  ]);
  const other = await sign(toBytes({ ...base.body, environment, other: true }));
  yield judgeRefusal({ id: "wrong-signature", what: "The signature of another request", status: 401, fix: FIRST }, [
    await send("a request with a wrong signature", [other]),
  ]);
  yield judgeRefusal(
    {
      id: "repeated-signature",
      what: "A request with two signature headers",
      status: 401,
      fix: "Accept exactly one header. Many servers join repeated headers with a comma: do not split at it.",
    },
    [
      await send("a request with two signatures", [good, good]),
      await send("a request with two signatures", [good, "AAAA"]),
    ],
  );
  for (const { name, sign: signForeign } of foreignKeys) {
    const what = `A request signed with ${name}`;
    const fix = "Verify with the key that the console shows now, and remove every other key from the server.";
    yield judgeRefusal({ id: "stale-key", subject: name, what, status: 401, fix }, [
      await send(`a request signed with ${name}`, [await signForeign(bytes, environment)]),
    ]);
  }
  yield judgeRefusal({ id: "changed-body", what: "A request changed after signing", status: 401, fix: RAW }, [
    await send("a changed body", [good], toBytes({ ...base.body, clientData: { role: "admin" } })),
  ]);
  yield judgeRefusal(
    { id: "re-encoded-body", what: "A request serialised again after signing", status: 401, fix: RAW },
    [await send("a re-encoded body", [good], new TextEncoder().encode(JSON.stringify(base.body, undefined, 1)))],
  );
  yield await checkExactBytes(probes);
  yield await checkReplay(probes, good);
}

/** Valid JSON that no `JSON.stringify` writes. */
async function checkExactBytes({ prober, base }: SignatureProbes): Promise<CheckFinding> {
  const spelled = '{ "ckCheck": { "text": "caf\\u00e9 \\/ tea", "number": 1.50e1, "blank": [ ] } , ';
  const body = new TextEncoder().encode(`${spelled}${JSON.stringify(base.body).slice(1)}\n`);
  const exchange = await prober.send({ subject: "a body in unusual spelling", body, todo: base.todo });
  const reception = receptionOf(exchange);
  if (reception.kind === "accepted")
    return { id: "exact-bytes", level: "passed", message: "A good signature over unusually spelled JSON is accepted." };
  const how = "status" in reception ? `rejected with ${reception.status}` : "not answered";
  return {
    id: "exact-bytes",
    level: "failed",
    message: `A good signature over unusually spelled JSON is ${how}: genuine requests with such bytes are lost.`,
    fix: RAW,
  };
}

/** The protocol has no nonce (docs/contract.md §5), so whether a server remembers requests is its own choice. */
async function checkReplay({ prober, base }: SignatureProbes, good: string): Promise<CheckFinding> {
  const probe = { subject: "a repeated request", body: base.body, todo: base.todo, signatures: [good] };
  const [first, second] = [await prober.send(probe), await prober.send(probe)];
  const reception = receptionOf(second);
  if (reception.kind === "rejected")
    return { id: "replay", level: "passed", message: `A repeated request is rejected with ${reception.status}.` };
  const same = first.response?.body.content === second.response?.body.content;
  return {
    id: "replay",
    level: "note",
    message: same
      ? "A repeated request gets the same answer again: from a replay guard that keeps answers, or because there is no guard."
      : "A repeated request is answered again, so a captured request can be sent twice. If an action must not run twice, remember the signatures' r and s.",
  };
}
