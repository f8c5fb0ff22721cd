/** What `ck doctor` looks at. */
export type SymptomSubject =
  | "node"
  | "definition"
  | "code"
  | "recordings"
  | "vault"
  | "production"
  | "gitignore"
  | "CK_PUBLIC_KEY"
  | "server"
  | "signature";

/** One result of `ck doctor`. */
export interface Symptom {
  readonly about: SymptomSubject;
  readonly level: "passed" | "failed" | "note";
  readonly message: string;
  /** What to do about it; only on `failed`. */
  readonly fix?: string;
}

/** Reports that something is as it should be. */
export function pass(about: SymptomSubject, message: string): Symptom {
  return { about, level: "passed", message };
}

/** Reports something that is wrong, and what to do about it. */
export function fail(about: SymptomSubject, message: string, fix: string): Symptom {
  return { about, level: "failed", message, fix };
}

/** Reports something that is worth knowing. */
export function note(about: SymptomSubject, message: string): Symptom {
  return { about, level: "note", message };
}
