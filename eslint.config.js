// @ts-check
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * Arrows point one way: adapters → bot → signature, protocol; these two do not know each other.
 * What each package may import of ours. A new package needs its line: test/directions.test.ts asks for it.
 */
const mayImport = {
  protocol: [],
  signature: [],
  bot: ["protocol", "signature"],
  node: ["bot"],
  express: ["bot", "node"],
  fastify: ["bot", "node"],
  fetch: ["bot"],
  koa: ["bot", "node"],
  lambda: ["bot"],
  redis: ["bot"],
  catalyst: ["bot", "node"],
  bullmq: ["bot"],
  emulator: ["protocol", "signature"],
  markup: [],
  desk: ["emulator", "protocol", "signature"],
  cli: ["emulator", "desk", "markup", "signature", "protocol"],
  testing: ["emulator", "bot", "signature", "protocol"],
};

/** The desk's page runs in a browser: it may use the markup, and of the others the types. */
const page = {
  files: ["packages/desk/src/page/**"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { regex: "^(?!@ck/markup$)(@ck/|node:)", allowTypeImports: true, message: "The page runs in a browser." },
          { regex: "/(src|dist)/", message: "Import another package by its name, never by its files." },
        ],
      },
    ],
  },
};

/** Packages that are programs for Node. All others load in every runtime. */
const needsNode = ["emulator", "desk", "cli", "testing"];

const noNode = {
  regex: "^node:",
  allowTypeImports: true,
  message: "This package loads in every runtime: reach Node built-ins through process.getBuiltinModule.",
};

const directions = Object.entries(mayImport).map(([name, allowed]) => ({
  files: [`packages/${name}/src/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^@ck/(?!(${allowed.join("|") || "-"})(/|$))`,
            message: `@ck/${name} may import ${allowed.map((to) => `@ck/${to}`).join(", ") || "no package"} of ours: arrows point one way.`,
          },
          {
            regex: "\\.\\./.*packages/|/(src|dist)/",
            message: "Import another package by its name, never by its files.",
          },
          ...(needsNode.includes(name) ? [] : [noNode]),
        ],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "**/fixtures/",
    "**/.turbo/",
    "**/*.js",
    "**/*.mjs",
    "**/*.cjs",
    "tsup.config.ts",
    "vitest.config.ts",
    "vitest.system.config.ts",
  ]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Named exports only." }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/test/**"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      "@typescript-eslint/no-empty-function": "off",
    },
  },
  directions,
  page,
);
