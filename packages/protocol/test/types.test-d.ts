/** Compile-only: `tsc` is the test. It pins what the public types promise to the packages and bots built on them. */
import type { StandardSchemaV1 as Spec } from "@standard-schema/spec";
import { expectTypeOf } from "vitest";
import {
  askNext,
  card,
  decodeInteger,
  decodeMultiSelection,
  decodeRange,
  decodeSelection,
  execution,
  note,
  option,
  parseRequest,
  parseResponse,
  prompt,
  type requestSchema,
  type responseSchema,
  serializeResponse,
  type ActionRef,
  type Decoded,
  type InferSchemaInput,
  type InferSchemaOutput,
  type IssueCode,
  type ParamRef,
  type PromptResponse,
  type ProtocolErrorCode,
  type Range,
  type RequestOf,
  type StandardSchemaV1,
  type Todo,
  type WebhookRequest,
  type WebhookResponse,
} from "@ck/protocol";

// `todo` tells the requests apart.
export function discriminate(request: WebhookRequest): string {
  // @ts-expect-error: only a prompt has it.
  void request.previousParam;
  // @ts-expect-error: only a button has it.
  void request.button_id;
  switch (request.todo) {
    case "prompt":
      expectTypeOf(request.previousParam).toEqualTypeOf<ParamRef | undefined>();
      return request.previousParam?.name ?? request.paramsToPrompt.map(({ name }) => name).join();
    case "button":
      expectTypeOf(request.button_id).toEqualTypeOf<string>();
      return request.action.namespace;
    case "execute":
      expectTypeOf(request.action).toEqualTypeOf<ActionRef>();
      return request.action.namespace;
    case "welcome":
    case "fallback":
    case "failure":
      // @ts-expect-error: these may have no action.
      return request.action.namespace;
  }
}

expectTypeOf<Todo>().toEqualTypeOf<"prompt" | "execute" | "fallback" | "button" | "welcome" | "failure">();
expectTypeOf<WebhookRequest["todo"]>().toEqualTypeOf<Todo>();
expectTypeOf<RequestOf<"prompt">["todo"]>().toEqualTypeOf<"prompt">();
expectTypeOf<ReturnType<typeof parseRequest>>().toEqualTypeOf<WebhookRequest>();
expectTypeOf<InferSchemaOutput<typeof requestSchema>>().toEqualTypeOf<WebhookRequest>();
expectTypeOf<InferSchemaOutput<typeof responseSchema>>().toEqualTypeOf<WebhookResponse>();

// What stands here for the Standard Schema is the Standard Schema, in both directions.
export const theirs: Spec<unknown, WebhookRequest> = {} as typeof requestSchema;
export const ours: StandardSchemaV1<string, number> = {} as Spec<string, number>;
expectTypeOf<Spec.InferOutput<typeof requestSchema>>().toEqualTypeOf<WebhookRequest>();
expectTypeOf<InferSchemaOutput<Spec<string, number>>>().toEqualTypeOf<number>();
expectTypeOf<InferSchemaInput<Spec<string, number>>>().toEqualTypeOf<string>();

const request = parseRequest({ todo: "welcome" });
expectTypeOf(request.environment).toEqualTypeOf<"development" | "production" | undefined>();
expectTypeOf(request.params).toEqualTypeOf<Readonly<Record<string, unknown>>>();
// @ts-expect-error: a slip of the pen is an error, not `unknown`.
void request.usrInput;
// @ts-expect-error: a request is not changed.
request.params = {};

// The builders take what the wire can carry, and nothing else.
expectTypeOf<ReturnType<typeof prompt>>().toEqualTypeOf<PromptResponse>();
prompt("days", "How many?", { options: [option(1, "One"), { id: 2, label: "Two" }] });
// @ts-expect-error: a prompt needs a message.
prompt("days");
// @ts-expect-error: an option needs a label.
prompt("days", "How many?", { options: [{ id: 1 }] });
// @ts-expect-error: there is no such key.
prompt("days", "How many?", { option: [] });
// @ts-expect-error: an option needs a label.
option("sick");
// @ts-expect-error: cards are a list.
execution("Done.", { card: note("Done.") });
// @ts-expect-error: a card has a type.
execution("Done.", { card: [{ content: "Done." }] });
// @ts-expect-error: a note is a text.
note(7);
// @ts-expect-error: it takes nothing.
askNext("days");
execution("Done.", { card: [note("Done."), card("table", { rows: [[1]] })], broadcast: { seen: true } });

// Options that are not there may be said to be undefined.
const maybe: string | undefined = undefined;
option("sick", "Sick", { image: maybe });
execution("Done.", { card: undefined, data: undefined });

expectTypeOf<ReturnType<typeof serializeResponse>>().toEqualTypeOf<Uint8Array>();
// @ts-expect-error: not a response.
serializeResponse({ status: "done" });

// `kind` tells the responses apart.
const answer = parseResponse("{}", { to: "prompt" });
if (answer.ok && answer.kind === "prompt") expectTypeOf(answer.response).toEqualTypeOf<PromptResponse>();
// @ts-expect-error: there is no such todo.
parseResponse("{}", { to: "execution" });

// The decoders say what they give.
expectTypeOf<ReturnType<typeof decodeInteger>>().toEqualTypeOf<Decoded<number>>();
const leave = decodeSelection("sick", { casual: "Casual leave", sick: "Sick leave" });
expectTypeOf(leave).toEqualTypeOf<Decoded<"casual" | "sick">>();
const numbered = decodeMultiSelection(["1"], { 1: "One", 2: "Two" });
expectTypeOf(numbered).toEqualTypeOf<Decoded<("1" | "2")[]>>();
declare const loaded: Record<string, string>;
const open = decodeSelection("sick", loaded);
expectTypeOf(open).toEqualTypeOf<Decoded<string>>();
const span = decodeRange([1, 2], decodeInteger);
expectTypeOf(span).toEqualTypeOf<Decoded<Range<number>>>();
decodeRange([1, 2], (value) => decodeInteger(value, { min: 1 }));
// @ts-expect-error: bounds are numbers.
decodeInteger(1, { min: "1" });
if (leave.ok) {
  // @ts-expect-error: a value has no reason.
  void leave.reason;
}

// Closed lists: a new code is a change that this file must be told about.
expectTypeOf<ProtocolErrorCode>().toEqualTypeOf<
  "ERR_INVALID_REQUEST" | "ERR_INVALID_OPTION" | "ERR_NOT_SERIALIZABLE" | "ERR_RESPONSE_TOO_LARGE"
>();
expectTypeOf<IssueCode>().toEqualTypeOf<
  | "unreadable"
  | "not_utf8"
  | "not_json"
  | "not_object"
  | "too_deep"
  | "too_large"
  | "missing"
  | "wrong_type"
  | "unknown_value"
  | "not_accepted"
  | "not_shown"
>();
