import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { verified } from "@ck/visitor";
import { expect, it } from "vitest";
import { newProject, setUrl } from "./project.js";
import { ck, runCk } from "./run-ck.js";
import { listen } from "./servers.js";

const ASHA = '{"id":"u-17","email":"asha@example.com"}';

interface Passed {
  readonly clientData: { readonly visitorToken?: string };
  readonly sessionData: { readonly client_data: unknown };
}

/** A project, and what its server was passed. */
async function project(): Promise<{ cwd: string; passed: Passed[] }> {
  const { cwd } = await newProject();
  const passed: Passed[] = [];
  const url = await listen((req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => (body += chunk.toString()));
    req.on("end", () => {
      passed.push(JSON.parse(body) as Passed);
      res.setHeader("content-type", "application/json");
      res.end('{"status":"handled","message":"ok"}');
    });
  });
  setUrl(cwd, url);
  return { cwd, passed };
}

it.each([
  ["ck trigger", ["trigger", "fallback", "--visitor", ASHA], ""],
  ["ck chat", ["chat", "--visitor", ASHA], "hello\n"],
])("%s passes on a token that the project's key verifies", async (_name, args, input) => {
  const { cwd, passed } = await project();
  const { stdout, stderr } = await runCk(cwd, args, { stdin: input });
  const file = path.join(cwd, ".ck/visitor.key");
  expect(statSync(file).mode & 0o077).toBe(0);
  const { clientData, sessionData } = passed.at(-1)!;
  expect(sessionData.client_data).toEqual(clientData);
  const verifier = verified({ keys: readFileSync(`${file}.pub`, "utf8") });
  const request = { environment: "development", sessionId: undefined, at: new Date() } as const;
  expect(await verifier.verify(clientData.visitorToken, request)).toEqual({ visitor: JSON.parse(ASHA) as unknown });
  expect(stdout + stderr).not.toContain(readFileSync(file, "utf8").trim().slice(22));
});

it("a visitor has an id", async () => {
  const { cwd, passed } = await project();
  for (const wrong of ['{"email":"x"}', "17", "[]", "nobody"]) {
    expect((await runCk(cwd, ["trigger", "fallback", "--visitor", wrong])).code).not.toBe(0);
  }
  expect((await ck.within(cwd, "trigger fallback")).code).toBe(0);
  expect(passed.map(({ clientData }) => clientData)).toEqual([{}]);
});
