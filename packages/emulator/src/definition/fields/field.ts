import { isRecord } from "../../record.js";
import { closestName } from "./closest-name.js";
import { shapeOf } from "./shape.js";

/** The way to a value in a definition. */
export type Path = readonly (string | number)[];

/** A problem before it is known where in the file it stands. */
export interface Finding {
  readonly path: Path;
  /** The key, where the fault is in the key itself. */
  readonly at: "key" | "value";
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** A value of a definition, the way to it, and where to say what is wrong with it. */
export class Field {
  constructor(
    readonly value: unknown,
    readonly path: Path,
    private readonly findings: Finding[],
  ) {}

  error(message: string, at: Finding["at"] = "value"): void {
    this.findings.push({ path: this.path, at, message, severity: "error" });
  }

  warn(message: string): void {
    this.findings.push({ path: this.path, at: "value", message, severity: "warning" });
  }

  /** Absent, or `undefined` in code. */
  get isAbsent(): boolean {
    return this.value === undefined;
  }

  /** The value under a key; absent where this is no object. */
  at(key: string): Field {
    const own = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Field(own, [...this.path, key], this.findings);
  }

  /** Says so if this is no object, lacks a required key or has a key that is not known. */
  checkObject(known: readonly string[], required: readonly string[] = []): boolean {
    if (!isRecord(this.value)) {
      this.error(`Expected an object; came ${shapeOf(this.value)}.`);
      return false;
    }
    for (const key of Object.keys(this.value)) {
      if (key === "$comment" || key === "$schema") this.at(key).checkText();
      if (known.includes(key) || key === "$comment") continue;
      const meant = closestName(key, known);
      const mend = meant === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${meant}"?`;
      new Field(undefined, [...this.path, key], this.findings).error(`This key is not known. ${mend}`, "key");
    }
    for (const key of required)
      if (this.at(key).isAbsent) this.error(`The key "${key}" is missing, and it has no default.`);
    return true;
  }

  /** The items of a list; none where it is absent or no list. */
  items(): Field[] {
    if (this.isAbsent) return [];
    if (Array.isArray(this.value))
      return Array.from(
        this.value as unknown[],
        (item, index) => new Field(item ?? null, [...this.path, index], this.findings),
      );
    this.error(`Expected a list; came ${shapeOf(this.value)}. Put it into [ ].`);
    return [];
  }

  /** A text with something to read in it. */
  text({ allowEmpty = false }: { allowEmpty?: boolean } = {}): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value !== "string") this.error(`Expected a text; came ${shapeOf(this.value)}.`);
    else if (this.value.trim() !== "" || (allowEmpty && this.value === "")) return this.value;
    else this.error("The text is empty. Fill it in, or leave the key out if it has a default.");
    return undefined;
  }

  /** Says so if this is no text; what it says does not matter. */
  private checkText(): void {
    if (!this.isAbsent && typeof this.value !== "string") this.error(`Expected a text; came ${shapeOf(this.value)}.`);
  }

  /** `true` or `false`. */
  flag(): boolean | undefined {
    if (this.isAbsent || typeof this.value === "boolean") return this.value as boolean | undefined;
    this.error(`Expected true or false; came ${shapeOf(this.value)}.`);
    return undefined;
  }

  /** One of a few texts. */
  oneOf<T extends string>(values: readonly T[]): T | undefined {
    if (this.isAbsent) return undefined;
    const found = values.find((value) => value === this.value);
    if (found !== undefined) return found;
    const meant = typeof this.value === "string" ? closestName(this.value, values) : undefined;
    const list = values.map((value) => `"${value}"`).join(", ");
    const came = typeof this.value === "string" ? "another text" : shapeOf(this.value);
    this.error(`Expected one of ${list}; came ${came}.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
    return undefined;
  }
}
