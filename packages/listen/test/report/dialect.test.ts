import { checkDefinition, createMemoryVault, toJson, type DialectDefinition, type EmulatedBot } from "@ck/emulator";
import { importPublicKey, type PublicKey } from "@ck/signature";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialectOf, renderReport, type ListenReport, type ObservedDialect, type Traffic } from "../../src/index.js";
import { createObserver } from "../../src/observe/observe.js";
import { toReport } from "../../src/report/report.js";
import { createTally } from "../../src/report/tally.js";
import { botWith, trafficOf } from "./emulated-traffic.js";

/** What the emulator does if its dialect says nothing. */
const USUAL = { action: "object", previousParam: "string" } as const;

async function report(traffic: readonly Traffic[], bot?: EmulatedBot, keys: PublicKey[] = []): Promise<ListenReport> {
  const observer = createObserver({ keys, settings: {}, bot });
  const tally = createTally();
  for (const each of traffic) tally.add(each.at, await observer.observe(each));
  return toReport(tally);
}

async function observed(dialect: DialectDefinition): Promise<ObservedDialect> {
  const bot = botWith(dialect);
  return dialectOf(await report(await trafficOf(bot), bot), bot);
}

const ORDER = ["environment", "org", "user", "sessionData", "clientData", "cache", "broadcast", "bot", "todo"];
const REST = ["action", "params", "button_id", "userInput", "paramsToPrompt", "previousParam"];

