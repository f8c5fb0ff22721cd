/** Compiles assembly/: what is published, or the build with assertions. */
export function compile(name: "release" | "debug"): Promise<Uint8Array>;
/** The module as the source of src/engine/wasm/code.ts. */
export function toSource(binary: Uint8Array): string;
