import { readFileSync } from "node:fs";
import { RESERVED_PARAM_NAMES } from "@ck/protocol";
import { Ajv, type SchemaObject } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition, PARAM_TYPES, starterDefinition, toJson } from "../../src/index.js";

const schema = JSON.parse(
  readFileSync(new URL("../../convokraft.schema.json", import.meta.url), "utf8"),
) as SchemaObject;
const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allErrors: true,
  keywords: ["defaultSnippets"],
  formats: { uri: true },
});
const isValid = ajv.compile(schema);

interface Node extends Record<string, unknown> {
  readonly properties?: Record<string, Node>;
  readonly examples?: unknown[];
}

const smallest = { name: "leave_bot", webhook: "http://localhost:3000/convokraft" };
const withAction = (more: object): object => ({ ...smallest, actions: [{ namespace: "A", ...more }] });
const withParam = (more: object): object => withAction({ params: [{ name: "a", ...more }] });

describe("the JSON Schema", () => {
  it("is the draft that editors complete best", () => {
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  });

  it("knows the types and the reserved names that the code knows", () => {
    const { properties } = (schema["definitions"] as Record<string, Node>)["param"]!;
    expect(properties!["type"]!["enum"]).toEqual(PARAM_TYPES);
    expect(properties!["name"]!["not"]).toEqual({ enum: RESERVED_PARAM_NAMES });
  });

  it("describes every key", () => {
    const keys = Object.entries(schema["definitions"] as Record<string, Node>).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([key, value]) => [`${name}.${key}`, value] as const),
    );
    expect(keys.length).toBeGreaterThan(25);
    for (const [name, value] of [...keys, ...Object.entries(schema["properties"] as Record<string, Node>)]) {
      const { description } = { ...resolve(value["$ref"]), ...value };
      expect(description ?? name.endsWith(".hash"), name).toBeTruthy();
    }
  });

  const definitions: [string, unknown][] = [
    ["the smallest", smallest],
    ["the starter", JSON.parse(toJson(starterDefinition()))],
    ["no name", { webhook: smallest.webhook }],
    ["an empty name", { ...smallest, name: " " }],
    ["no webhook", { name: "x" }],
    [
      "a webhook object",
      { ...smallest, webhook: { url: "HTTPS://example.com", invocation: "context-end", $comment: "x" } },
    ],
    ["another scheme", { ...smallest, webhook: "ftp://example.com" }],
    ["a webhook without URL", { ...smallest, webhook: {} }],
    ["another invocation", { ...smallest, webhook: { url: smallest.webhook, invocation: "never" } }],
    ["an unknown key", { ...smallest, webhoook: 1 }],
    ["an unknown key within", { ...smallest, handlers: { welcom: true } }],
    ["a comment", { ...smallest, $comment: "", $schema: "" }],
    ["a comment that is no text", { ...smallest, $comment: 1 }],
    ["a schema that is no text", { ...smallest, $schema: {} }],
    ["handlers", { ...smallest, handlers: { welcome: true, fallback: false, failure: true } }],
    ["a handler that is no flag", { ...smallest, handlers: { welcome: 1 } }],
    ["null", { ...smallest, actions: null }],
    ["actions as an object", { ...smallest, actions: {} }],
    ["an action without namespace", { ...smallest, actions: [{}] }],
    ["sentences", withAction({ sentences: ["hi"] })],
    ["an empty sentence", withAction({ sentences: [""] })],
    ["a sentence that is no text", withAction({ sentences: [1] })],
    ["an answer", withAction({ answer: "yes" })],
    ["three buttons", withAction({ buttons: ["a", { id: 2 }, { id: "c", label: "C" }] })],
    ["four buttons", withAction({ buttons: ["a", "b", "c", "d"] })],
    ["a button with an image", withAction({ buttons: [{ id: 1, image: "x" }] })],
    ["a button without label text", withAction({ buttons: [{ id: 1, label: "" }] })],
    ["21 params", withAction({ params: Array.from({ length: 21 }, (_, index) => ({ name: `p${index}` })) })],
    ["20 params", withAction({ params: Array.from({ length: 20 }, (_, index) => ({ name: `p${index}` })) })],
    ["the page's own name", withParam({ name: "leave_type" })],
    ["a capital name", withParam({ name: "Days" })],
    ["a long name", withParam({ name: "a".repeat(51) })],
    ["a reserved name", withParam({ name: "org" })],
    ["an unknown type", withParam({ type: "text" })],
    ["options", withParam({ type: "selection", options: ["a", { id: 1 }, { id: "b", label: "B", image: "x" }] })],
    ["an option of an image alone", withParam({ type: "selection", options: [{ id: 1, label: "", image: "x" }] })],
    ["an option of nothing", withParam({ type: "selection", options: [{ id: 1, label: "" }] })],
    [
      "an option of blanks beside an image",
      withParam({ type: "selection", options: [{ id: 1, label: " ", image: "x" }] }),
    ],
    ["an option without id", withParam({ type: "selection", options: [{ label: "x" }] })],
    ["an option with a flag as id", withParam({ type: "selection", options: [{ id: true }] })],
    [
      "a dialect",
      { ...smallest, dialect: { action: "string", signature: { hash: "sha1", format: "p1363", encoding: "hex" } } },
    ],
    [
      "a dialect of everything",
      {
        ...smallest,
        dialect: {
          bot: "object-with-name",
          paramsToPrompt: "object",
          values: { date: "epoch-ms", number: "decimal", $comment: "x" },
          keyOrder: ["todo", "sessionData.medium"],
          extra: { every: { traceId: "x" }, prompt: {} },
          omit: { welcome: ["cache"] },
          empty: { user: null, org: "", params: {}, paramsToPrompt: [] },
          json: { comma: ", ", colon: " : ", indent: "\t", end: "\n", escape: ["slash"], hex: "upper" },
          headers: ["Content-Type"],
          contentType: "application/json; charset=utf-8",
          transfer: "chunked",
          timeoutMs: 3000,
        },
      },
    ],
    ["a form that values do not have", { ...smallest, dialect: { values: { date: "roman" } } }],
    ["a kind of values that there is not", { ...smallest, dialect: { values: { text: "text" } } }],
    ["keys for no kind of request", { ...smallest, dialect: { extra: { never: {} } } }],
    ["keys that are no object", { ...smallest, dialect: { extra: { every: [] } } }],
    ["missing keys that are no list", { ...smallest, dialect: { omit: { every: "org" } } }],
    ["an empty value that is not empty", { ...smallest, dialect: { empty: { user: "x" } } }],
    ["a comma that is none", { ...smallest, dialect: { json: { comma: ";" } } }],
    ["an indent of letters", { ...smallest, dialect: { json: { indent: "x" } } }],
    ["an unknown escape", { ...smallest, dialect: { json: { escape: ["all"] } } }],
    ["a header with a blank", { ...smallest, dialect: { headers: ["X Y"] } }],
    ["a content type of two lines", { ...smallest, dialect: { contentType: "application/json\nX: 1" } }],
    ["no time at all", { ...smallest, dialect: { timeoutMs: 0 } }],
    ["another hash", { ...smallest, dialect: { signature: { hash: "md5" } } }],
    ["a list", []],
  ];

  it.each(definitions)("judges %s as the code does", (_, definition) => {
    const errors = checkDefinition(JSON.stringify(definition)).problems.filter(({ severity }) => severity === "error");
    expect({ valid: isValid(definition), errors: isValid.errors }).toMatchObject({ valid: errors.length === 0 });
  });

  it("judges what is put in or taken out anywhere as the code does", () => {
    const values = fc.constantFrom(undefined, null, "", "x", 1, true, [], {}, ["x"], { id: "x" }, { name: "x" });
    const spots = spotsOf(JSON.parse(toJson(starterDefinition())));
    fc.assert(
      fc.property(fc.nat(spots.length - 1), values, (index, value) => {
        const definition = JSON.parse(toJson(starterDefinition())) as unknown;
        put(definition, spots[index]!, value);
        const text = JSON.stringify(definition);
        const findings = checkDefinition(text).problems.filter(
          // What a schema cannot see: one place against another, and the rest of a URL.
          ({ severity, message }) => severity === "error" && !/already|There is no action|full URL/.test(message),
        );
        if (/"url":"x"|"webhook":"x"/.test(text)) return;
        expect(isValid(JSON.parse(text)), text).toBe(findings.length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it("has examples that are themselves valid", () => {
    let count = 0;
    for (const { $ref, examples = [], ...rest } of nodesOf(schema)) {
      const validate = ajv.compile({
        definitions: schema["definitions"] as unknown,
        ...rest,
        ...($ref !== undefined && { allOf: [{ $ref }] }),
      } as SchemaObject);
      for (const example of examples) {
        count += 1;
        expect(validate(example), JSON.stringify({ example, errors: validate.errors })).toBe(true);
      }
    }
    expect(count).toBeGreaterThan(10);
  });
});

/** The definition that a reference names. */
function resolve(reference: unknown): Node | undefined {
  const name = String(reference).replace("#/definitions/", "");
  return (schema["definitions"] as Record<string, Node>)[name];
}

type Spot = readonly (string | number)[];

function spotsOf(value: unknown, here: Spot = []): Spot[] {
  if (typeof value !== "object" || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, each]) => spotsOf(each, [...here, key]))].filter(
    ({ length }) => length > 0,
  );
}

function put(root: unknown, spot: Spot, value: unknown): void {
  const parent = spot.slice(0, -1).reduce((node, key) => (node as Record<string, unknown>)[key], root) as Record<
    string,
    unknown
  >;
  const key = spot.at(-1)!;
  if (value === undefined && !Array.isArray(parent)) Reflect.deleteProperty(parent, key);
  else parent[key] = value;
}

function nodesOf(node: unknown): Node[] {
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) =>
    key === "examples" || key === "defaultSnippets" ? [] : nodesOf(value),
  );
  return "examples" in node ? [node as Node, ...inner] : inner;
}
