import { bytesOf, type EmulatedBot, type Exchange, type KeyRecord, type Vault } from "@ck/emulator/core";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { importPublicKey, verify } from "@ck/signature";
import type { SignatureVerdict } from "./api/views.js";

/**
 * Checks the signature of a request as its server should: over the exact bytes, with the vault's public keys.
 *
 * @param vault - absent for a bot that is not secured
 */
export async function checkSignature(
  { request, environment }: Exchange,
  bot: EmulatedBot,
  vault: Vault | undefined,
): Promise<SignatureVerdict> {
  const headers = request.headers.filter(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase());
  const [header] = headers;
  if (header === undefined) return withoutSignature(bot);
  if (headers.length > 1)
    return {
      result: "invalid",
      message: "There are two signature headers. A server has to refuse the request.",
    };
  const keys = (await vault?.history()) ?? [];
  if (keys.length === 0)
    return { result: "invalid", message: "There is a signature, but the emulator has no key to check it with." };

  const imported = keys.map(({ base64 }) => importPublicKey(base64));
  const checked = await verify(bytesOf(request.body), header[1], imported, bot.dialect.signature);
  if (!checked.valid)
    return {
      result: "invalid",
      message: "No known key made this signature over these bytes. A server has to refuse the request.",
    };
  const key = keys.find(({ keyId }) => keyId === checked.keyId);
  return key?.environments.includes(environment) === true
    ? { result: "valid", keyId: key.keyId, message: `Made over exactly these bytes with the key of ${environment}.` }
    : { result: "other-key", keyId: checked.keyId, message: describeOtherKey(key, environment) };
}

function withoutSignature({ webhook }: EmulatedBot): SignatureVerdict {
  return webhook.secured
    ? {
        result: "missing",
        message: "There is no signature, although the bot is secured. A server has to refuse the request.",
      }
    : { result: "unsigned", message: "The bot is not secured, so its requests carry no signature." };
}

function describeOtherKey(key: KeyRecord | undefined, environment: string): string {
  const whose =
    key === undefined || key.environments.length === 0
      ? "a retired key"
      : `the key of ${key.environments.join(" and ")}`;
  return `Made over exactly these bytes with ${whose}, not with the key of ${environment}. A server has to refuse the request.`;
}
