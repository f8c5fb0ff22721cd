import { TODOS } from "@ck/protocol";
import { HASHES, SIGNATURE_ENCODINGS, SIGNATURE_FORMATS } from "@ck/signature";
import { NAME_FORMS, VALUE_FORMS, type Dialect, type PerTodo, type ValueForms } from "../../dialect/dialect.js";
import { ESCAPES, type JsonSpelling } from "../../json/write-json.js";
import { isRecord, type OpenRecord } from "../../record.js";
import { PLATFORM_SIGNATURE } from "../../vault/platform-signature.js";
import type { Field } from "./field.js";
import { shapeOf } from "./shape.js";

const SPELLINGS = ["object", "string"] as const;
const DIALECT_KEYS = [
  ...["action", "bot", "previousParam", "paramsToPrompt", "broadcast", "signature", "values", "keyOrder", "extra"],
  ...["omit", "empty", "json", "headers", "contentType", "transfer", "timeoutMs"],
];
/** What a bot can be told to do per kind of request. */
const WHICH = ["every", ...TODOS] as const;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,99}$/;
const CONTENT_TYPE = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(?: *; *[A-Za-z0-9-]+=[A-Za-z0-9"._-]+)*$/;

/** Reads the dialect of a definition. Spellings that are not given are left out, apart from those with a default. */
export function readDialect(field: Field): Dialect {
  if (!field.isAbsent) field.checkObject(DIALECT_KEYS);
  const signature = field.at("signature");
  if (!signature.isAbsent) signature.checkObject(["hash", "format", "encoding"]);
  const given = {
    bot: field.at("bot").oneOf(NAME_FORMS),
    paramsToPrompt: field.at("paramsToPrompt").oneOf(SPELLINGS),
    values: readValues(field.at("values")),
    keyOrder: readTexts(field.at("keyOrder")),
    extra: readPerTodo(field.at("extra"), readRecord),
    omit: readPerTodo(field.at("omit"), readTexts),
    empty: readEmpty(field.at("empty")),
    json: readJsonSpelling(field.at("json")),
    headers: readList(field.at("headers"), (item) => item.matching(HEADER_NAME, "the name of a header")),
    contentType: field.at("contentType").matching(CONTENT_TYPE, 'a content type such as "application/json"'),
    transfer: field.at("transfer").oneOf(["length", "chunked"]),
    timeoutMs: field.at("timeoutMs").number(1, 600_000),
  };
  return {
    action: field.at("action").oneOf(NAME_FORMS) ?? "object",
    previousParam: field.at("previousParam").oneOf(SPELLINGS) ?? "string",
    broadcast: field.at("broadcast").oneOf(["merge", "replace"]) ?? "merge",
    signature: {
      hash: signature.at("hash").oneOf(HASHES) ?? PLATFORM_SIGNATURE.hash,
      format: signature.at("format").oneOf(SIGNATURE_FORMATS) ?? PLATFORM_SIGNATURE.format,
      encoding: signature.at("encoding").oneOf(SIGNATURE_ENCODINGS) ?? PLATFORM_SIGNATURE.encoding,
    },
    ...whereGiven(given),
  };
}

type Given<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

function whereGiven<Value extends object>(record: Value): Given<Value> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Given<Value>;
}

function readValues(field: Field): ValueForms | undefined {
  if (field.isAbsent || !field.checkObject(Object.keys(VALUE_FORMS))) return undefined;
  const forms = Object.entries(VALUE_FORMS).map(([kind, known]) => [kind, field.at(kind).oneOf<string>(known)]);
  return whereGiven(Object.fromEntries(forms) as ValueForms);
}

function readJsonSpelling(field: Field): JsonSpelling | undefined {
  if (field.isAbsent || !field.checkObject(["comma", "colon", "indent", "end", "escape", "hex"])) return undefined;
  return whereGiven({
    comma: field.at("comma").matching(/^[ \t\r\n]{0,9},[ \t\r\n]{0,9}$/, "a comma, with or without blanks"),
    colon: field.at("colon").matching(/^[ \t\r\n]{0,9}:[ \t\r\n]{0,9}$/, "a colon, with or without blanks"),
    indent: field.at("indent").matching(/^[ \t]{0,9}$/, "up to 9 blanks or tabs"),
    end: field.at("end").matching(/^[ \t\r\n]{0,9}$/, "up to 9 blanks and line breaks"),
    escape: readList(field.at("escape"), (item) => item.oneOf(ESCAPES)),
    hex: field.at("hex").oneOf(["lower", "upper"]),
  });
}

function readPerTodo<Value>(field: Field, read: (field: Field) => Value | undefined): PerTodo<Value> | undefined {
  if (field.isAbsent || !field.checkObject(WHICH)) return undefined;
  return whereGiven(Object.fromEntries(WHICH.map((which) => [which, read(field.at(which))])) as PerTodo<Value>);
}

function readRecord(field: Field): OpenRecord | undefined {
  if (field.isAbsent || isRecord(field.value)) return field.value as OpenRecord | undefined;
  field.error(`Expected an object; got ${shapeOf(field.value)}.`);
  return undefined;
}

function readEmpty(field: Field): OpenRecord | undefined {
  if (field.isAbsent) return undefined;
  return Object.fromEntries(
    field.members().map(([path, each]) => {
      const { value } = each;
      const isEmpty = value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
      if (!isEmpty) each.error('Expected an empty value: null, "", {} or [].');
      return [path, value];
    }),
  );
}

function readTexts(field: Field): readonly string[] | undefined {
  return readList(field, (item) => item.text());
}

function readList<Value>(field: Field, read: (item: Field) => Value | undefined): readonly Value[] | undefined {
  if (field.isAbsent) return undefined;
  return field.items().flatMap((item) => read(item) ?? []);
}
