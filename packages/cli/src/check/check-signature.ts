import { createStrangerSigner, type Exchange, type Sign } from "@ck/emulator";
import { diagnose, type Diagnosis, type DiagnoseOptions } from "./diagnose/diagnose.js";
import type { CheckFinding } from "./finding.js";
import { toBytes, type Prober } from "./probe/prober.js";
import { judgeRefusal, type MustReject } from "./probe/refusal.js";
import type { SampleRequest } from "./probe/sample-requests.js";

/** What {@link checkSignature} needs. */
export interface SignatureProbes {
  readonly prober: Prober;
  /** A request that was accepted with a good signature, and that does not make the bot act. */
  readonly base: SampleRequest;
  /** Signs with the key that was retired last. */
  readonly retiredSign: Sign | undefined;
  /** The retired key may still be accepted. */
  readonly overlap: boolean | undefined;
  /** Absent for a bot that is not secured. */
  readonly diagnosing: DiagnoseOptions | undefined;
}

const RAW =
  "Verify the signature over the exact bytes of the body, before any parser: parsing and serialising gives other bytes.";
const FIRST = "Verify the signature of every request before anything else, and answer 401 with an empty body.";
const STRICT = "Decode the signature strictly: reject text that is not Base64, and bytes that are not one signature.";

/** Checks that a server accepts only what the bot's key signed, byte for byte (docs/contract.md §5). */
export async function* checkSignature(probes: SignatureProbes): AsyncGenerator<CheckFinding | Diagnosis> {
  const { prober, base, diagnosing } = probes;
  const { sign, environment } = prober;
  if (sign === undefined || diagnosing === undefined) return;
  const bytes = toBytes(base.body);
  const good = await sign(bytes);
  const send = (subject: string, signatures: readonly string[], body: Uint8Array = bytes): Promise<Exchange> =>
    prober.send({ subject, body, todo: base.todo, signatures });
  const judge = (must: Omit<MustReject, "status">, ...exchanges: readonly Exchange[]): CheckFinding =>
    judgeRefusal({ status: 401, ...must }, exchanges, prober);

  yield judge(
    {
      id: "missing-signature",
      what: "A request without a signature",
      fix: `${FIRST} Treat a missing header as a wrong signature.`,
    },
    await send("a request without a signature", []),
  );
  yield judge(
    { id: "malformed-signature", what: "A malformed signature", fix: FIRST },
    await send("a request with a malformed signature", ["AAAA"]),
    await send("a request with an empty signature", [""]),
    await send("a request whose signature is not Base64", ["%%%"]),
  );
  const junk = [];
  for (const header of withJunk(good)) junk.push(await send("a request with junk in its signature", [header]));
  yield judge({ id: "lenient-signature", what: "A good signature with junk in its text", fix: STRICT }, ...junk);
  const other = await sign(toBytes({ ...base.body, environment, other: true }));
  yield judge(
    { id: "wrong-signature", what: "The signature of another request", fix: FIRST },
    await send("a request with a wrong signature", [other]),
  );
  yield judge(
    {
      id: "repeated-signature",
      what: "A request with two signature headers",
      fix: "Accept exactly one header. Many servers join repeated headers with a comma: do not split at it.",
    },
    await send("a request with two signatures", [good, good]),
    await send("a request with two signatures", [good, "AAAA"]),
  );
  yield* checkForeignKeys(probes, bytes);
  yield judge(
    { id: "changed-body", what: "A request changed after signing", fix: RAW },
    await send("a changed body", [good], toBytes({ ...base.body, clientData: { role: "admin" } })),
  );
  yield judge(
    { id: "re-encoded-body", what: "A request serialised again after signing", fix: RAW },
    await send("a re-encoded body", [good], new TextEncoder().encode(JSON.stringify(base.body, undefined, 1))),
  );
  yield* checkExactBytes(probes, diagnosing);
  yield await checkReplay(probes, good);
}

/** The text of a signature with what lenient decoders skip. */
function withJunk(good: string): readonly string[] {
  return [`${good.slice(0, 10)}!*${good.slice(10)}`, `${good}!!`, `${good.slice(0, 20)} ${good.slice(20)}`];
}

async function* checkForeignKeys(
  { prober, base, retiredSign, overlap = false }: SignatureProbes,
  bytes: Uint8Array,
): AsyncGenerator<CheckFinding> {
  const keys = [
    { name: "a stranger's key", sign: createStrangerSigner(), mayPass: false },
    ...(retiredSign ? [{ name: "the key that was retired last", sign: retiredSign, mayPass: overlap }] : []),
  ];
  for (const { name, sign, mayPass } of keys) {
    const what = `A request signed with ${name}`;
    const signatures = [await sign(bytes, prober.environment)];
    const exchange = await prober.send({
      subject: `a request signed with ${name}`,
      body: bytes,
      todo: base.todo,
      signatures,
    });
    const fix =
      "Verify with the key that the console shows now, and remove every other key from the server. While two keys overlap, add --overlap.";
    const finding = judgeRefusal({ id: "stale-key", subject: name, what, status: 401, fix }, [exchange], prober);
    yield mayPass && finding.reception === "accepted"
      ? { id: "stale-key", subject: name, level: "note", message: `${what} is accepted: two keys overlap.` }
      : finding;
  }
}

/** Valid JSON that no library writes. */
async function* checkExactBytes(
  { prober, base }: SignatureProbes,
  diagnosing: DiagnoseOptions,
): AsyncGenerator<CheckFinding | Diagnosis> {
  const rest = JSON.stringify(base.body).slice(1);
  const spell = (extra: string): Uint8Array => new TextEncoder().encode(`{ "ckCheck": ${extra} , ${rest}\n`);
  const body = spell('{ "text": "caf\\u00e9 \\/ tea \u00FC", "number": 1.50e1, "blank": [ ] }');
  const exchange = await prober.send({ subject: "a body in unusual spelling", body, todo: base.todo });
  const reception = prober.receptionOf(exchange);
  if (reception.kind === "accepted") {
    yield { id: "exact-bytes", level: "passed", message: "A good signature over unusually spelled JSON is accepted." };
    return;
  }
  const how = "status" in reception ? `rejected with ${reception.status}` : "not answered";
  // Without numbers and escapes that a library may keep as they are.
  const simpler = spell('{ "text": "caf\u00E9 <b> / tea", "a": [ 1, 2 ] }');
  const diagnosis = await diagnose({ body: simpler, todo: base.todo }, diagnosing);
  yield {
    id: "exact-bytes",
    level: "failed",
    reception: reception.kind,
    message: `A good signature over unusually spelled JSON is ${how}: genuine requests with such bytes are lost.${diagnosis ? ` ${diagnosis.message}` : ""}`,
    fix: diagnosis?.fix ?? RAW,
  };
  if (diagnosis !== undefined) yield diagnosis;
}

/** The protocol has no nonce (docs/contract.md §5), so whether a server remembers requests is its own choice. */
async function checkReplay({ prober, base }: SignatureProbes, good: string): Promise<CheckFinding> {
  const probe = { subject: "a repeated request", body: base.body, todo: base.todo, signatures: [good] };
  const [first, second] = [await prober.send(probe), await prober.send(probe)];
  const reception = prober.receptionOf(second);
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
