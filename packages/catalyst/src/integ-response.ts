import type { RawResponse } from "@ck/bot";

/**
 * The answer in the only form that Catalyst's runtime takes: an object with `buildResponse`, of a class of this very name (grade S: seen in the vendor's
 * template and local runtime). The name is a property of its own, so that no minifier changes it.
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
