import { fileURLToPath } from "node:url";

/** The checked-in SQL. One folder up from here holds in `src/` and in `dist/`, which is flat. */
export const migrationsFolder: string = fileURLToPath(new URL("../drizzle", import.meta.url));

/** Where the embedded database keeps its files unless DATA_DIR names another place: beside the app. */
export const defaultDataFolder: string = fileURLToPath(new URL("../.data", import.meta.url));
