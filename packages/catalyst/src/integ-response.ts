import type { RawResponse } from "@ck/bot";

/**
 * An answer in the only form that Catalyst's runtime accepts: an object with `buildResponse`, of a class with exactly
 * this name (grade S: seen in the vendor's template and local runtime). The static `name` survives minifiers.
 */
export class IntegResponse {
  static readonly name = "IntegResponse";
  readonly #response: RawResponse;

  constructor(response: RawResponse) {
    this.#response = response;
  }

  buildResponse(): { status: number; contentType: string; responseBody: string } {
    const { status, body } = this.#response;
    return { status, contentType: "application/json", responseBody: new TextDecoder().decode(body) };
  }
}
