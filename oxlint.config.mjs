// @ts-check
import { defineConfig } from "oxlint";

/**
 * What each package may import of ours. Imports point one way: adapters → bot → signature, protocol; these two do not know
 * each other. A new package needs its line here: test/directions.test.ts asks for it.
 *
 * @type {Record<string, readonly string[]>}
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
  redis: ["bot", "protocol"],
  catalyst: ["bot", "node"],
  bullmq: ["bot"],
  opentelemetry: ["bot"],
  visitor: ["bot", "protocol"],
  "rate-limit": ["bot", "protocol"],
  emulator: ["markup", "protocol", "signature"],
  markup: [],
  // Of protocol only what checks options: the build takes it in.
  page: ["protocol"],
  desk: ["emulator", "protocol", "signature"],
  listen: ["emulator", "protocol", "signature"],
  // Of bullmq only types: ck takes it from the project, where there is one.
  cli: ["bot", "node", "bullmq", "emulator", "desk", "listen", "markup", "signature", "protocol", "visitor"],
  testing: ["emulator", "bot", "signature", "protocol"],
  "create-bot": ["emulator", "protocol"],
};

/** Packages that are programs for Node. All others load in every runtime. */
const needsNode = ["opentelemetry", "emulator", "desk", "listen", "cli", "testing", "create-bot"];

const noNode = {
  regex: "^node:",
  allowTypeImports: true,
  message: "This package loads in every runtime: reach Node built-ins through process.getBuiltinModule.",
};

const byName = {
  regex: "\\.\\./.*packages/|/(src|dist)/",
  message: "Import another package by its name, never by its files.",
};

const directions = Object.entries(mayImport).map(([name, allowed]) => {
  const names = allowed.map((to) => `@ck/${to}`).join(", ") || "no package";
  const direction = {
    group: ["@ck/**", ...allowed.flatMap((to) => [`!@ck/${to}`, `!@ck/${to}/**`])],
    message: `@ck/${name} may import ${names} of ours: imports point one way.`,
  };
  const patterns = [direction, byName, ...(needsNode.includes(name) ? [] : [noNode])];
  return { files: [`packages/${name}/src/**`], rules: restrictImports(patterns) };
});

/** The emulator's core, which runs in a browser too: everything but its Node half. */
const emulatorCore = {
  files: [
    "packages/emulator/src/{chat,definition,delivery,engine,reading,recording,vault}/**",
    "packages/emulator/src/{core,emulated-bot,error,record}.ts",
  ],
  rules: restrictImports([
    { group: ["@ck/**", ...mayImport["emulator"].map((to) => `!@ck/${to}`)], message: "Imports point one way." },
    { regex: "^node:|/node/", message: "The core runs in a browser: what needs Node is in src/node." },
    byName,
  ]),
};

/** The desk and its API, which the playground calls in a browser: everything but the page and what serves it. */
const deskCore = {
  files: [
    "packages/desk/src/{api,find,http,routes}/**",
    "packages/desk/src/{chat-log,check-signature,desk,exchange-log,remark-log,view-bot}.ts",
  ],
  rules: restrictImports([
    {
      group: ["@ck/**", "!@ck/protocol", "!@ck/signature", "!@ck/emulator/**"],
      message: "Import the emulator's core, which runs in a browser.",
    },
    { regex: "^node:|/server/|^@hono/", message: "This runs in a browser too: what needs Node is in src/server." },
    byName,
  ]),
};

/** The desk's page runs in a browser: it may import the markup, and of other packages the types. */
const page = {
  files: ["packages/desk/src/page/**"],
  rules: restrictImports([
    { group: ["@ck/**", "!@ck/markup", "node:*"], allowTypeImports: true, message: "The page runs in a browser." },
    byName,
  ]),
};

/** What tests of several packages share is in test/support. */
const sharedHelpers = {
  files: ["packages/*/test/**", "apps/*/test/**", "test/*.ts"],
  rules: restrictImports([
    {
      regex: "^(\\.\\./)+(packages/)?[a-z-]+/test/",
      message: "Import what tests share by its name, @ck-test/…, from test/support.",
    },
  ]),
};

