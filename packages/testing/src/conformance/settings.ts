/** Options of `receive` as plain data, so that they can be sent to a server in another process. */
export interface ConformanceSettings {
  /** One or several keys in PEM; `false` for unsigned; absent to see that the adapter does not start. */
  readonly publicKey?: string | readonly string[] | false;
  /** Several bots at one URL: the key of each in PEM, by its name. In place of `publicKey`. */
  readonly bots?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
  readonly maxBodyBytes?: number;
  /** `reject`: a repeated request gets 409. `broken`: the replay guard's store fails, and each request gets 500. */
  readonly replay?: "reject" | "broken";
}
