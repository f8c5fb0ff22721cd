import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createRecorder, renderReport, reportOn, type Traffic } from "../../src/index.js";
import { newFolder } from "../servers.js";

function request(body: object): Traffic {
  return {
    at: new Date().toISOString(),
    request: {
      method: "POST",
      target: "/",
      httpVersion: "1.1",
      headers: [["Content-Type", "application/json;charset=UTF-8"]],
      body: new TextEncoder().encode(JSON.stringify(body)),
      truncated: false,
    },
    timings: { totalMs: 5_003 },
  };
}

it("reports what confirms and contradicts the contract, and what it does not know, as shapes only", async () => {
  const folder = newFolder();
  const recorder = await createRecorder({ folder, url: "http://localhost:3000/" });
  const base = { environment: "development", bot: { namespace: "leave" }, user: {}, org: {} };
  for (let count = 0; count < 3; count++) {
    recorder.record(
      request({
        todo: "execute",
        ...base,
        action: "ApplyLeave",
        params: { from: 1_795_843_998_000, "Sam Fox": "secret words" },
        traceId: "abc-secret",
        sessionData: { medium: "chat", client_host: "web", locale: "en" },
      }),
    );
  }
  recorder.record(request({ todo: "prompt", ...base, action: { namespace: "ApplyLeave" }, paramsToPrompt: [] }));
  await recorder.flush();
  writeFileSync(path.join(folder, "20300101T000000000Z-exchange-01234567.json"), "{");

  const report = await reportOn(folder);
  expect(report).toMatchObject({ exchanges: 4, unreadable: 1 });
  expect(report.facts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: "action-object", grade: "O", confirmed: 1, contradicted: 3 }),
      expect.objectContaining({ id: "params-to-prompt", confirmed: 1, contradicted: 0 }),
      expect.objectContaining({ id: "time-limit", confirmed: 4, contradicted: 0 }),
    ]),
  );
  expect(report.unknown).toEqual(
    expect.arrayContaining([
      { path: "traceId", form: "text", count: 3 },
      { path: "sessionData.locale", form: "text", count: 3 },
    ]),
  );
  const text = renderReport(report);
  expect(text).toContain("params.from arrived as epoch milliseconds, 3 times");
  expect(text).toContain("traceId arrived as text, 3 times");
  expect(text + JSON.stringify(report)).not.toMatch(/secret|Sam|Fox|leave/);
});
