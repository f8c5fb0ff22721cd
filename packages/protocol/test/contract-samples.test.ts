import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  askNext,
  askParam,
  confirm,
  contact,
  execution,
  failure,
  file,
  followUp,
  handled,
  image,
  note,
  option,
  parseRequest,
  parseResponse,
  proceed,
  prompt,
  suggestion,
  table,
  title,
  welcome,
  type Card,
  type Todo,
  type WebhookResponse,
} from "@ck/protocol";

/** The project's copy of the contract. */
const contract = readFileSync(new URL("../../../docs/contract.md", import.meta.url), "utf8");
const url = "https://example.com";
/** Every sample in the text; the places of addresses hold one. */
const inText = (contract.match(/(?<=`)\{"[^`]*\}(?=`)/g) ?? []).map((sample) =>
  sample.replaceAll("<URL>", url).replace(`": "`, `":"`),
);
const blocks = (contract.match(/(?<=^```json\n)[\s\S]*?(?=^```$)/gm) ?? []).map((sample) =>
  JSON.stringify(JSON.parse(sample)),
);

const requests = ['{"todo":"welcome"}'];
const answers: [to: Todo, kind: string, response: WebhookResponse, sample?: string][] = [
  ["prompt", "askNext", askNext()],
  ["prompt", "askParam", askParam("…", "…"), '{"todo":"prompt","prompt":{"param_name":"…","prompt_msg":"…",…}}'],
  ["prompt", "proceed", proceed()],
  ["prompt", "confirm", confirm("…")],
  ["fallback", "handled", handled("…")],
  ["welcome", "welcome", welcome("…")],
  ["failure", "failure", failure("…")],
];
const cards: Card[] = [
  note("…"),
  title("…"),
  table("…", ["…"], [["…"]]),
  image(url),
  file("….pdf", url),
  contact({ image: url, fields: { "First Name": "…", Company: "…" } }),
];
const followUpSample =
  '{"suggestions":[{"message":"…","action":{"name":"<namespace>","params":[{"name":"…","value":…}]}}]}';
/** Shapes that are not known, so that nothing builds them. */
const open = ['{"type":"label", …}'];

describe("the samples of the contract", () => {
  test("are all known here", () => {
    const known = [
      ...requests,
      ...answers.map(([, , response, sample]) => sample ?? JSON.stringify(response)),
      ...cards.map((card) => JSON.stringify(card).replace('"….pdf"', '"…"')),
      followUpSample,
      ...open,
    ];
    expect([...new Set(inText)].sort()).toEqual(known.sort());
  });

  test.each(requests)("parse as requests: %s", (sample) => {
    expect(parseRequest(sample).raw).toEqual(JSON.parse(sample));
  });

  test.each(answers)("are answers to %s, and come back from the parser byte for byte: %s", (to, kind, response) => {
    const text = JSON.stringify(response);
    const parsed = parseResponse(text, { to });
    expect(parsed).toMatchObject({ ok: true, kind });
    expect(JSON.stringify(parsed.ok && parsed.response)).toBe(text);
  });

  test("are the two forms of an answer, in the order of their keys", () => {
    const [promptSample = "", executionSample = ""] = blocks.filter((sample) => sample.startsWith('{"status"'));
    const asked = JSON.parse(promptSample) as { message: string; prompt: { options: { image: string }[] } };
    const { image: picture = "" } = asked.prompt.options[0] ?? {};
    const built = [
      prompt("leave_type", asked.message, { options: [option("111", "Sick", { image: picture })] }),
      execution("Please check your screen.", { broadcast: {}, trigger: {}, followup: {} }),
    ];
    expect(built.map((response) => JSON.stringify(response))).toEqual([promptSample, executionSample]);
    for (const sample of [promptSample, executionSample]) {
      const parsed = parseResponse(sample, { to: "execute" });
      expect(JSON.stringify(parsed.ok && parsed.response)).toBe(sample);
    }
  });

  test("are the follow-up", () => {
    const built = followUp(suggestion("…", { action: "<namespace>", params: { "…": 1 } }));
    expect(JSON.stringify(built).replace('"value":1', '"value":…')).toBe(followUpSample);
  });
});
