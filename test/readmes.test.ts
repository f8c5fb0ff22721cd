import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./published.js";
import { apps, codeOf, expectAnswers, inJavaScript, layOut, newFolder, removeFolders } from "./readme-apps.js";
import { typecheck, type Problems } from "./typecheck.js";

let keys: KeyPair;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});
afterAll(removeFolders);

it("every guide whose code is the files of an app is tried as one", () => {
  const guides = readdirSync(path.join(root, "docs")).filter((file) => file.endsWith(".md"));
  const withFiles = guides
    .map((file) => `docs/${file}`)
    .filter((readme) => codeOf({ readme, from: "packages/express" }).files.size > 0);
  const tried = apps.map(({ readme }) => readme);
  // scaling.system.test.ts runs the processes of this one.
  expect(withFiles.filter((file) => !tried.includes(file))).toEqual(["docs/scaling.md"]);
});

describe("the code of a README type-checks", () => {
  const written = apps.map((app) => {
    const folder = newFolder(app);
    const files = [...codeOf(app).files].map(([name, code]) => {
      const file = path.join(folder, name);
      writeFileSync(file, code);
      return file;
    });
    return { readme: app.readme, files };
  });
  let problems: Problems;
  beforeAll(async () => {
    const files = written.flatMap((each) => each.files);
    // A prompt handler that says nothing has nothing to return.
    problems = await typecheck(files, { isolatedDeclarations: false, declaration: false, noImplicitReturns: false });
  });

  it.each(written)("$readme", ({ files }) => {
    expect(
      files.flatMap((file) => (problems.get(file) ?? []).map((said) => `${path.basename(file)}: ${said}`)),
    ).toEqual([]);
  });

  it("and so do the packages", () => {
    const files = written.flatMap((each) => each.files);
    expect([...problems].filter(([file]) => !files.includes(file))).toEqual([]);
  });
});

describe.each(apps)("the code of $readme works as it stands", (app) => {
  const { text, files, servers, functions } = codeOf(app);
  const { call, isUnsigned, needsRedis = false } = app;

  it("is a server, or a function that the test calls", () => {
    expect([...servers, ...functions]).not.toEqual([]);
    expect(functions.length > 0).toBe(call !== undefined);
  });

  // The others are run by readmes.system.test.ts.
  if (!needsRedis) {
    it.each(servers)("%s answers a signed request", (name) => expectAnswers(app, name, keys));
  }

  it.each(functions)("%s answers when it is called", async (name) => {
    const { folder } = await layOut(app);
    const body = '{"todo":"fallback","userInput":"hello"}';
    const program = `
      const call = ${call ?? ""};
      const module = await import(${JSON.stringify(pathToFileURL(path.join(folder, inJavaScript(name))))});
      const calls = process.argv.slice(1).map((signature) => call(module, ${JSON.stringify(body)}, signature));
      console.log(JSON.stringify(await Promise.all(calls)));`;
    const signatures = [sign(body, keys.privateKey), sign("{}", keys.privateKey)];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program, ...signatures],
      { env: { ...process.env, CK_PUBLIC_KEY: keys.publicKey, NODE_ENV: "production" } },
    );
    const [answer, refusal] = JSON.parse(stdout) as { status: number; text: string }[];
    expect(answer?.status).toBe(200);
    expect(JSON.parse(answer?.text ?? "")).toMatchObject({ status: "handled" });
    expect(refusal).toEqual(isUnsigned ? answer : { status: 401, text: "" });
  });

  if (!files.has("try.ts")) return;
  it("try.ts prints what the README says", async () => {
    const { folder } = await layOut(app);
    const tried = spawn(process.execPath, [path.join(folder, "try.js")], { stdio: ["ignore", "pipe", "inherit"] });
    const printed: Buffer[] = [];
    tried.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    const [code] = (await once(tried, "close")) as [number];
    const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
      language,
      code,
    }));
    const program = blocks.findIndex(({ code }) => code.startsWith("// try.ts\n"));
    // Between the two may stand the command that runs it.
    const said = blocks.slice(program + 1).find(({ language }) => !["ts", "sh"].includes(language))?.code;
    expect(Buffer.concat(printed).toString()).toBe(said);
    expect(code).toBe(0);
  });
});
