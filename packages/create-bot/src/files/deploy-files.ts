import type { PackageManager } from "../answers/answers.js";
import { CLEAN_INSTALL, runScript } from "./commands.js";
import type { Kind } from "./kind.js";

/** The Dockerfile of a server. */
export function dockerFile({ packageManager, entry, typescript }: Kind): string {
  const { lockfile } = CLEAN_INSTALL[packageManager];
  const manifests = ["package.json", lockfile, ...(packageManager === "pnpm" ? ["pnpm-workspace.yaml"] : [])];
  const run = typescript ? `["node", "--import", "tsx", "${entry}"]` : `["node", "${entry}"]`;
  return `FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
${PRODUCTION_INSTALL[packageManager](manifests.join(" "))}
COPY . .
USER node
EXPOSE 3000
CMD ${run}
`;
}

const PRODUCTION_INSTALL: Readonly<Record<PackageManager, (manifests: string) => string>> = {
  npm: (manifests) => `COPY ${manifests} ./\nRUN npm ci --omit=dev`,
  pnpm: (manifests) => `RUN npm install --global pnpm\nCOPY ${manifests} ./\nRUN pnpm install --prod --frozen-lockfile`,
  yarn: (manifests) =>
    `RUN npm install --global --force yarn\nCOPY ${manifests} ./\nRUN yarn install --production --frozen-lockfile`,
  bun: (manifests) =>
    `RUN npm install --global bun\nCOPY ${manifests} ./\nRUN bun install --production --frozen-lockfile`,
};

export const DOCKER_IGNORE = `.ck
.env
.git
.github
node_modules
`;

/** The workflow that tests each push. */
export function workflowFile({ packageManager, typescript }: Kind): string {
  const { command } = CLEAN_INSTALL[packageManager];
  const steps = [
    "- uses: actions/checkout@v5",
    "- uses: actions/setup-node@v5\n        with:\n          node-version: 24",
    ...(packageManager === "npm" ? [] : [`- run: npm install --global --force ${packageManager}`]),
    `- run: ${command}`,
    ...(typescript ? [`- run: ${runScript(packageManager, "typecheck")}`] : []),
    `- run: ${runScript(packageManager, "test")}`,
  ];
  return `name: Test

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => `      ${step}`).join("\n")}
`;
}
