/** Something that is set up wrong. Contains no key, secret or word of a visitor. */
export interface Finding {
  /** `error`: requests will fail. `warning`: they are answered, and something is lost or insecure. */
  readonly severity: "error" | "warning";
  readonly about: "keys" | "store" | "queue";
  /** What was found. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}
