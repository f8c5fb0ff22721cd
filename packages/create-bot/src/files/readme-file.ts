import { runScript } from "./commands.js";
import type { Kind } from "./kind.js";

/** The project's README. */
export function readmeFile(kind: Kind): string {
  const { name, adapter, packageManager, tests, typescript, asksModel, docker, extension } = kind;
  const run = (script: string): string => runScript(packageManager, script);
  const commands: readonly (readonly [string, string])[] = [
    ...(adapter === "next"
      ? ([
          ["dev", "run the bot, and follow each change"],
          ["page", "in a second terminal: a page with the chat, beside each signed request and answer"],
        ] as const)
      : ([["dev", "run the bot and a page to talk to it, and follow each change"]] as const)),
    ["check", "in a second terminal, while it runs: what its server accepts that it should not"],
    ...(tests ? [["test", "run the tests"] as const] : []),
    ...(typescript ? [["typecheck", "check the types"] as const] : []),
    ["start", "run the bot as it runs where it is deployed"],
  ];
  const width = Math.max(...commands.map(([script]) => run(script).length));
  return `# ${name}

A [ConvoKraft](https://docs.catalyst.zoho.com/en/convokraft/) bot on [ck](https://www.npmjs.com/package/@ck/bot).

\`\`\`sh
${packageManager} install
${commands.map(([script, what]) => `${run(script).padEnd(width)}  # ${what}`).join("\n")}
\`\`\`

- \`bot.${extension}\` is the bot.${asksModel ? ` It asks \`model.${extension}\`: set \`OPENAI_API_KEY\` in \`.env\`, and \`OPENAI_BASE_URL\` for another endpoint than OpenAI's.` : ""}
- ${HOSTS[kind.adapter](kind)}
- \`convokraft.json\` is the bot as the console has it, for the emulator. Keep it in step with the console.
- \`.env\` has the settings, with the public key of the emulator; \`.ck/\` has its private key. Neither is committed. In a
  fresh clone, copy \`.env.example\` to \`.env\`, run \`npx ck init\`, and put the key that it prints into \`.env\`.

## Go live

1. Deploy it, at an address that begins with \`https://\`.${docker ? " The Dockerfile runs it on port 3000." : ""}
2. In the console, create the bot with a webhook at \`https://…/convokraft\`, and its actions as \`convokraft.json\` has them.
3. Switch signing on, copy the key behind "Show key", and set it as \`CK_PUBLIC_KEY\` where the bot runs.
4. \`npx ck check https://…/convokraft\` tells what is left to do.
`;
}

const HOSTS: Readonly<Record<Kind["adapter"], (kind: Kind) => string>> = {
  express: ({ entry }) => `\`${entry}\` mounts it in Express, at \`/convokraft\`.`,
  koa: ({ entry }) => `\`${entry}\` mounts it in Koa, at \`/convokraft\`.`,
  fastify: ({ entry }) => `\`${entry}\` mounts it in Fastify, at \`/convokraft\`.`,
  hono: ({ entry }) => `\`${entry}\` mounts it in Hono, at \`/convokraft\`.`,
  node: ({ entry }) => `\`${entry}\` is its server.`,
  next: ({ extension }) => `\`app/convokraft/route.${extension}\` is its route in Next.js.`,
  workers: ({ entry, extension, packageManager }) =>
    `\`worker.${extension}\` is the worker: \`${runScript(packageManager, "deploy")}\` deploys it (Wrangler needs Node 22), and \`npx wrangler secret put CK_PUBLIC_KEY\` sets its key. \`${entry}\` runs the bot on your machine.`,
  lambda: ({ entry, extension, packageManager }) =>
    `\`handler.${extension}\` is the function: \`${runScript(packageManager, "build")}\` writes it to \`dist/handler.mjs\`. \`${entry}\` runs the bot on your machine.`,
  catalyst: ({ entry }) =>
    `\`${entry}\` is its server, for AppSail. To run it as an integration function instead, see [\`@ck/catalyst\`](https://www.npmjs.com/package/@ck/catalyst).`,
};
