/** A number as it is written in JSON, where JavaScript would change it: `12345678901234567890`, `1.50`, `1e400`. */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** For `JSON.stringify`, which knows JavaScript's numbers only. */
  toJSON(): number {
    return Number(this.text);
  }
}
