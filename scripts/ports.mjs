// @ts-check
/**
 * Looks at the demo's ports before anything is built, so that one that is taken is known at once. apps/demo/src/program/settings.ts
 * reads the same variables.
 */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { parseEnv } from "node:util";

/** The demo's two servers: the variable that sets the port of each, and the port without it. */
const servers = [
  { name: "Express", variable: "PORT", usual: 3000 },
  { name: "Koa", variable: "KOA_PORT", usual: 3001 },
];

/** A port that was asked for is taken. */
export class PortTaken extends Error {
  /**
   * @param {number} port
   * @param {string} host
   * @param {string} variable
   */
  constructor(port, host, variable) {
    super(
      `port ${port} on ${host} is taken. Stop what listens there, or set ${variable} to another port (0 is any free one)`,
    );
    this.code = 1;
  }
}

/**
 * Checks the ports that were set, and picks free ones for those that were not where the usual ones are taken.
 *
 * @returns {Promise<Record<string, string>>} The variables to set for the program.
 * @throws {PortTaken}
 */
export async function choosePorts() {
  /** @type {Record<string, string>} */
  const chosen = {};
  for (const { name, variable, port, isSet, host } of settings()) {
    if (port === undefined || (await isFree(port, host))) continue;
    if (isSet) throw new PortTaken(port, host, variable);
    console.error(`ck: port ${port} is taken: the ${name} server gets a free one. ${variable} sets it.`);
    chosen[variable] = "0";
  }
  return chosen;
}

/**
 * Checks the ports. A server that is deployed is expected where it was, so no other port is picked.
 *
 * @returns {Promise<Record<string, string>>}
 * @throws {PortTaken}
 */
export async function checkPorts() {
  for (const { variable, port, host } of settings())
    if (port !== undefined && !(await isFree(port, host))) throw new PortTaken(port, host, variable);
  return {};
}

/** What is set for each server, in the environment or in `.env`. The program itself complains of what is no port. */
function settings() {
  const file = path.resolve(".env");
  const env = { ...(existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {}), ...process.env };
  const host = env["HOST"]?.trim() || "127.0.0.1";
  return servers.map(({ name, variable, usual }) => {
    const text = env[variable]?.trim() ?? "";
    const port = text === "" ? usual : Number(text);
    const isPort = Number.isInteger(port) && port > 0 && port <= 65_535;
    return { name, variable, host, isSet: text !== "", port: isPort ? port : undefined };
  });
}

/**
 * @param {number} port
 * @param {string} host
 */
async function isFree(port, host) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return true;
  } catch (error) {
    // What else is wrong with the address the program explains.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE";
  } finally {
    server.close();
  }
}
