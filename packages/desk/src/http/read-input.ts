import type { Fault, OpenRecord } from "@ck/emulator/core";
import { FAULTS } from "@ck/emulator/core";
import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import type { FindRequest, OpenChatRequest, ResendRequest, StepBackRequest, TurnRequest } from "../api/requests.js";
import { MAX_FIND } from "../find/words.js";
import { HttpError } from "./http-error.js";

/** An unchecked JSON object. */
type Input = Readonly<Record<string, unknown>>;

/** @throws HttpError 400 */
export function readOpenChat(input: Input): OpenChatRequest {
  const { environment, clientData, visitor } = input;
  return {
    ...(environment !== undefined && { environment: readEnvironment(environment) }),
    ...(clientData !== undefined && { clientData: readRecord("clientData", clientData) }),
    ...(visitor !== undefined && { visitor: readRecord("visitor", visitor) }),
    ...readFault(input),
  };
}

/** @throws HttpError 400 */
export function readTurn(input: Input): TurnRequest {
  const fault = readFault(input);
  switch (input["type"]) {
    case "say":
      return { type: "say", text: readText("text", input["text"]), ...fault };
    case "choose":
      return { type: "choose", ids: readTexts("ids", input["ids"]), ...fault };
    case "click":
      return { type: "click", ...readButton(input), ...fault };
    case "follow":
      return { type: "follow", index: readIndex("index", input["index"]), ...fault };
    case "skip":
      return { type: "skip", ...fault };
    case "close":
      return { type: "close" };
    default:
      throw bad("type must be say, choose, follow, click, skip or close.");
  }
}

/** @throws HttpError 400 */
export function readResend({ body, sign, url }: Input): ResendRequest {
  if (sign !== undefined && typeof sign !== "boolean") throw bad("sign must be true or false.");
  return {
    ...(body !== undefined && { body: readText("body", body) }),
    ...(sign !== undefined && { sign }),
    ...(url !== undefined && { url: readText("url", url) }),
  };
}

/** @throws HttpError 400 */
export function readStepBack({ before, again }: Input): StepBackRequest {
  if (typeof again !== "boolean") throw bad("again must be true or false.");
  return { before: readText("before", before), again };
}

/** @throws HttpError 400 */
export function readFind({ text, after }: Input): FindRequest {
  const words = readText("text", text);
  if (words.length > MAX_FIND) throw bad(`text must have at most ${MAX_FIND} characters.`);
  return { text: words, after: readIndex("after", after) };
}

function readButton({
  id,
  offer,
  picked,
}: Input): Pick<Extract<TurnRequest, { type: "click" }>, "id" | "offer" | "picked"> {
  return {
    id: readText("id", id),
    ...(offer !== undefined && { offer: readText("offer", offer) }),
    ...(picked !== undefined && { picked: readTexts("picked", picked) }),
  };
}

function readIndex(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw bad(`${name} must be a position, from 0.`);
}

function readFault({ fault }: Input): { readonly fault?: Fault } {
  if (fault === undefined) return {};
  const known = FAULTS.find((each) => each === fault);
  if (known === undefined) throw bad(`fault must be one of ${FAULTS.join(", ")}.`);
  return { fault: known };
}

function readEnvironment(value: unknown): Environment {
  const known = ENVIRONMENTS.find((each) => each === value);
  if (known === undefined) throw bad(`environment must be one of ${ENVIRONMENTS.join(", ")}.`);
  return known;
}

function readRecord(name: string, value: unknown): OpenRecord {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw bad(`${name} must be a JSON object.`);
}

function readTexts(name: string, value: unknown): string[] {
  if (!Array.isArray(value)) throw bad(`${name} must be a list of strings.`);
  return value.map((each: unknown) => readText(name, each));
}

function readText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw bad(`${name} must be a string.`);
}

function bad(message: string): HttpError {
  return new HttpError(400, "ERR_BODY", message);
}
