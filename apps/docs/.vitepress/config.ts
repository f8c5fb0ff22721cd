import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type DefaultTheme, type MarkdownEnv, type UserConfig } from "vitepress";
import { contents, signatureSection } from "../src/contents.js";
import { anchorOf } from "../src/links.js";
import { linkNames } from "../src/name-links.js";
import { packagesSection, root } from "../src/sources.js";
import { writePage, writePages, type Site } from "../src/write-pages.js";
import { writeTexts } from "../src/write-texts.js";

const { CK_DOCS_BASE: base = "/", GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
const repository = server && name ? `${server}/${name}` : undefined;
const tree = repository && `${repository}/blob/main`;
const pages = fileURLToPath(new URL("../.pages", import.meta.url));

const config: () => Promise<UserConfig<DefaultTheme.Config>> = async () => {
  const site = await writePages(pages, tree);
  return defineConfig({
    title: "ck",
    description: "The webhook kit for ConvoKraft bots",
    lang: "en",
    base,
    srcDir: ".pages",
    // What is served as it is. One of the playground's files is Markdown.
    srcExclude: ["public/**"],
    lastUpdated: false,
    // Pages are files with these names, so any static server will do.
    cleanUrls: false,
    // The playground is not a page of VitePress.
    ignoreDeadLinks: [/^\/playground\//],
    markdown: {
      anchor: { slugify: anchorOf },
      theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
      config: (md) => linkNames(md, (name) => site.names.get(name)),
    },
    themeConfig: {
      search: { provider: "local", options: { _render: searchedText } },
      outline: [2, 3],
      nav: nav(site),
      sidebar: sidebar(site),
      ...(repository && { socialLinks: [{ icon: "github", link: repository }] }),
      docFooter: { prev: "Previous", next: "Next" },
    },
    vite: { plugins: [{ name: "ck-sources", configureServer: ({ watcher }) => follow(watcher, site) }] },
    buildEnd: ({ outDir }) => writeTexts(pages, outDir, site, base),
  });
};
export default config;

function nav({ sources, hasPlayground }: Site): DefaultTheme.NavItem[] {
  return [
    { text: "Guides", link: `/${sources[0]?.route ?? ""}` },
    { text: "Packages", link: "/packages/bot" },
    { text: "API", link: "/api/bot" },
    { text: "Errors", link: "/errors" },
    ...(hasPlayground ? [{ text: "Playground", link: "/playground/", target: "_self" }] : []),
  ];
}

function sidebar({ sources, reference }: Site): DefaultTheme.SidebarMulti {
  const section = (title: string): DefaultTheme.SidebarItem => ({
    text: title,
    items: sources
      .filter((source) => source.section === title)
      .map(({ title: text, route }) => ({ text, link: `/${route}` })),
  });
  const api = reference.map(({ specifier: text, route }) => ({ text, link: `/${route}` }));
  return {
    "/": contents.map(({ title }) => section(title)),
    "/packages/": [section(packagesSection), section(signatureSection)],
    "/api/": [{ text: "API reference", items: api }],
  };
}

/** The guides are searched as a whole, and of the API reference the names: its tables would be most of the index. */
function searchedText(markdown: string, env: MarkdownEnv, md: Renderer): string {
  const isReference = env.relativePath.startsWith("api/");
  const text = isReference ? markdown.replace(/^(?!#{1,3} ).*\n/gm, "") : markdown;
  return md.render(text, env);
}

interface Renderer {
  readonly render: (markdown: string, env: MarkdownEnv) => string;
}

interface Watcher {
  readonly add: (files: readonly string[]) => unknown;
  readonly on: (event: "change", listener: (file: string) => void) => unknown;
}

/** In development, an edit of a source is an edit of its page. */
function follow(watcher: Watcher, { sources }: Site): void {
  watcher.add(sources.map(({ file }) => path.join(root, file)));
  watcher.on("change", (changed) => {
    const source = sources.find(({ file }) => path.join(root, file) === changed);
    if (source !== undefined) writePage(pages, source, sources, tree);
  });
}
