import { isRecord } from "../../record.js";
import { closestName } from "./closest-name.js";
import { shapeOf } from "./shape.js";

/** The path to a value in a definition. */
export type Path = readonly (string | number)[];

/** A problem before its position in the file is known. */
export interface Finding {
  readonly path: Path;
  /** `key` if the key itself is wrong. */
  readonly at: "key" | "value";
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** A value of a definition, its path, and the list that collects what is wrong with it. */
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

  /** The value of a key; absent if this is not an object. */
  at(key: string): Field {
    const own = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Field(own, [...this.path, key], this.findings);
  }

  /** Reports if this is not an object, lacks a required key, or has an unknown key. */
  checkObject(known: readonly string[], required: readonly string[] = []): boolean {
    if (!isRecord(this.value)) {
      this.error(`Expected an object; got ${shapeOf(this.value)}.`);
      return false;
    }
    for (const key of Object.keys(this.value)) {
      if (key === "$comment" || key === "$schema") this.at(key).checkText();
      if (known.includes(key) || key === "$comment") continue;
      const meant = closestName(key, known);
      const fix = meant === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${meant}"?`;
      new Field(undefined, [...this.path, key], this.findings).error(`Unknown key. ${fix}`, "key");
    }
    for (const key of required) if (this.at(key).isAbsent) this.error(`The key "${key}" is missing. It is required.`);
    return true;
  }

  /** The items of a list; none if it is absent or not a list. */
  items(): Field[] {
    if (this.isAbsent) return [];
    if (Array.isArray(this.value))
      return Array.from(
        this.value as unknown[],
        (item, index) => new Field(item ?? null, [...this.path, index], this.findings),
      );
    this.error(`Expected a list; got ${shapeOf(this.value)}. Put it into [ ].`);
    return [];
  }

  /** A string that is not blank. */
  text({ allowEmpty = false }: { allowEmpty?: boolean } = {}): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value !== "string") this.error(`Expected a string; got ${shapeOf(this.value)}.`);
    else if (this.value.trim() !== "" || (allowEmpty && this.value === "")) return this.value;
    else this.error("The string is empty. Fill it in, or omit the key if it has a default.");
    return undefined;
  }

  /** Reports if this is not a string. Any string will do. */
  private checkText(): void {
    if (!this.isAbsent && typeof this.value !== "string") this.error(`Expected a string; got ${shapeOf(this.value)}.`);
  }

  /** The keys of an object, each with its field; none if it is absent or not an object. */
  members(): (readonly [key: string, field: Field])[] {
    if (this.isAbsent) return [];
    if (isRecord(this.value))
      return Object.keys(this.value).flatMap((key) => (key === "$comment" ? [] : [[key, this.at(key)] as const]));
    this.error(`Expected an object; got ${shapeOf(this.value)}.`);
    return [];
  }

  /** A string that matches. */
  matching(pattern: RegExp, expected: string): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === "string" && pattern.test(this.value)) return this.value;
    this.error(`Expected ${expected}; got ${shapeOf(this.value)}.`);
    return undefined;
  }

  /** A number in a range. */
  number(least: number, most: number): number | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === "number" && this.value >= least && this.value <= most) return this.value;
    this.error(`Expected a number from ${least} to ${most}; got ${shapeOf(this.value)}.`);
    return undefined;
  }

  /** `true` or `false`. */
  flag(): boolean | undefined {
    if (this.isAbsent || typeof this.value === "boolean") return this.value as boolean | undefined;
    this.error(`Expected true or false; got ${shapeOf(this.value)}.`);
    return undefined;
  }

  /** One of a few strings. */
  oneOf<T extends string>(values: readonly T[]): T | undefined {
    if (this.isAbsent) return undefined;
    const known = values.find((value) => value === this.value);
    if (known !== undefined) return known;
    const meant = typeof this.value === "string" ? closestName(this.value, values) : undefined;
    const list = values.map((value) => `"${value}"`).join(", ");
    const found = typeof this.value === "string" ? "another string" : shapeOf(this.value);
    this.error(`Expected one of ${list}; got ${found}.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
    return undefined;
  }
}
