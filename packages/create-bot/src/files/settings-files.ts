import type { Kind } from "./kind.js";

/** What is not committed. */
export function gitIgnore({ adapter }: Kind): string {
  return [
    "node_modules/",
    ...(adapter === "next" ? [".next/", "next-env.d.ts"] : []),
    ...(adapter === "lambda" ? ["dist/"] : []),
    ...(adapter === "workers" ? [".dev.vars", ".wrangler/"] : []),
    ".env",
    ".ck/",
    "",
  ].join("\n");
}

/** The settings, without secrets. */
export function envExample({ adapter, asksModel }: Kind): string {
  return `# The key behind "Show key" on the bot's page in the console. On your machine: the one that \`npx ck key show\` prints.
CK_PUBLIC_KEY=
${adapter === "next" ? "" : "\nPORT=3000\n"}${
    asksModel
      ? `
# Any endpoint that speaks OpenAI's chat completions. Without a key, an imitation answers.
OPENAI_API_KEY=
# OPENAI_BASE_URL=http://localhost:11434/v1
# OPENAI_MODEL=gpt-5-mini
`
      : ""
  }`;
}

/** Hono's own types name what a browser has. */
const LIBRARIES: Partial<Record<Kind["adapter"], readonly string[]>> = {
  hono: ["es2023", "dom"],
  next: ["es2023", "dom", "dom.iterable"],
};

/** The compiler's settings. */
export function tsConfig({ adapter }: Kind): string {
  const next = adapter === "next";
  const compilerOptions = {
    target: "es2022",
    lib: LIBRARIES[adapter] ?? ["es2023"],
    ...(next ? { module: "esnext", moduleResolution: "bundler" } : { module: "nodenext" }),
    types: ["node"],
    strict: true,
    noEmit: true,
    ...(next
      ? {
          jsx: "react-jsx",
          allowJs: true,
          esModuleInterop: true,
          incremental: true,
          isolatedModules: true,
          plugins: [{ name: "next" }],
          resolveJsonModule: true,
        }
      : { verbatimModuleSyntax: true }),
    skipLibCheck: true,
  };
  const include = next ? ["next-env.d.ts", "**/*.ts", ".next/types/**/*.ts", ".next/dev/types/**/*.ts"] : ["*.ts"];
  const config = { compilerOptions, include, ...(next && { exclude: ["node_modules"] }) };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** The settings of a package manager, where its own do not do. */
export function packageManagerFiles({ packageManager, typescript, adapter }: Kind): Map<string, string> {
  if (packageManager === "yarn") return new Map([[".yarnrc.yml", "nodeLinker: node-modules\n"]]);
  // pnpm refuses packages whose install script nobody has decided about. These two work without theirs.
  const scripted = [
    ...(typescript || adapter === "lambda" ? ["esbuild"] : []),
    ...(adapter === "next" ? ["sharp"] : []),
  ];
  if (packageManager !== "pnpm" || scripted.length === 0) return new Map();
  return new Map([["pnpm-workspace.yaml", `allowBuilds:\n${scripted.map((name) => `  ${name}: false\n`).join("")}`]]);
}
