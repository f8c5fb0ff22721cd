// What each package, and each kit of another platform, costs to install and to load. Frameworks are peers, and not counted.
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { installTool } from "../../scripts/tools.mjs";
import { pack } from "../../scripts/pack.mjs";
import { publishedFolders, readManifest } from "../../scripts/workspace.mjs";
import { median } from "../race.mjs";
import { PEERS } from "./peers.mjs";

const ROUNDS = 9;

/** The packages that a request passes through. The others are tools. */
const ON_THE_WAY = /^@ck\/(protocol|signature|bot|node|express|koa|fastify|fetch|lambda|catalyst)$/;

/** Prints the size of a fresh install in kB, its number of packages, and the time of an import without Node's own start. */
export async function weighPackages() {
  const temporary = mkdtempSync(path.join(tmpdir(), "ck-weight-"));
  try {
    const homes = [...(await installOurs(temporary)), ...PEERS.map((name) => ({ name, home: installTool(name).home }))];
    const times = homes.map(() => []);
    const startUps = [];
    for (let round = 0; round < ROUNDS; round++) {
      startUps.push(timeOf("0", temporary));
      homes.forEach(({ name, home }, index) =>
        times[index].push(timeOf(`await import(${JSON.stringify(name)})`, home)),
      );
    }
    console.log("\nInstalled size in kB, packages, and ms of an import");
    homes.forEach(({ name, home }, index) => {
      const { bytes, packages } = weigh(path.join(home, "node_modules"));
      const ms = median(times[index].map((time, round) => time - startUps[round]));
      const columns = [(bytes / 1_000).toFixed(0).padStart(8), String(packages).padStart(5), ms.toFixed(0).padStart(5)];
      console.log(`  ${name.padEnd(24)}${columns.join("")}`);
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function installOurs(temporary) {
  const folders = publishedFolders().map((folder) => ({ folder, manifest: readManifest(folder) }));
  const wanted = folders.filter(({ manifest }) => ON_THE_WAY.test(manifest.name));
  const tarballs = new Map();
  for (const { folder, manifest } of wanted) tarballs.set(manifest.name, await pack(folder, temporary));
  return wanted.map(({ manifest }) => {
    const home = path.join(temporary, path.basename(manifest.name));
    mkdirSync(home);
    writeFileSync(path.join(home, "package.json"), '{"private":true}\n');
    const flags = [
      "--legacy-peer-deps",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--silent",
    ];
    execFileSync("npm", ["install", ...flags, ...neededBy(manifest.name)], { cwd: home });
    return { name: manifest.name, home };
  });

  function neededBy(name) {
    const { dependencies = {} } = wanted.find(({ manifest }) => manifest.name === name).manifest;
    const below = Object.keys(dependencies).filter((dependency) => tarballs.has(dependency));
    return [...new Set([tarballs.get(name), ...below.flatMap(neededBy)])];
  }
}

function timeOf(script, home) {
  const start = performance.now();
  const url = pathToFileURL(path.join(home, "index.mjs"));
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: home, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${script} at ${url.href}: ${done.stderr}`);
  return performance.now() - start;
}

function weigh(folder) {
  let bytes = 0;
  let packages = 0;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    if (name === "package.json" && /node_modules\/(@[^/]+\/)?[^/]+$/.test(folder)) packages++;
    if (!stat.isDirectory()) bytes += stat.size;
    else {
      const inside = weigh(file);
      bytes += inside.bytes;
      packages += inside.packages;
    }
  }
  return { bytes, packages };
}
