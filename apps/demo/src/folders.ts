import { fileURLToPath } from "node:url";

/** The SQL migrations. One folder up is right in `src/` and in `dist/`, which is flat. */
export const migrationsFolder: string = fileURLToPath(new URL("../drizzle", import.meta.url));

/** The bot as the console would have it. */
export const definitionFile: string = fileURLToPath(new URL("../convokraft.json", import.meta.url));

/** Where the embedded database keeps its files unless DATA_DIR is set: beside the app. */
export const defaultDataFolder: string = fileURLToPath(new URL("../.data", import.meta.url));

/** Where the emulator keeps keys and recordings unless VAULT_DIR is set: beside the bot's definition. */
export const defaultVaultFolder: string = fileURLToPath(new URL("../.ck", import.meta.url));
