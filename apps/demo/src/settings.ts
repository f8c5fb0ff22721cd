import { existsSync } from "node:fs";
import path from "node:path";
import { defaultDataFolder, defaultVaultFolder } from "./folders.js";
import { SetupError } from "./setup-error.js";

/** The settings that serving and playing have in common. */
export interface Settings {
  /** The port of the Express server. */
  readonly port: number;
  /** The port of the Koa server. */
  readonly koaPort: number;
  readonly host: string;
  /** A PostgreSQL server; without one the database is embedded. */
  readonly databaseUrl: string | undefined;
  /** A Redis for what several processes share; without one it is in the memory of this one. */
  readonly redisUrl: string | undefined;
  /** Where the embedded database keeps its files. */
  readonly dataFolder: string;
  /** Where the emulator keeps its keys. */
  readonly vaultFolder: string;
}

/** The environment of the process, or one of a test. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads `.env` of the current folder where there is one. What the environment has already is not changed. */
export function loadEnvFile(): void {
  const file = path.resolve(".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** @throws SetupError for a value that cannot be */
export function readSettings(env: Env): Settings {
  return {
    port: readPort(env, "PORT", 3000),
    koaPort: readPort(env, "KOA_PORT", 3001),
    host: read(env, "HOST") ?? "127.0.0.1",
    databaseUrl: read(env, "DATABASE_URL"),
    redisUrl: read(env, "REDIS_URL"),
    dataFolder: path.resolve(read(env, "DATA_DIR") ?? defaultDataFolder),
    vaultFolder: path.resolve(read(env, "VAULT_DIR") ?? defaultVaultFolder),
  };
}

/** A variable's value; a blank one is as good as none, as the lines of `.env.example` are. */
export function read(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function readPort(env: Env, name: string, fallback: number): number {
  const text = read(env, name);
  if (text === undefined) return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new SetupError(`${name} must be a port, a whole number from 0 (any that is free) to 65535.`);
}
