import { existsSync } from "node:fs";
import path from "node:path";
import { defaultDataFolder, defaultVaultFolder } from "../folders.js";
import { SetupError } from "./setup-error.js";

/** The settings that serving and playing have in common. */
export interface Settings {
  /** The port of the Express server. */
  readonly port: number;
  /** The port of the Koa server. */
  readonly koaPort: number;
  readonly host: string;
  /** A PostgreSQL server. Without one, the database is embedded. */
  readonly databaseUrl: string | undefined;
  /** A Redis for what several processes share. Without one, it is kept in memory. */
  readonly redisUrl: string | undefined;
  /** The port of `/metrics`. Without one, nothing is measured. */
  readonly metricsPort: number | undefined;
  /** Seals what is kept in Redis. Without one, it can be read there. */
  readonly secret: string | undefined;
  /** How long a promised answer waits to be fetched, in ms. */
  readonly lateTtlMs: number;
  /** How long a yearly report takes, in ms. */
  readonly reportMs: number;
  /** Where the embedded database keeps its files. */
  readonly dataFolder: string;
  /** Where the emulator keeps its keys. */
  readonly vaultFolder: string;
}

/** The environment of the process, or one of a test. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads `.env` in the current folder, if there is one. Variables that are already set win. */
export function loadEnvFile(): void {
  const file = path.resolve(".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** @throws SetupError for an invalid value */
export function readSettings(env: Env): Settings {
  return {
    port: readPort(env, "PORT", 3000),
    koaPort: readPort(env, "KOA_PORT", 3001),
    host: read(env, "HOST") ?? "127.0.0.1",
    databaseUrl: read(env, "DATABASE_URL"),
    redisUrl: read(env, "REDIS_URL"),
    metricsPort: read(env, "METRICS_PORT") === undefined ? undefined : readPort(env, "METRICS_PORT", 0),
    secret: read(env, "CK_SECRET"),
    lateTtlMs: readMs(env, "LATE_TTL_MS", 900_000),
    reportMs: readMs(env, "REPORT_MS", 8_000),
    dataFolder: path.resolve(read(env, "DATA_DIR") ?? defaultDataFolder),
    vaultFolder: path.resolve(read(env, "VAULT_DIR") ?? defaultVaultFolder),
  };
}

/** A variable's value. Blank counts as unset, as in `.env.example`. */
export function read(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function readMs(env: Env, name: string, fallback: number): number {
  const text = read(env, name);
  if (text === undefined) return fallback;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new SetupError(`${name} must be a whole number of ms up to 999999.`);
}

function readPort(env: Env, name: string, fallback: number): number {
  const text = read(env, name);
  if (text === undefined) return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new SetupError(`${name} must be a port: a whole number from 0 (any free port) to 65535.`);
}
