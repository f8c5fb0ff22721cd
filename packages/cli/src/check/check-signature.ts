import type { Sign } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { CheckFinding } from "./finding.js";
import { receptionOf, toBytes, type Prober } from "./probe.js";
import { judgeRefusal } from "./refusal.js";
import type { SampleRequest } from "./sample-requests.js";

/** A key that is not the bot's. */
export interface Stranger {
  readonly name: string;
  readonly sign: Sign;
}

/** What the probes of the signature need. */
export interface SignatureProbes {
  readonly prober: Prober;
  /** A request that was let in with a good signature, and that acts on nothing. */
  readonly base: SampleRequest;
  readonly environment: Environment;
  readonly strangers: readonly Stranger[];
}

const RAW =
  "Check the signature over the exact bytes that came, before any parser: JSON.stringify of the parsed body gives other bytes.";
const BEFORE = "Check the signature of every request before anything else, and answer 401 with an empty body.";

/** Whether a server lets in only what the bot's key signed, byte for byte (contract §5). */
export async function* checkSignature(probes: SignatureProbes): AsyncGenerator<CheckFinding> {
  const { prober, base, environment, strangers } = probes;
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
      fix: `${BEFORE} A missing header is a wrong one.`,
    },
    [await send("a request without a signature", [])],
  );
  yield judgeRefusal(
    { id: "malformed-signature", what: "A request whose signature is none", status: 401, fix: BEFORE },
    [
      await send("a request with a malformed signature", ["AAAA"]),
      await send("a request with an empty signature", [""]),
    ],
  );
  const other = await sign(toBytes({ ...base.body, environment, other: true }));
  yield judgeRefusal(
    { id: "wrong-signature", what: "A request with the signature of another one", status: 401, fix: BEFORE },
    [await send("a request with a wrong signature", [other])],
  );
  yield judgeRefusal(
    {
      id: "repeated-signature",
      what: "A request with two signature headers",
      status: 401,
      fix: "Take exactly one header. Node joins repeated ones with a comma, which no signature contains: do not split it.",
    },
    [
      await send("a request with two signatures", [good, good]),
      await send("a request with two signatures", [good, "AAAA"]),
    ],
  );
  for (const stranger of strangers) {
    const exchange = await send(`a request signed with ${stranger.name}`, [await stranger.sign(bytes, environment)]);
    const mend = `Verify with the key that the console shows now, and take every other key off the server.`;
    yield judgeRefusal(
      {
        id: "stale-key",
        subject: stranger.name,
        what: `A request signed with ${stranger.name}`,
        status: 401,
        fix: mend,
      },
      [exchange],
    );
  }
  yield judgeRefusal(
    { id: "changed-body", what: "A request that was changed after it was signed", status: 401, fix: RAW },
    [await send("a changed body", [good], toBytes({ ...base.body, clientData: { role: "admin" } }))],
  );
  yield judgeRefusal(
    { id: "re-encoded-body", what: "A request that was serialised anew after it was signed", status: 401, fix: RAW },
    [
      await send(
        "a body that was serialised anew",
        [good],
        new TextEncoder().encode(JSON.stringify(base.body, undefined, 1)),
      ),
    ],
  );
  yield await checkExactBytes(probes);
  yield await checkReplay(probes, good);
}

/** JSON that is right, and that no JSON.stringify writes. */
async function checkExactBytes({ prober, base }: SignatureProbes): Promise<CheckFinding> {
  const spelled = '{ "ckCheck": { "text": "caf\\u00e9 \\/ tea", "number": 1.50e1, "blank": [ ] } , ';
  const body = new TextEncoder().encode(`${spelled}${JSON.stringify(base.body).slice(1)}\n`);
  const exchange = await prober.send({ subject: "a body in another spelling", body, todo: base.todo });
  const reception = receptionOf(exchange);
  if (reception.kind === "let-in")
    return { id: "exact-bytes", level: "ok", message: "A good signature over unusual spelling of JSON is let in." };
  const status = "status" in reception ? `with ${reception.status}` : "without an answer";
  return {
    id: "exact-bytes",
    level: "fault",
    message: `A good signature over bytes that JSON.stringify would not write is refused ${status}: genuine requests with such bytes are lost.`,
    fix: RAW,
  };
}

/** The protocol has no nonce (contract §5): whether a server keeps book is its own choice. */
async function checkReplay({ prober, base }: SignatureProbes, good: string): Promise<CheckFinding> {
  const probe = { subject: "a request that comes twice", body: base.body, todo: base.todo, signatures: [good] };
  const [first, second] = [await prober.send(probe), await prober.send(probe)];
  const reception = receptionOf(second);
  if (reception.kind === "refused")
    return {
      id: "replay",
      level: "ok",
      message: `The same request is refused the second time, with ${reception.status}.`,
    };
  const same = first.response?.body.content === second.response?.body.content;
  return {
    id: "replay",
    level: "note",
    message: same
      ? "The same request is answered the second time as the first time. That is what a replay guard does that gives the first answer again, and what no guard does."
      : "The same request is answered anew the second time: a captured request can be sent again. The protocol has no nonce; keep book of r and s of the signature if an action must not run twice.",
  };
}
