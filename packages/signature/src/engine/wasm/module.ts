import { decodeHex } from "../../bytes/hex.js";
import { CODE } from "./code.js";

/** The types of WebAssembly that are needed. They are neither in ECMAScript nor in Node's types. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: WasmExports };
}

/** A place in the module's memory, in bytes. */
export interface Address {
  readonly value: number;
}

/** What the module exports: see assembly/index.ts. */
export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Whether the r, s and digest at INPUT belong together. `key` is where the key's image begins. */
  verify(key: number): number;
  startTable(key: number, base: number, table: number): void;
  /** Goes on for so many products. Returns whether the table is finished. */
  continueTable(key: number, products: number): number;
  /** The memory of the key in use holds another one now. */
  forget(): void;
  readonly CONSTANTS: Address;
  readonly CONSTANTS_SIZE: Address;
  readonly FINISH_MOD_Q: Address;
  readonly HEAP: Address;
  readonly INPUT: Address;
  readonly NEGATED_INVERSE: Address;
  readonly NUMBERS: Address;
  readonly ORDER: Address;
  readonly ORDER_LIMBS: Address;
  readonly PRIME: Address;
  readonly PRIME_WORDS: Address;
  readonly SQUARE_MOD_Q: Address;
}

/**
 * Compiles the module and makes one instance, with one memory for all keys: on Node each memory reserves 8 to 10 GB of address space.
 *
 * @returns undefined if the runtime has no WebAssembly with SIMD, or a policy compiles nothing at run time, or there is no address space.
 * workerd says from `WebAssembly.validate` that it would compile, and then refuses, so only trying tells.
 */
export function instantiate(bytes: Uint8Array | undefined = decodeHex(CODE)): WasmExports | undefined {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };
  if (WebAssembly === undefined || bytes === undefined) return undefined;
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  } catch {
    return undefined;
  }
}
