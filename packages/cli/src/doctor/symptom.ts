/** One thing that was looked at. */
export interface Symptom {
  readonly about:
    "node" | "definition" | "vault" | "production" | "gitignore" | "CK_PUBLIC_KEY" | "server" | "signature";
  readonly level: "ok" | "fault" | "note";
  readonly message: string;
  readonly fix?: string;
}
