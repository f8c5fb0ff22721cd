import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  execution,
  option,
  parseResponse,
  prompt,
  RESPONSE_LIMIT_BYTES,
  RESPONSE_TIMEOUT_MS,
  safeParseRequest,
  SIGNATURE_HEADER,
} from "@ck/protocol";

/** The vendor's page, word for word. */
const page = readFileSync(new URL("fixtures/webhooks-page.txt", import.meta.url), "utf8");
const [requestSample = "", promptSample = "", executionSample = ""] = page.match(/^\{ ".*\}$/gm) ?? [];
/** The sample without the page's own spacing: JSON keeps the order of the keys. */
const keyByKey = (sample: string): string => JSON.stringify(JSON.parse(sample));

test("the page's first response comes out of the builders, key by key in its order", () => {
  const response = prompt("leave_type", "You don't have enough casual leaves. Please choose some other leave type.", {
    options: [option("111", "", { image: "image_url" }), { id: 112, label: "", image: "image_url" }],
  });
  expect(JSON.stringify(response)).toBe(keyByKey(promptSample));
});

test("the page's second response comes out of the builders, key by key in its order", () => {
  const response = execution("Please check your screen.", {
    followup: {},
    trigger: {},
    broadcast: {},
    data: {},
    card: [],
  });
  expect(JSON.stringify(response)).toBe(keyByKey(executionSample));
});

test("the page's responses are accepted, and read as they stand", () => {
  expect(parseResponse(promptSample, { to: "prompt" })).toEqual({
    ok: true,
    kind: "prompt",
    response: JSON.parse(promptSample) as unknown,
  });
  for (const to of ["prompt", "execute", "button"] as const)
    expect(parseResponse(executionSample, { to })).toEqual({
      ok: true,
      kind: "execution",
      response: JSON.parse(executionSample) as unknown,
    });
});

test("the page's request is not JSON, and reads once its two commas are put in and its choices made", () => {
  expect(safeParseRequest(requestSample).ok).toBe(false);
  const fixed = requestSample
    .replace('"prompt || execute || fallback || button"', '"fallback"')
    .replace('"development || production" ', '"development", ')
    .replace('"sessionData" : {} ', '"sessionData" : {}, ');
  expect(safeParseRequest(fixed)).toMatchObject({
    ok: true,
    request: { todo: "fallback", environment: "development" },
  });
});

test("the page's numbers and names are the constants", () => {
  expect(page).toContain(`maximum size of the response is ${RESPONSE_LIMIT_BYTES / 1000} KB`);
  expect(page).toContain(`maximum duration of request timeout is ${RESPONSE_TIMEOUT_MS / 1000} seconds`);
  expect(page).toContain(SIGNATURE_HEADER);
});