/**
 * @param {readonly { regex?: string, group?: string[], message: string, allowTypeImports?: boolean }[]} patterns
 * @returns {import("oxlint").DummyRuleMap}
 */
function restrictImports(patterns) {
  return { "no-restricted-imports": ["error", { patterns: [...patterns] }] };
}

export default defineConfig({
  plugins: ["eslint", "typescript", "import", "oxc"],
  categories: { correctness: "error", suspicious: "off" },
  options: { typeAware: true, reportUnusedDisableDirectives: "error", denyWarnings: true },
  ignorePatterns: ["**/dist/", "packages/signature/assembly/", "**/fixtures/", "**/.turbo/", "**/*.js", "**/*.cjs"],
  rules: {
    eqeqeq: ["error", "always", { null: "ignore" }],
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "no-array-constructor": "error",
    // Text is checked for control characters, joiners and holes on purpose.
    "no-control-regex": "off",
    "no-misleading-character-class": "off",
    "no-sparse-arrays": "off",
    "typescript/require-array-sort-compare": "off",
    "no-unused-vars": "error",
    "no-useless-constructor": "error",
    "no-var": "error",
    "prefer-const": "error",
    "prefer-rest-params": "error",
    "prefer-spread": "error",
    "typescript/ban-ts-comment": ["error", { minimumDescriptionLength: 10 }],
    "typescript/consistent-type-exports": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    "typescript/no-deprecated": "error",
    "typescript/no-dynamic-delete": "error",
    "typescript/no-empty-object-type": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-extraneous-class": "error",
    "typescript/no-generated-empty-object-type": "error",
    "typescript/no-invalid-void-type": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-mixed-enums": "error",
    "typescript/no-namespace": "error",
    "typescript/no-non-null-asserted-nullish-coalescing": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-require-imports": "error",
    "typescript/no-unnecessary-boolean-literal-compare": "error",
    "typescript/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
    "typescript/no-unnecessary-template-expression": "error",
    "typescript/no-unnecessary-type-arguments": "error",
    "typescript/no-unnecessary-type-assertion": "error",
    "typescript/no-unnecessary-type-constraint": "error",
    "typescript/no-unnecessary-type-conversion": "error",
    "typescript/no-unnecessary-type-parameters": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-enum-assignment": "error",
    "typescript/no-unsafe-enum-comparison": "error",
    "typescript/no-unsafe-function-type": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": "error",
    "typescript/prefer-literal-enum-member": "error",
    "typescript/prefer-promise-reject-errors": "error",
    "typescript/prefer-reduce-type-parameter": "error",
    "typescript/prefer-return-this-type": "error",
    "typescript/related-getter-setter-pairs": "error",
    "typescript/require-await": "error",
    "typescript/restrict-plus-operands": [
      "error",
      { allowAny: false, allowBoolean: false, allowNullish: false, allowNumberAndString: false, allowRegExp: false },
    ],
    "typescript/restrict-template-expressions": ["error", { allowNumber: true }],
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/unified-signatures": "error",
    "typescript/use-unknown-in-catch-callback-variable": "error",
  },
  overrides: [
    {
      files: ["**/test/**"],
      rules: {
        "typescript/no-non-null-assertion": "off",
        "typescript/no-meaningless-void-operator": "off",
        "typescript/no-empty-function": "off",
        "no-eval": "off",
      },
    },
    // JavaScript without types: what comes from a library is `any` there.
    {
      files: ["**/*.mjs"],
      rules: {
        ...Object.fromEntries(
          ["argument", "assignment", "call", "member-access", "return"].map((what) => [
            `typescript/no-unsafe-${what}`,
            "off",
          ]),
        ),
        "typescript/no-base-to-string": "off",
        "typescript/no-confusing-void-expression": "off",
        "typescript/no-meaningless-void-operator": "off",
        "typescript/require-await": "off",
        "typescript/restrict-plus-operands": "off",
        "typescript/restrict-template-expressions": "off",
      },
    },
    // Their tools ask for a default export.
    { files: ["**/*.config.{ts,mjs}", "apps/docs/.vitepress/**"], rules: { "import/no-default-export": "off" } },
    ...directions,
    emulatorCore,
    deskCore,
    page,
    sharedHelpers,
  ],
});
