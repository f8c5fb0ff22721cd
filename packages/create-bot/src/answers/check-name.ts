/** What npm accepts as the name of a package, without a scope. */
const NAME = /^[a-z0-9][a-z0-9._-]*$/;
const LONGEST = 214;
/** Names that npm refuses, and those of the packages that a project depends on. */
const TAKEN = ["node_modules", "favicon.ico", "express", "koa", "fastify", "hono", "next", "openai", "tsx"];

/** What is wrong with a project's name, and a name to take instead; `undefined` if it is good. */
export function checkName(name: string): string | undefined {
  if (NAME.test(name) && name.length <= LONGEST && !TAKEN.includes(name)) return undefined;
  if (TAKEN.includes(name)) return `A project cannot be called \`${name}\`: that name is taken. Try \`my-${name}\`.`;
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  const better = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, LONGEST);
  return `A project cannot be called \`${shown}\`: npm takes lower-case letters, digits, "-", "_" and ".". Try \`${better || "my-bot"}\`.`;
}
