import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Application, Converter, ReflectionKind, type Context, type ProjectReflection, type Reflection } from "typedoc";
import { ModuleRouter, type PluginOptions } from "typedoc-plugin-markdown";
import { anchorOf } from "./links.js";
import { readSource, root } from "./sources.js";

/** A page of the API reference. */
export interface ReferencePage {
  /** What one imports: `@ck/testing/host`. */
  readonly specifier: string;
  /** The page without an extension: `api/testing/host`. */
  readonly route: string;
}

/** The API reference. */
export interface Reference {
  readonly pages: readonly ReferencePage[];
  /** Each name that exactly one module exports, with the place where it is described. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Writes the API reference from the docstrings of the packages, a page for each module.
 *
 * @param folder - where the pages go, in `api`
 * @param packages - the folders of the packages, from the top of the repository
 * @returns What was written.
 */
export async function writeReference(folder: string, packages: readonly string[]): Promise<Reference> {
  const modules = packages.flatMap(modulesOf);
  const options: PluginOptions & Record<string, unknown> = {
    router: "pages",
    excludeScopesInPaths: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    useCustomAnchors: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    propertyMembersFormat: "table",
    typeDeclarationFormat: "table",
  };
  const app = await Application.bootstrapWithPlugins({
    entryPoints: modules.map(({ file }) => path.join(root, file)),
    plugin: ["typedoc-plugin-markdown"],
    tsconfig: path.join(root, "tsconfig.json"),
    out: path.join(folder, "api"),
    name: "API reference",
    readme: "none",
    skipErrorChecking: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    disableGit: true,
    sort: ["kind", "alphabetical"],
    validation: false,
    logLevel: "Error",
    ...options,
  });
  app.renderer.defineRouter("pages", PagesRouter);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => nameModules(project, modules));
  app.converter.addUnknownSymbolResolver((reference, { project }) => {
    const name = reference.symbolReference?.path?.map(({ path }) => path).join(".");
    const found = Object.values(project.reflections).find(
      (reflection) => reflection.name === name && reflection.parent?.kindOf(ReflectionKind.Module),
    );
    const module = modules.find(({ specifier }) => specifier === found?.parent?.name);
    return found && module && `/${module.route}.html#${anchorOf(found.name)}`;
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the packages.");
  await mkdir(folder, { recursive: true });
  await app.generateOutputs(project);
  return { pages: modules.map(({ specifier, route }) => ({ specifier, route })), names: namesOf(folder, modules) };
}

/** A page for each module. Whatever a module exports is on its page, but would take a file's name: `Texts` of `@ck/bot` that of `@ck/bot/texts`. */
class PagesRouter extends ModuleRouter {
  override getIdealBaseName(reflection: Reflection): string {
    const name = super.getIdealBaseName(reflection);
    const isModule = [ReflectionKind.Module, ReflectionKind.Namespace].includes(reflection.kind);
    return isModule ? name : `exports/${name}`;
  }
}

interface Module extends ReferencePage {
  /** Its source, from the top of the repository. */
  readonly file: string;
}

function modulesOf(folder: string): Module[] {
  const manifest = JSON.parse(readSource(`${folder}/package.json`)) as {
    name: string;
    exports: Record<string, unknown>;
  };
  return Object.keys(manifest.exports)
    .map((subpath) => ({
      file: `${folder}/src/${subpath === "." ? "index" : subpath.slice(2)}.ts`,
      specifier: path.posix.join(manifest.name, subpath),
      route: path.posix.join("api", path.posix.basename(folder), subpath),
    }))
    .filter(({ file }) => existsSync(path.join(root, file)));
}

/** A module is called what one imports, not where its source is. */
function nameModules(project: ProjectReflection, modules: readonly Module[]): void {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Module)) {
    const source = project.getSymbolIdFromReflection(reflection)?.fileName ?? "";
    const module = modules.find(({ file }) => path.join(root, file) === path.normalize(source));
    if (module !== undefined) reflection.name = module.specifier;
  }
}

/** The places of the names. `webhook` is exported by every adapter: it stands for none of them. */
function namesOf(folder: string, modules: readonly Module[]): Map<string, string> {
  const places = new Map<string, string[]>();
  for (const { route } of modules) {
    const text = readFileSync(path.join(folder, `${route}.md`), "utf8");
    for (const [, name = "", anchor = ""] of text.matchAll(/^### (\w+)(?:\(\))? \{#([^}]+)\}\n\n(?!Re-exports)/gm))
      places.set(name, [...(places.get(name) ?? []), `/${route}.html#${anchor}`]);
  }
  return new Map(
    [...places].flatMap(([name, [place, ...others]]) =>
      place === undefined || others.length > 0 ? [] : [[name, place] as const],
    ),
  );
}
