import { describeParamIssue, isUnset, prompt, type PromptResponse, type StandardSchemaV1 } from "@ck/protocol";
import { sayText } from "../texts/say-text.js";
import type { Texts } from "../texts/texts.js";
import type { Param, ParamDeclaration, ParamDeclarations } from "./param.js";
import { readReply } from "./read-reply.js";

/** The params for the handlers, or a question for the first one that is wrong. */
export type DecodedParams =
  { readonly params: Record<string, unknown> } | { readonly params?: never; readonly again: PromptResponse };

/** What happens to a declared param that is missing or does not decode. */
export interface DecodeOptions {
  /** Ask for a missing one, or leave it out. */
  readonly missing: "ask" | "omit";
  /** Ask for one that does not decode, or leave it out. */
  readonly invalid: "ask" | "omit";
  /** The param to decode first: the one that the visitor has just answered. */
  readonly first?: string | undefined;
  /** In which the visitor is asked again. Only called if something does not decode. */
  readonly texts: () => Texts;
}

type ReadResult = { readonly value: unknown } | { readonly reason: string | undefined };

/**
 * Decodes the declared params of an action. If none are declared, the handlers get the raw values.
 *
 * @returns a promise only where a schema is declared, which may need time
 */
export function decodeParams(
  declarations: ParamDeclarations | undefined,
  raw: Readonly<Record<string, unknown>>,
  options: DecodeOptions,
): DecodedParams | Promise<DecodedParams> {
  if (declarations === undefined) return { params: Object.assign({}, raw) };
  const params: Record<string, unknown> = {};
  const names = Object.keys(declarations).sort((a, b) => Number(b === options.first) - Number(a === options.first));
  const valueOf = (name: string): unknown => (Object.hasOwn(raw, name) ? raw[name] : undefined);
  /** Notes what was read, or asks for it again. */
  const note = (name: string, read: ReadResult): DecodedParams | undefined => {
    if ("value" in read) {
      if (read.value !== undefined) params[name] = read.value;
    } else if ((isUnset(valueOf(name)) ? options.missing : options.invalid) === "ask") {
      return { again: askAgain(name, declarations[name] as ParamDeclaration, read.reason, options.texts()) };
    }
    return undefined;
  };
  const decodeFrom = async (first: number): Promise<DecodedParams> => {
    for (const name of names.slice(first)) {
      const declaration = declarations[name] as ParamDeclaration;
      const value = valueOf(name);
      const read = isSchema(declaration)
        ? await readSchema(declaration, value)
        : readParam(declaration, value, options.texts);
      const again = note(name, read);
      if (again) return again;
    }
    return { params };
  };
  for (const [index, name] of names.entries()) {
    const declaration = declarations[name] as ParamDeclaration;
    if (isSchema(declaration)) return decodeFrom(index);
    const again = note(name, readParam(declaration, valueOf(name), options.texts));
    if (again) return again;
  }
  return { params };
}

/** The names of the required params that have no value yet. */
export function namesMissing(
  declarations: ParamDeclarations | undefined,
  raw: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(declarations ?? {}).flatMap(([name, declaration]) => {
    const required = !isSchema(declaration) && !declaration.optional;
    return required && (!Object.hasOwn(raw, name) || isUnset(raw[name])) ? [name] : [];
  });
}

function readParam(declaration: Param<unknown>, value: unknown, textsOf: () => Texts): ReadResult {
  if (isUnset(value)) return declaration.optional ? { value: undefined } : { reason: undefined };
  let decoded = declaration.decode(value);
  if (decoded.ok) return { value: decoded.value };
  const texts = textsOf();
  const reply = readReply(value, declaration.type, texts);
  // If it does not decode either, its issue says more: 2,5 may be a number, but out of bounds.
  if (reply !== undefined) decoded = declaration.decode(reply);
  if (decoded.ok) return { value: decoded.value };
  return { reason: decoded.issue === undefined ? decoded.reason : describeParamIssue(decoded.issue, texts) };
}

/** A schema itself decides whether it accepts `undefined`: that is how schemas express optional values and defaults. */
async function readSchema(schema: StandardSchemaV1, value: unknown): Promise<ReadResult> {
  const unset = isUnset(value);
  const result = await schema["~standard"].validate(unset ? undefined : value);
  if (result.issues === undefined) return { value: result.value };
  return { reason: unset ? undefined : result.issues[0]?.message };
}

function askAgain(
  name: string,
  declaration: ParamDeclaration,
  reason: string | undefined,
  texts: Texts,
): PromptResponse {
  const { ask, invalid, choices } = declaration as Partial<Param<unknown>>;
  const said = typeof invalid === "function" ? invalid(reason ?? "") : (invalid ?? reason);
  const message: unknown = reason === undefined ? ask : said;
  const isSaid = typeof message === "string" && message.trim() !== "";
  return prompt(name, isSaid ? message : sayText(texts, "missing", { param: name, name: inWords(name) }), {
    options: choices ?? [],
  });
}

/** Tells a Standard Schema from a param of ours. */
export function isSchema(declaration: ParamDeclaration): declaration is StandardSchemaV1 {
  return "~standard" in declaration;
}

/** `leaveType` and `leave_type` → "leave type". */
function inWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/_+/g, " ")
    .toLowerCase();
}