/** Each deviation, and what the report says about it. */
const DEVIATIONS: readonly (readonly [string, DialectDefinition, RegExp])[] = [
  ["action as a string", { action: "string" }, /action is an object with namespace\. CONTRADICTED/],
  ["action by name", { action: "object-with-name" }, /action is an object with namespace\. CONTRADICTED/],
  ["bot as a string", { bot: "string" }, /bot is an object with namespace, like action\. CONTRADICTED/],
  ["previousParam as an object", { previousParam: "object" }, /previousParam is a string\. CONTRADICTED/],
  ["paramsToPrompt as objects", { paramsToPrompt: "object" }, /paramsToPrompt: "object"/],
  ["epoch milliseconds", { values: { date: "epoch-ms" } }, /params\.day arrived as epoch milliseconds, \d+ times/],
  [
    "epoch as text",
    { values: { date: "epoch-ms-text", dateTime: "epoch-ms-text" } },
    /params\.moment arrived as epoch milliseconds as text/,
  ],
  ["epoch seconds", { values: { date: "epoch-s", dateTime: "epoch-s" } }, /params\.day arrived as epoch seconds/],
  [
    "dates with a named month",
    { values: { date: "dd-MMM-yyyy", dateTime: "dd-MMM-yyyy" } },
    /params\.day arrived as dd-MMM-yyyy date/,
  ],
  ["dates at midnight", { values: { date: "iso-date-time" } }, /params\.day arrived as ISO date and time/],
  [
    "dates in UTC",
    { values: { date: "iso-utc-ms", dateTime: "iso-utc" } },
    /params\.moment arrived as ISO date and time in UTC/,
  ],
  ["short times", { values: { time: "HH:mm" } }, /params\.hour arrived as time,/],
  ["numbers as text", { values: { number: "text" } }, /params\.days arrived as digits as text/],
  [
    "whole numbers as decimals",
    { values: { number: "decimal" } },
    /params\.days arrived as integer written as a decimal/,
  ],
  ["booleans as text", { values: { boolean: "text" } }, /params\.paid arrived as true or false as text/],
  ["booleans as words", { values: { boolean: "yes-no" } }, /params\.paid arrived as yes or no as text/],
  ["booleans as numbers", { values: { boolean: "number" } }, /params\.paid arrived as integer/],
  ["ranges from to", { values: { range: "from-to" } }, /params\.period arrived as object with from, to/],
  [
    "ranges as lists",
    { values: { range: "list", date: "epoch-ms" } },
    /params\.period arrived as list of epoch milliseconds/,
  ],
  ["labels of options", { values: { selection: "label" } }, /params\.kind arrived as option label/],
  ["ids with labels", { values: { selection: "id-label" } }, /params\.kind arrived as object with id, label/],
  ["ids with values", { values: { selection: "id-value" } }, /params\.kind arrived as object with id, value/],
  ["a lone option", { values: { multiSelection: "lone" } }, /params\.kinds arrived as option id/],
  ["another order of keys", { keyOrder: [...ORDER, ...REST] }, /keys come in the documented order\. CONTRADICTED/],
  [
    "another order within",
    { keyOrder: ["client_data", "medium", "client_identifier", "client_host"].map((key) => `sessionData.${key}`) },
    /keyOrder: \["sessionData\.client_data"/,
  ],
  ["an unknown key", { extra: { every: { traceId: "sample" } } }, /traceId arrived as text, \d+ times/],
  [
    "unknown keys of many types",
    {
      extra: {
        every: {
          count: 1,
          rate: 1.5,
          flag: true,
          none: null,
          tags: ["sample"],
          at: 1_767_225_600_000,
          who: { id: "1" },
        },
        prompt: { previousParam: "", messageData: {} },
        button: { origin: { card: { row: 1 } } },
      },
    },
    /origin\.card\.row arrived as integer|origin arrived as object with card, once/,
  ],
  [
    "more of the session",
    { extra: { every: { sessionData: { id: "sample", locale: "sample" } } } },
    /sessionData\.locale arrived as text/,
  ],
  [
    "a known visitor",
    { extra: { every: { user: { id: "1", email: "sample@example.com" } } } },
    /user\.email arrived as email address/,
  ],
  [
    "missing keys",
    { omit: { every: ["org", "sessionData.client_data"], welcome: ["broadcast", "cache"] } },
    /omit: .*"org"/,
  ],
  ["other empty values", { empty: { user: null, org: "", paramsToPrompt: null } }, /empty: .*"user":null/],
  ["spaced JSON", { json: { comma: ", ", colon: ": " } }, /no blanks between its values\. CONTRADICTED/],
  ["indented JSON", { json: { colon: ": ", indent: "  ", end: "\n" } }, /no blanks between its values\. CONTRADICTED/],
  [
    "escaped JSON",
    { json: { escape: ["non-ascii", "slash", "html"] } },
    /escapes only what JSON has to escape\. CONTRADICTED/,
  ],
  ["capital escapes", { json: { escape: ["non-ascii"], hex: "upper" } }, /"hex":"upper"/],
  ["other names of headers", { headers: ["User-Agent", "Content-Type", "Content-Length"] }, /headers: \["User-Agent"/],
  [
    "another content type",
    { contentType: "application/json;charset=UTF-8" },
    /contentType: "application\/json;charset=UTF-8"/,
  ],
  ["chunks", { transfer: "chunked" }, /length of the body is declared\. CONTRADICTED/],
  ["another time limit", { timeoutMs: 3_000 }, /waits 5 s for an answer\. CONTRADICTED/],
];

describe("the observed dialect", () => {
  it("says nothing about an emulator without a dialect", async () => {
    expect(await observed({})).toEqual(USUAL);
  });

  it.each(DEVIATIONS)("is the emulator's: %s", async (_, dialect, line) => {
    const bot = botWith(dialect);
    const seen = await report(await trafficOf(bot), bot);
    const found = dialectOf(seen, bot);
    expect(found).toEqual({ ...USUAL, ...dialect });
    expect(renderReport(seen, bot)).toMatch(line);
    // It can be written into a definition.
    const { bot: again, problems } = checkDefinition(toJson({ ...bot, dialect: found }));
    expect(problems).toEqual([]);
    expect(again?.dialect).toEqual(bot.dialect);
  });

  it("is the emulator's in any mixture", async () => {
    const mixed = fc.record(
      {
        action: fc.constantFrom("object", "object-with-name", "string"),
        previousParam: fc.constantFrom("object", "string"),
        values: fc.constantFrom(
          { date: "epoch-ms", range: "list" },
          { number: "text", boolean: "text" },
          { selection: "label" },
        ),
        keyOrder: fc.shuffledSubarray([...ORDER, ...REST, "traceId"], { minLength: 16 }),
        extra: fc.constant({ every: { traceId: "sample" } }),
        omit: fc.subarray(["user", "org"], { minLength: 1 }).map((every) => ({ every })),
        json: fc.constantFrom({ comma: ", ", colon: ": " }, { colon: " : " }, { escape: ["slash"] }),
        contentType: fc.constant("application/json; charset=utf-8"),
        timeoutMs: fc.integer({ min: 10, max: 49 }).map((tenths) => tenths * 100),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<DialectDefinition>;
    await fc.assert(
      fc.asyncProperty(mixed, async (dialect) => {
        const { keyOrder: _, extra, omit, ...rest } = dialect;
        const found = await observed(dialect);
        expect(found).toMatchObject({ ...USUAL, ...rest, ...(extra && { extra }), ...(omit && { omit }) });
        // An emulator with what was found writes the same bytes, whatever the order's spelling.
        expect((await trafficOf(botWith(found))).map(bytesOf)).toEqual(
          (await trafficOf(botWith(dialect))).map(bytesOf),
        );
      }),
      { numRuns: 12 },
    );
  });

  it("is read from signatures too", async () => {
    const signature = { hash: "sha512", format: "p1363", encoding: "hex" } as const;
    const vault = createMemoryVault();
    const { base64 } = await vault.secure();
    const headers = ["Content-Type", "Content-Length", "User-Agent", "x-convokraft-signature"];
    const bot = botWith({ signature, headers }, true);
    const seen = await report(await trafficOf(bot, { vault }), bot, [importPublicKey(base64)]);
    expect(dialectOf(seen, bot)).toEqual({ ...USUAL, signature, headers });
    expect(renderReport(seen)).toMatch(
      /spelled X-CONVOKRAFT-SIGNATURE\. CONTRADICTED[\s\S]*Signatures are Base64\. CONTRADICTED/,
    );
  });
});

function bytesOf({ request }: Traffic): string {
  return `${JSON.stringify(request.headers)}${new TextDecoder().decode(request.body)}`;
}
