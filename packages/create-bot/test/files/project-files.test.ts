import { readFileSync } from "node:fs";
import { parseDefinition } from "@ck/emulator";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { PACKAGE_MANAGERS } from "../../src/answers/answers.js";
import { projectFiles } from "../../src/files/project-files.js";
import { THIRD_PARTY } from "../../src/files/third-party.js";
import { filesOf, variants } from "../variants.js";

interface Manifest {
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const isSource = (name: string): boolean => /\.[jt]s$/.test(name);

/** The errors of syntax in a file, type syntax in a `.js` file among them. */
function syntaxErrors(name: string, text: string): string[] {
  const options: ts.CompilerOptions = { allowJs: true, noLib: true, noResolve: true, module: ts.ModuleKind.ESNext };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (file) => (file === name ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : undefined),
  };
  const program = ts.createProgram([name], options, host);
  return program.getSyntacticDiagnostics().map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

it("syntaxErrors finds type syntax in JavaScript", () => {
  expect(syntaxErrors("bot.js", "const name: string = 'Ann';")).toEqual([
    "Type annotations can only be used in TypeScript files.",
  ]);
  expect(syntaxErrors("bot.ts", "const name: string = 'Ann';")).toEqual([]);
});

describe.each(variants)("the project of $name", ({ answers }) => {
  const files = filesOf(answers);
  const manifest = JSON.parse(files.get("package.json") ?? "") as Manifest;
  const sources = [...files].filter(([name]) => isSource(name));

  it("has sources that parse, without type syntax in JavaScript", () => {
    expect(sources.flatMap(([name, text]) => syntaxErrors(name, text).map((error) => `${name}: ${error}`))).toEqual([]);
    const extension = answers.language === "typescript" ? ".ts" : ".js";
    expect(sources.filter(([name]) => !name.endsWith(extension))).toEqual([]);
  });

  it("imports files that are there, and packages that it depends on", () => {
    const known = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const [file, text] of sources) {
      for (const { fileName } of ts.preProcessFile(text).importedFiles) {
        if (!fileName.startsWith(".")) {
          const name = /^(@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? "";
          if (!/^(node|cloudflare):/.test(fileName)) expect(known, `${file} imports ${fileName}`).toContain(name);
          continue;
        }
        const target = new URL(fileName, `file:///${file}`).pathname.slice(1);
        const candidates = [target, target.replace(/\.js$/, ".ts"), `${target}.ts`];
        expect(
          candidates.filter((name) => files.has(name)),
          `${file} imports ${fileName}`,
        ).toHaveLength(1);
      }
    }
  });

  it("depends on nothing that it does not use, at versions that are known", () => {
    const texts = [...files].filter(([name]) => name !== "package.json").map(([, text]) => text);
    const used = [...texts, ...Object.values(manifest.scripts), "@ck/cli typescript @types/ react react-dom"].join(
      "\n",
    );
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(used, name).toContain(name.startsWith("@types/") ? "@types/" : name);
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version).toMatch(/^\^\d+\.\d+\.\d+$/);
  });

  it("runs files that are there", () => {
    const named = Object.values(manifest.scripts).flatMap((script) => script.match(/\S+\.[jt]s\b/g) ?? []);
    expect(named.filter((name) => !files.has(name) && !name.startsWith("dist/"))).toEqual([]);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(["dev", "start", "test", "check"]));
  });

  it("is described for the emulator by the names of its own actions", () => {
    const { actions, webhook } = parseDefinition(files.get("convokraft.json") ?? "");
    const bot = files.get(`bot.${answers.language === "typescript" ? "ts" : "js"}`);
    for (const { namespace, params } of actions) {
      expect(bot).toContain(`${namespace}: action({`);
      for (const { name } of params) expect(bot).toMatch(new RegExp(`${name}: \\w+\\(`));
    }
    expect(webhook).toMatchObject({ url: "http://localhost:3000/convokraft", secured: true });
  });

  it("has a README that names no file but its own", () => {
    const named = [...(files.get("README.md") ?? "").matchAll(/`([\w/.-]+\.(?:[jt]s|json))`/g)].map(([, name]) => name);
    expect(named.filter((name) => !files.has(name ?? ""))).toEqual([]);
  });
});

describe("the choices", () => {
  it("leave the test and its workflow out", () => {
    const files = projectFiles({ name: "my-bot", tests: false });
    expect([...files.keys()].filter((name) => /test/.test(name))).toEqual([]);
    expect(files.get("package.json")).not.toContain("@ck/testing");
    expect(files.get("README.md")).not.toContain("npm test");
  });

  it.each(PACKAGE_MANAGERS)("give %s its own commands", (packageManager) => {
    const files = projectFiles({ name: "my-bot", packageManager, docker: true });
    const others = PACKAGE_MANAGERS.filter((name) => name !== packageManager && name !== "npm");
    for (const file of ["README.md", "Dockerfile", ".github/workflows/test.yml"]) {
      expect(files.get(file), file).toMatch(new RegExp(`\\b${packageManager}\\b`));
      for (const other of others) expect(files.get(file), file).not.toMatch(new RegExp(`\\b${other}\\b`));
    }
  });

  it("copy into the image only what is there after an install", () => {
    const [, copied = ""] =
      /^COPY (.*) \.\/$/m.exec(projectFiles({ name: "my-bot", docker: true }).get("Dockerfile") ?? "") ?? [];
    expect(copied.split(" ")).toEqual(["package.json", "package-lock.json"]);
  });

  it("keep secrets out of the repository and the image", () => {
    const files = projectFiles({ name: "my-bot", docker: true });
    for (const file of [".gitignore", ".dockerignore"])
      expect(
        files
          .get(file)
          ?.split("\n")
          .map((line) => line.replace(/\/$/, "")),
      ).toEqual(expect.arrayContaining([".env", ".ck"]));
  });
});

it("the versions of others are those that the packages here are tested with", () => {
  const { devDependencies } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as Manifest;
  const shared = Object.keys(THIRD_PARTY).filter((name) => name in devDependencies);
  expect(shared.length).toBeGreaterThan(6);
  for (const name of shared) expect(THIRD_PARTY[name], name).toBe(`^${devDependencies[name]}`);
});
