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
async function project(): Promise<{ cwd: string; passed: Passed[]; bodies: string[] }> {
  const { cwd } = await newProject();
  const passed: Passed[] = [];
  const bodies: string[] = [];
  const url = await listen((req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => (body += chunk.toString()));
    req.on("end", () => {
      bodies.push(body);
      passed.push(JSON.parse(body) as Passed);
      res.setHeader("content-type", "application/json");
      res.end('{"status":"handled","message":"ok"}');
    });
  });
  setUrl(cwd, url);
  return { cwd, passed, bodies };
}

it.each([
  ["ck trigger", ["trigger", "fallback", "--visitor", ASHA], ""],
  ["ck send", ["send", "-", "--visitor", ASHA], '{"todo":"fallback","environment":"development"}'],
  [
    "ck send --fault",
    ["send", "-", "--fault", "replayed", "--visitor", ASHA],
    '{"todo":"fallback","environment":"development"}',
  ],
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

it("ck send changes nothing else in the body", async () => {
  const { cwd, passed, bodies } = await project();
  const request = {
    todo: "fallback",
    environment: "production",
    sessionData: { id: "s-1", client_data: { page: "home" } },
    clientData: { page: "home", visitorToken: "old" },
  };
  const stdin = JSON.stringify({ ...request, order: 0 }).replace(/0}$/, "12345678901234567890}");
  expect((await runCk(cwd, ["send", "-", "--visitor", ASHA], { stdin })).code).toBe(0);
  const { visitorToken } = passed[0]!.clientData;
  const clientData = { page: "home", visitorToken };
  expect(passed).toMatchObject([{ ...request, clientData, sessionData: { id: "s-1", client_data: clientData } }]);
  expect(visitorToken).not.toBe("old");
  expect(bodies[0]).toContain(":12345678901234567890");
});

it("a body without an environment gets a token for production, as which the bot reads it", async () => {
  const { cwd, passed } = await project();
  await runCk(cwd, ["send", "-", "--visitor", ASHA], { stdin: '{"todo":"fallback"}' });
  const verifier = verified({ keys: readFileSync(path.join(cwd, ".ck/visitor.key.pub"), "utf8") });
  const request = { environment: undefined, sessionId: undefined, at: new Date() };
  expect(await verifier.verify(passed[0]!.clientData.visitorToken, request)).toHaveProperty("visitor");
});

it("only a JSON object can have a visitor", async () => {
  const { cwd, passed } = await project();
  for (const stdin of ["no JSON", "[]", ""]) {
    const { code, stderr } = await runCk(cwd, ["send", "-", "--visitor", ASHA], { stdin });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("--visitor needs a body that is a JSON object") as unknown,
    });
  }
  expect(passed).toEqual([]);
});

it("a visitor has an id", async () => {
  const { cwd, passed } = await project();
  for (const wrong of ['{"email":"x"}', "17", "[]", "nobody"]) {
    for (const args of [
      ["trigger", "fallback"],
      ["send", "-"],
    ]) {
      const { code, stderr } = await runCk(cwd, [...args, "--visitor", wrong], { stdin: '{"todo":"fallback"}' });
      expect(code).toBe(2);
      expect(stderr).toContain(`--visitor '{"id":"u-17"}'`);
    }
  }
  expect((await ck.within(cwd, "trigger fallback")).code).toBe(0);
  expect(passed.map(({ clientData }) => clientData)).toEqual([{}]);
});
