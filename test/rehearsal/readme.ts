import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "../published.js";

/** A step of a README: a file to write, or a command to type with what it prints. */
export type Step =
  | { readonly type: "file"; readonly name: string; readonly text: string }
  | { readonly type: "command"; readonly line: string; readonly prints?: string };

/** The language of a reader who follows a README. */
export type Language = "TypeScript" | "JavaScript";

/** The name of an example that has none: libraries' READMEs say that each runs as the first does. */
const EXAMPLE = "example.ts";

/** The blocks of a README, in its order, as a reader in a language follows them. */
export function stepsOf(readme: string, language: Language): Step[] {
  const text = readFileSync(path.join(root, readme), "utf8");
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, kind = "", code = ""]) => ({ kind, code }));
  const steps = blocks.flatMap(({ kind, code }, index): Step[] => {
    if (kind === "sh") {
      const next = blocks[index + 1];
      const prints = next?.kind === "" ? next.code : undefined;
      const lines = code.split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
      return lines
        .filter((line) => line !== "")
        .map((line) => ({ type: "command", line, ...(prints !== undefined && { prints }) }));
    }
    if (kind !== "ts") return [];
    const [, name] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    return [{ type: "file", name: name ?? EXAMPLE, text: code }];
  });
  return language === "TypeScript" ? steps : steps.map(inJavaScript);
}

/** As the READMEs tell readers in JavaScript: files are named `.js`, types are left out, and `node` runs them. */
function inJavaScript(step: Step): Step {
  if (step.type === "command") {
    const line = step.line
      .replace(/npx tsx (\S+)\.ts\b/, "node $1.js")
      .replace("node --import tsx ", "node ")
      .replaceAll(/\b([\w.-]+)\.ts\b/g, "$1.js");
    return { ...step, line };
  }
  const { outputText } = ts.transpileModule(step.text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return { ...step, name: step.name.replace(/\.ts$/, ".js"), text: outputText };
}
