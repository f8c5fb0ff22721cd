// packages/emulator/test/vault/programs/everything.ts
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";

// packages/protocol/src/constants.ts
var ENVIRONMENTS = ["development", "production"];

// packages/signature/src/hex.ts
function decodeHex(text) {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return void 0;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
function encodeHex(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

// packages/signature/src/bigint.ts
function bytesToBigint(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`);
}
function bigintToBytes(value, length) {
  const digits = value.toString(16);
  const whole = digits.padStart(Math.max((length ?? 0) * 2, digits.length + (digits.length % 2)), "0");
  return decodeHex(whole) ?? new Uint8Array();
}
function bitLength(value) {
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}
function modPow(base, exponent, modulus) {
  return modPowProduct([{ base, exponent }], modulus);
}
function modPowProduct(terms, modulus) {
  const width = Math.max(...terms.map(({ exponent }) => exponent.toString(16).length));
  const rows = terms.map(({ base, exponent }) => {
    const powers = [1n, base % modulus];
    for (let index = 2; index < 16; index++) powers.push(((powers[index - 1] ?? 1n) * (powers[1] ?? 1n)) % modulus);
    return { powers, digits: exponent.toString(16).padStart(width, "0") };
  });
  let result = 1n;
  for (let at = 0; at < width; at++) {
    if (result !== 1n) for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    for (const { powers, digits } of rows) {
      const window = Number.parseInt(digits.charAt(at), 16);
      if (window !== 0) result = (result * (powers[window] ?? 1n)) % modulus;
    }
  }
  return result;
}
function modInverse(value, modulus) {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return previousFactor < 0n ? previousFactor + modulus : previousFactor;
}

// packages/signature/src/error.ts
var SignatureError = class extends Error {
  name = "SignatureError";
  code;
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
};

// packages/signature/src/published-parameters.ts
var PUBLISHED = [
  {
    modulusLength: 1024,
    divisorLength: 160,
    p: "fd7f53811d75122952df4a9c2eece4e7f611b7523cef4400c31e3f80b6512669455d402251fb593d8d58fabfc5f5ba30f6cb9b556cd7813b801d346ff26660b76b9950a5a49f9fe8047b1022c24fbba9d7feb7c61bf83b57e7c6a8a6150f04fb83f6d3c51ec3023554135a169132f675f3ae2b61d72aeff22203199dd14801c7",
    q: "9760508f15230bccb292b982a2eb840bf0581cf5",
    g: "f7e1a085d69b3ddecbbcab5c36b857b97994afbbfa3aea82f9574c0b3d0782675159578ebad4594fe67107108180b449167123e84c281613b7cf09328cc8a6e13c167a8b547c8d28e0a3ae1e2bb3a675916ea37f0bfa213562f1fb627a01243bcca4f1bea8519089a883dfe15ae59f06928b665e807b552564014c3bfecf492a",
  },
  {
    modulusLength: 2048,
    divisorLength: 224,
    p: "8f7935d9b9aae9bfabed887acf4951b6f32ec59e3baf3718e8eac4961f3efd3606e74351a9c4183339b809e7c2ae1c539ba7475b85d011adb8b47987754984695cac0e8f14b3360828a22ffa27110a3d62a993453409a0fe696c4658f84bdd20819c3709a01057b195adcd00233dba5484b6291f9d648ef883448677979cec04b434a6ac2e75e9985de23db0292fc1118c9ffa9d8181e7338db792b730d7b9e349592f68099872153915ea3d6b8b4653c633458f803b32a4c2e0f27290256e4e3f8a3b0838a1c450e4e18c1a29a37ddf5ea143de4b66ff04903ed5cf1623e158d487c608e97f211cd81dca23cb6e380765f822e342be484c05763939601cd667",
    q: "baf696a68578f7dfdee7fa67c977c785ef32b233bae580c0bcd5695d",
    g: "16a65c58204850704e7502a39757040d34da3a3478c154d4e4a5c02d242ee04f96e61e4bd0904abdac8f37eeb1e09f3182d23c9043cb642f88004160edf9ca09b32076a79c32a627f2473e91879ba2c4e744bd2081544cb55b802c368d1fa83ed489e94e0fa0688e32428a5c78c478c68d0527b71c9a3abb0b0be12c44689639e7d3ce74db101a65aa2b87f64c6826db3ec72f4b5599834bb4edb02f7c90e9a496d3a55d535bebfc45d4f619f63f3dedbb873925c2f224e07731296da887ec1e4748f87efb5fdeb75484316b2232dee553ddaf02112b0d1f02da30973224fe27aeda8b9d4b2922d9ba8be39ed9e103a63c52810bc688b7e2ed4316e1ef17dbde",
  },
  {
    modulusLength: 2048,
    divisorLength: 256,
    p: "95475cf5d93e596c3fcd1d902add02f427f5f3c7210313bb45fb4d5bb2e5fe1cbd678cd4bbdd84c9836be1f31c0777725aeb6c2fc38b85f48076fa76bcd8146cc89a6fb2f706dd719898c2083dc8d896f84062e2c9c94d137b054a8d8096adb8d51952398eeca852a0af12df83e475aa65d4ec0c38a9560d5661186ff98b9fc9eb60eee8b030376b236bc73be3acdbd74fd61c1d2475fa3077b8f080467881ff7e1ca56fee066d79506ade51edbb5443a563927dbc4ba520086746175c8885925ebc64c6147906773496990cb714ec667304e261faee33b3cbdf008e0c3fa90650d97d3909c9275bf4ac86ffcb3d03e6dfc8ada5934242dd6d3bcca2a406cb0b",
    q: "f8183668ba5fc5bb06b5981e6d8b795d30b8978d43ca0ec572e37e09939a9773",
    g: "42debb9da5b3d88cc956e08787ec3f3a09bba5f48b889a74aaf53174aa0fbe7e3c5b8fcd7a53bef563b0e98560328960a9517f4014d3325fc7962bf1e049370d76d1314a76137e792f3f0db859d095e4a5b932024f079ecf2ef09c797452b0770e1350782ed57ddf794979dcef23cb96f183061965c4ebc93c9c71c56b925955a75f94cccf1449ac43d586d0beee43251b0b2287349d68de0d144403f13e802f4146d882e057af19b6f6275c6676c8fa0e3ca2713a3257fd1b27d0639f695e347d8d1cf9ac819a26ca9b04cb0eb9b7b035988d15bbac65212a55239cfc7e58fae38d7250ab9991ffbc97134025fe8ce04c4399ad96569be91a546f4978693c7a",
  },
  {
    modulusLength: 3072,
    divisorLength: 256,
    p: "ea9cda9f5fbda66dd830494609405687ab7cf38538e058d1e2f68dea95364866e1c05beacded24227edee28cad80bcecad39913be3b713267b3b96c8d9f0f6a03b5dfc9222d5cfe4afcc9982f33784f760c3b759aebe3bbe9098a6b84c96f1fde44ce11c084c2a082c7a76a0ef142928b4f328406ab9beb24f84577dd0f46ce86fd8f08488269998bf4742d6425f7a0ec75d8660c5dd6f4e3b3d3bee81b2c21afe8c9e8b84b87192e2cc20f961d2bcd8133afcf3675ab80681cb374c78f33e29d1011083d89f9c5728b94676fccb1b57bc60288c15d85ae838ae1941c5a20ae2b2049b3583fe30da455ddb3e6ad9b9955cd9bb5681431622beb0f92da533fcab496cebc447aa1bb5a8039522f2da98ff416289323a64df626ab6881870927dcee387f13b5c9d24d6cba1d82ed375a082506ee87bc7ae30067f4a94e2ee363d992c40f2725b5db4b3525ebde22bbbfd0fa124a588b0f5a4acb3a86951aff09f8c8198fb5b53da0c931cedc598b4f835b779d04d99026c7ba08c4b27f118ac1e3d",
    q: "c4eeac2bbab79bd831946d717a56a6e687547aa8e9c5494a5a4b2f4ca13d6c11",
    g: "42e5fa7844f8fa9d8998d830d004e7b15b1d276bcbe5f12c35ec90c1a25f5832018a6724bd9cdbe803b675509bed167f3d7cf8599fc865c6d5a0f79158c1bc918f00a944d0ad0f38f520fb91d85d82674d0d5f874faa5fcdfe56cd178c1afdc7ce8795727b7dee966ed0b3c5cedcef8aca628befebf2d105c7aff8eb0da9c9610737dd64dce1237b82c1b2bc8608d55ffda98d7189444e65883315669c05716bde36c78b130aa3df2e4d609914c7c8dc470f4e300187c775f81e7b1a9c0dce405d6eab2cbb9d9c4ef44412ba573dd403c4ed7bc2364772f56a30c48de78f5003f9371c55262d2c8ac2246ade3b02fdcfcf5cbfde74fbcbfe6e0e0fdf3160764f84d311c179a40af679a8f47ab13c8f706893245eb11edcce451fa2ab980019987f125d8dc96622d419ba0d71f16c6024dce9d364c3b26d8ec1a3c828f6c9d14b1d0333b95db77bfdbe3c6bce5337a1a5a7ace10111219448447197e2a344cc423be768bb89e27be6cbd22085614a5a3360be23b1bfbb6e6e6471363d32c85d31",
  },
];
function publishedParameters(modulusLength, divisorLength) {
  const found = PUBLISHED.find((set) => set.modulusLength === modulusLength && set.divisorLength === divisorLength);
  return found && { p: BigInt(`0x${found.p}`), q: BigInt(`0x${found.q}`), g: BigInt(`0x${found.g}`) };
}
function arePublished({ p, q, g }) {
  return PUBLISHED.some(
    (set) => p === BigInt(`0x${set.p}`) && q === BigInt(`0x${set.q}`) && g === BigInt(`0x${set.g}`),
  );
}

// packages/signature/src/domain-parameters.ts
var USUAL_SIZES = ["1024/160", "2048/224", "2048/256", "3072/256"];
var UNUSUAL_SIZES = ["1024/224", "4096/256"];
function isUnusual(modulusLength, divisorLength) {
  return UNUSUAL_SIZES.includes(`${modulusLength}/${divisorLength}`);
}
function checkSize({ modulusLength, divisorLength }, allow) {
  const size = `${modulusLength}/${divisorLength}`;
  if (USUAL_SIZES.includes(size) || allow.some((allowed) => allowed === size)) return;
  if (modulusLength < 1024) {
    throw new SignatureError(
      "ERR_KEY_MODULUS_TOO_SMALL",
      `The key has a modulus of ${modulusLength} bits; at least 1024 are needed, and 2048 are advised. Anyone can forge signatures of a key this small. Make a new key pair.`,
    );
  }
  if (divisorLength < 160) {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_TOO_SMALL",
      `The key has a divisor q of ${divisorLength} bits; at least 160 are needed. Anyone can forge signatures of a key like this. Make a new key pair.`,
    );
  }
  const mend = UNUSUAL_SIZES.includes(size)
    ? `If this is the key that you mean, pass { allow: ["${size}"] }.`
    : `The sizes in use are ${USUAL_SIZES.join(", ")}. Check that this is the key of the bot.`;
  throw new SignatureError("ERR_KEY_SIZE", `The key has the unusual size ${size} (modulus/divisor, in bits). ${mend}`);
}
function checkGroup(parameters) {
  if (arePublished(parameters)) return;
  const { p, q, g } = parameters;
  checkDivisor(p, q);
  checkGenerator(p, q, g);
}
function checkDivisor(p, q) {
  if (p % 2n === 0n) throw notPrime("p");
  if (q % 2n === 0n) throw notPrime("q");
  if ((p - 1n) % q !== 0n) {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_MISMATCH",
      `The key's q does not divide p\u22121, so it is no DSA key that works. ${MEND}`,
    );
  }
}
function checkGenerator(p, q, g) {
  if (g <= 1n || g === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_TRIVIAL",
      `The key's generator g is ${g === p - 1n ? "p\u22121" : String(g)}: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (g >= p) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_RANGE",
      `The key's generator g is not below the modulus p${g === p + 1n ? " (it is p+1)" : ""}: forged signatures can verify with such a key. ${MEND}`,
    );
  }
  if (modPow(g, q, p) !== 1n) {
    throw new SignatureError("ERR_KEY_GENERATOR_ORDER", `The key's generator g does not have the order q. ${MEND}`);
  }
}
function checkPublicNumber({ p, q }, y) {
  if (y <= 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_TRIVIAL",
      `The key's public number y is ${String(y)}: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (y === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_MINUS_ONE",
      `The key's public number y is p\u22121: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (y >= p) {
    throw new SignatureError("ERR_KEY_Y_RANGE", `The key's public number y is not below the modulus p. ${MEND}`);
  }
  if (modPow(y, q, p) !== 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_ORDER",
      `The key's public number y does not belong to the group of its parameters: the key is damaged or forged. ${MEND}`,
    );
  }
}
function notPrime(name) {
  return new SignatureError(
    name === "p" ? "ERR_KEY_MODULUS_NOT_PRIME" : "ERR_KEY_DIVISOR_NOT_PRIME",
    `The key's ${name} is not a prime, so signatures of it could be forged. ${MEND}`,
  );
}
var MEND = "Copy the key again from where it was made; if it comes out the same, do not use it.";
function sizeOf({ p, q }) {
  return { modulusLength: bitLength(p), divisorLength: bitLength(q) };
}

// packages/signature/src/bytes.ts
function isBytes(value) {
  return ArrayBuffer.isView(value) && value[Symbol.toStringTag] === "Uint8Array";
}
function concatBytes(pieces) {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
function equalBytes(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
function utf8(text) {
  return new TextEncoder().encode(text);
}

// packages/signature/src/der.ts
var TAG = {
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  sequence: 48,
};
function readElement(bytes, offset = 0) {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === void 0 || first === void 0) return void 0;
  let length = first;
  let start = offset + 2;
  if (first >= 128) {
    const size = first & 127;
    if (size === 0 || size > 3) return void 0;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + (bytes[start++] ?? 0);
    if (length < 128 || length < 2 ** (8 * (size - 1))) return void 0;
  }
  const end = start + length;
  return end > bytes.length ? void 0 : { tag, content: bytes.subarray(start, end), end };
}
function declaredLength(bytes) {
  const first = bytes[1];
  if (first === void 0) return void 0;
  if (first < 128) return 2 + first;
  const size = first & 127;
  if (size === 0 || size > 3 || bytes.length < 2 + size) return void 0;
  return 2 + size + Number(bytesToBigint(bytes.subarray(2, 2 + size)));
}
function readAll(bytes) {
  const elements = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (element === void 0) return void 0;
    elements.push(element);
    at = element.end;
  }
  return elements;
}
function readSequence(element) {
  return element?.tag === TAG.sequence ? readAll(element.content) : void 0;
}
function readInteger(element) {
  if (element?.tag !== TAG.integer) return void 0;
  const first = element.content[0];
  return first === void 0 || first >= 128 ? void 0 : bytesToBigint(element.content);
}
function writeElement(tag, ...contents) {
  const content = concatBytes(contents);
  if (content.length < 128) return concatBytes([Uint8Array.of(tag, content.length), content]);
  const length = bigintToBytes(BigInt(content.length));
  return concatBytes([Uint8Array.of(tag, 128 | length.length), length, content]);
}
function writeSequence(...members) {
  return writeElement(TAG.sequence, ...members);
}
function writeInteger(value) {
  const magnitude = bigintToBytes(value);
  const sign2 = (magnitude[0] ?? 0) >= 128 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, sign2, magnitude);
}

// packages/signature/src/base64.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function sextet(code, alphabet) {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (alphabet !== "base64url") {
    if (code === 43) return 62;
    if (code === 47) return 63;
  }
  if (alphabet !== "base64") {
    if (code === 45) return 62;
    if (code === 95) return 63;
  }
  return -1;
}
function decodeBase64(text, alphabet) {
  let end = text.length;
  if (end % 4 === 0 && end > 0 && text.charCodeAt(end - 1) === 61) {
    end -= text.charCodeAt(end - 2) === 61 ? 2 : 1;
  } else if (alphabet === "base64" && end % 4 !== 0) {
    return void 0;
  }
  if (end % 4 === 1) return void 0;
  const bytes = new Uint8Array((end * 3) >> 2);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < end; index++) {
    const value = sextet(text.charCodeAt(index), alphabet);
    if (value < 0) return void 0;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : void 0;
}
function encodeBase64(bytes, alphabet = "base64") {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += ALPHABET.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) text += ALPHABET.charAt((held << (6 - bits)) & 63);
  if (alphabet === "base64url") return text.replaceAll("+", "-").replaceAll("/", "_");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

// packages/signature/src/key-bytes.ts
var ID_DSA = [42, 134, 72, 206, 56, 4, 1];
function algorithm({ p, q, g }) {
  return writeSequence(
    writeElement(TAG.oid, Uint8Array.from(ID_DSA)),
    writeSequence(writeInteger(p), writeInteger(q), writeInteger(g)),
  );
}
function writeSpki(parameters, y) {
  return writeSequence(algorithm(parameters), writeElement(TAG.bitString, Uint8Array.of(0), writeInteger(y)));
}
function writePkcs8(parameters, x) {
  return writeSequence(writeInteger(0n), algorithm(parameters), writeElement(TAG.octetString, writeInteger(x)));
}
function writePem(label, der) {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----
${lines.join("\n")}
-----END ${label}-----
`;
}

// packages/signature/src/key.ts
var PARTS = /* @__PURE__ */ Symbol.for("@ck/signature/key-parts/1");
function makeKey(face, parts) {
  return Object.freeze(Object.defineProperty({ ...face }, PARTS, { value: () => parts }));
}
function partsOf(key) {
  const read2 = key[PARTS];
  if (typeof read2 !== "function") {
    throw new SignatureError(
      "ERR_KEY_FOREIGN_OBJECT",
      "This object looks like a key, but carries none: it was copied, cloned or put together by hand. Import the key's text in this thread and use what the import returns.",
    );
  }
  return read2();
}
function publicParts(key) {
  return partsOf(key);
}
function privateParts(key) {
  return partsOf(key);
}
function typeOf(value) {
  return typeof value === "object" && value !== null && "type" in value && "keyId" in value ? value.type : void 0;
}
function isPublicKey(value) {
  return typeOf(value) === "public";
}
function isPrivateKey(value) {
  return typeOf(value) === "private";
}

// packages/signature/src/key-structure.ts
var ALGORITHMS = {
  "2a8648ce380401": "DSA",
  "2a864886f70d010101": "RSA",
  "2a864886f70d01010a": "RSA",
  "2a8648ce3d0201": "EC",
  "2b656e": "X25519",
  "2b656f": "X448",
  "2b6570": "Ed25519",
  "2b6571": "Ed448",
  "2a864886f70d010301": "Diffie-Hellman",
  "2a8648ce3e0201": "Diffie-Hellman",
};
function readKeyStructure(der) {
  const outer = readElement(der);
  if (outer === void 0) {
    const declared = declaredLength(der);
    if (der[0] === TAG.sequence && declared !== void 0 && declared > der.length) {
      throw new SignatureError(
        "ERR_KEY_TRUNCATED",
        `The key is cut off: it says that it is ${declared} bytes long, and ${der.length} are there. Copy it again, whole.`,
      );
    }
    throw unreadable();
  }
  if (outer.end !== der.length) {
    throw new SignatureError(
      "ERR_KEY_TRAILING_BYTES",
      `After the key there are ${der.length - outer.end} more bytes. A key must end where it says; copy it again, alone.`,
    );
  }
  const members = readSequence(outer);
  if (members === void 0) throw unreadable();
  const tags = members.map(({ tag }) => tag);
  if (matches(tags, [TAG.sequence, TAG.bitString])) return readSpki(members);
  if (matches(tags, [TAG.sequence, TAG.octetString])) return readEncrypted(members);
  if (matches(tags.slice(0, 3), [TAG.integer, TAG.sequence, TAG.octetString])) return readPkcs8(members);
  if (matches(tags, [TAG.sequence, TAG.sequence, TAG.bitString])) throw certificate();
  if (tags.every((tag) => tag === TAG.integer)) return readTraditional(members);
  if (matches(tags.slice(0, 2), [TAG.integer, TAG.octetString])) throw otherAlgorithm("EC");
  throw unreadable();
}
function matches(tags, expected) {
  return tags.length === expected.length && tags.every((tag, index) => tag === expected[index]);
}
function readSpki([algorithm2, key]) {
  const parameters = readAlgorithm(algorithm2);
  const y = key?.content[0] === 0 ? wholeInteger(key.content.subarray(1)) : void 0;
  if (y === void 0) throw unreadable();
  return { kind: "public", parameters, y, canonical: writeSpki(parameters, y) };
}
function readPkcs8([version, algorithm2, key]) {
  const number = readInteger(version);
  if (number !== 0n && number !== 1n) throw unreadable();
  const parameters = readAlgorithm(algorithm2);
  const x = key && wholeInteger(key.content);
  if (x === void 0) throw unreadable();
  return { kind: "private", parameters, x };
}
function readEncrypted([algorithm2, data]) {
  if (algorithm2 === void 0 || data === void 0) throw unreadable();
  return { kind: "encrypted", algorithm: algorithm2, data: data.content };
}
function readTraditional(members) {
  const numbers = members.map(readInteger);
  if (numbers.length === 2 || numbers.length === 9) throw otherAlgorithm("RSA");
  if (numbers.length === 3) {
    throw new SignatureError(
      "ERR_KEY_IS_PARAMETERS",
      "These are domain parameters (p, q, g) and no key. Pass the key that was made from them.",
    );
  }
  if (numbers.length === 6) {
    const [version, p2, q2, g2, y2, x] = numbers;
    if (version !== 0n || p2 === void 0 || q2 === void 0 || g2 === void 0 || y2 === void 0 || x === void 0)
      throw unreadable();
    return { kind: "private", parameters: { p: p2, q: q2, g: g2 }, x, y: y2 };
  }
  const [y, p, q, g] = numbers;
  if (numbers.length !== 4 || y === void 0 || p === void 0 || q === void 0 || g === void 0) throw unreadable();
  return { kind: "public", parameters: { p, q, g }, y, canonical: writeSequence(...[y, p, q, g].map(writeInteger)) };
}
function readAlgorithm(element) {
  const [oid2, rest] = readSequence(element) ?? [];
  if (oid2?.tag !== TAG.oid) throw unreadable();
  const name = ALGORITHMS[encodeHex(oid2.content)];
  if (name !== "DSA") throw otherAlgorithm(name);
  if (rest === void 0 || rest.tag === TAG.null) {
    throw new SignatureError(
      "ERR_KEY_WITHOUT_PARAMETERS",
      "The DSA key carries no p, q and g: it was cut out of a certificate chain. Export the key with its parameters.",
    );
  }
  const members = readSequence(rest) ?? [];
  const [p, q, g] = members.map(readInteger);
  if (members.length !== 3 || p === void 0 || q === void 0 || g === void 0) throw unreadable();
  return { p, q, g };
}
function wholeInteger(bytes) {
  const elements = readAll(bytes);
  return elements?.length === 1 ? readInteger(elements[0]) : void 0;
}
function requireCanonical(given, canonical) {
  if (equalBytes(given, canonical)) return;
  throw new SignatureError(
    "ERR_KEY_NOT_CANONICAL",
    "The key's numbers can be read, but its bytes are not DER's only spelling of them (a redundant zero, or a part too many). Export the key again.",
  );
}
function otherAlgorithm(name) {
  const mend = "The platform signs with DSA (contract \xA75): use the key that the bot's console shows.";
  if (name === "RSA")
    return new SignatureError("ERR_KEY_IS_RSA", `This is an RSA key, and a DSA key is needed. ${mend}`);
  if (name === "EC") {
    return new SignatureError(
      "ERR_KEY_IS_EC",
      `This is an elliptic curve key (for ECDSA), and a DSA key is needed. ${mend}`,
    );
  }
  if (name?.startsWith("Ed") === true || name?.startsWith("X") === true) {
    return new SignatureError("ERR_KEY_IS_EDWARDS", `This is an ${name} key, and a DSA key is needed. ${mend}`);
  }
  return new SignatureError(
    "ERR_KEY_ALGORITHM",
    `This is a key of ${name ?? "an algorithm that is not known here"}, and a DSA key is needed. ${mend}`,
  );
}
function certificate() {
  return new SignatureError(
    "ERR_KEY_IS_CERTIFICATE",
    "This is a certificate (or a request for one) and no key. Take the key out of it: `openssl x509 -in cert.pem -pubkey -noout`.",
  );
}
function unreadable() {
  return new SignatureError(
    "ERR_KEY_UNREADABLE",
    "The bytes are no key in any form that is known here (SubjectPublicKeyInfo, PKCS#8, OpenSSL's DSA forms). Copy the key again.",
  );
}

// packages/signature/src/key-text.ts
var MAX_LENGTH = 16384;
function readKeyText(input, purpose) {
  if (typeof input !== "string" && !isBytes(input)) {
    const came =
      input === void 0 ? "undefined (is the variable set?)" : input === null ? "null" : `of type ${typeof input}`;
    throw new SignatureError(
      "ERR_KEY_INPUT_TYPE",
      `The ${purpose} key must be a string or a Uint8Array; it is ${came}.`,
    );
  }
  if (input.length > MAX_LENGTH) {
    throw new SignatureError(
      "ERR_KEY_TOO_LONG",
      `The ${purpose} key is ${input.length} ${typeof input === "string" ? "characters" : "bytes"} long; no DSA key needs more than ${MAX_LENGTH}. Pass the key alone.`,
    );
  }
  return fromInput(input, purpose, 0);
}
function fromInput(input, purpose, depth) {
  if (input.length === 0) throw empty(purpose);
  if (typeof input === "string") return fromText(input, purpose, depth);
  if (input[0] === 48) return { der: Uint8Array.from(input) };
  const encoding = input[0] === 255 && input[1] === 254 ? "utf-16le" : "utf-8";
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(input);
  } catch (cause) {
    throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, "bytes that are neither DER nor text"), {
      cause,
    });
  }
  return fromText(text, purpose, depth);
}
function fromText(raw, purpose, depth) {
  const text = withoutNoise(raw);
  if (text === "") throw empty(purpose);
  refuseOpenSsh(text);
  if (text.includes("-----BEGIN ")) return fromPem(text, purpose, depth);
  if (text.includes("-----END ")) throw incomplete(purpose, "its BEGIN line");
  const packed = text.replaceAll(/\s+/g, "");
  const bytes = (/^30[0-9a-fA-F]*$/.test(packed) ? decodeHex(packed) : void 0) ?? decodeBase64(packed, "either");
  if (bytes === void 0) throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, shapeOf(text)));
  return inner(bytes, purpose, depth);
}
function inner(bytes, purpose, depth) {
  if (bytes[0] === 48) return { der: bytes };
  if (depth >= 2 || !looksLikeText(bytes)) {
    throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, "Base64 of something else"));
  }
  return fromInput(bytes, purpose, depth + 1);
}
function looksLikeText(bytes) {
  return bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}
function withoutNoise(raw) {
  let text = raw.replace(/^\uFEFF/, "").trim();
  text = text
    .replace(/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]{0,63}\s?=\s?(?=["'`]|-----BEGIN|M[A-Za-z0-9+/_-]{20})/, "")
    .trim();
  text = text.replace(/[,;]$/, "");
  const first = text.charAt(0);
  if (text.length > 1 && `"'\``.includes(first) && text.endsWith(first)) text = text.slice(1, -1);
  return text
    .replaceAll(/(?:\\r)?\\n|\\r/g, "\n")
    .replaceAll("\\t", " ")
    .replaceAll("\\/", "/")
    .trim();
}
function fromPem(text, purpose, depth) {
  const blocks = text.split("-----BEGIN ").slice(1);
  if (blocks.length > 1) {
    throw new SignatureError(
      "ERR_KEY_SEVERAL",
      `There are ${blocks.length} PEM blocks where one ${purpose} key was expected. Import them one by one; verify() takes an array of keys.`,
    );
  }
  const block = blocks[0] ?? "";
  const label = /^[A-Z0-9 ]{1,40}(?=-----)/.exec(block)?.[0];
  const end = block.indexOf("-----END ");
  if (label === void 0) throw incomplete(purpose, "a whole BEGIN line");
  if (end < 0) throw incomplete(purpose, "its END line");
  if (!block.startsWith(`${label}-----`, end + "-----END ".length))
    throw incomplete(purpose, `the line "-----END ${label}-----"`);
  const content = block.slice(label.length + 5, end);
  if (label.startsWith("OPENSSH") || label.startsWith("SSH2")) throw openSsh();
  if (content.includes("DEK-Info:")) {
    return {
      der: new Uint8Array(),
      label,
      encryptedPem: `-----BEGIN ${block.slice(0, end)}-----END ${label}-----
`,
    };
  }
  const bytes = decodeBase64(content.replaceAll(/\s+/g, ""), "either");
  if (bytes === void 0 || bytes.length === 0) {
    throw new SignatureError(
      "ERR_KEY_UNREADABLE",
      `What stands between the BEGIN and END lines of the ${purpose} key is not Base64: some of it is missing or was changed. Copy the key again.`,
    );
  }
  return { ...inner(bytes, purpose, depth), label };
}
function refuseOpenSsh(text) {
  if (/^ssh-[a-z0-9]+ |^---- BEGIN SSH2|^ecdsa-sha2-/.test(text)) throw openSsh();
}
function openSsh() {
  return new SignatureError(
    "ERR_KEY_IS_OPENSSH",
    "This is a key in OpenSSH's form. Convert it: `ssh-keygen -e -m PKCS8 -f key.pub` for a public key, `ssh-keygen -p -m PEM -f key` for a private one.",
  );
}
function empty(purpose) {
  return new SignatureError(
    "ERR_KEY_EMPTY",
    `The ${purpose} key is empty. Is the variable or the file that holds it filled in?`,
  );
}
function incomplete(purpose, missing) {
  return new SignatureError(
    "ERR_KEY_PEM_INCOMPLETE",
    `The PEM of the ${purpose} key lacks ${missing}. Copy it whole, from -----BEGIN to the dashes after END; in a .env file put it in quotes.`,
  );
}
function unreadable2(purpose, came) {
  const forms =
    purpose === "public"
      ? "PEM (-----BEGIN PUBLIC KEY-----), or Base64 that begins with MII"
      : "PEM (-----BEGIN PRIVATE KEY-----), or its Base64";
  return `This is not a ${purpose} key: expected ${forms}; it is ${came}.`;
}
function shapeOf(text) {
  if (/^\{/.test(text)) return "a JSON object (there is no JWK for DSA)";
  if (/^</.test(text)) return "markup";
  if (/^[./~]|^[A-Za-z]:\\|\.(?:pem|der|key|pub|txt)$/.test(text))
    return "what looks like a file name: read the file and pass its content";
  return `a text of ${text.length} characters that is no Base64`;
}

// packages/signature/src/sha256.ts
function primeRoots(count, root) {
  const words = new Uint32Array(count);
  let found = 0;
  for (let candidate = 2; found < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    const value = root === 2 ? Math.sqrt(candidate) : Math.cbrt(candidate);
    words[found++] = (value - Math.floor(value)) * 2 ** 32;
  }
  return words;
}
var SHA224_START = [3238371032, 914150663, 812702999, 4144912697, 4290775857, 1750603025, 1694076839, 3204075428];
function rotate(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}
function compress(state, block, offset, constants, words) {
  for (let t = 0; t < 16; t++) words[t] = block.getUint32(offset + t * 4);
  for (let t = 16; t < 64; t++) {
    const w15 = words[t - 15] ?? 0;
    const w2 = words[t - 2] ?? 0;
    const small0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const small1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words[t] = (words[t - 16] ?? 0) + small0 + (words[t - 7] ?? 0) + small1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + big1 + ((e & f) ^ (~e & g)) + (constants[t] ?? 0) + (words[t] ?? 0)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}
function sha256(bytes, variant = "sha256") {
  const constants = primeRoots(64, 3);
  const state = variant === "sha256" ? primeRoots(8, 2) : Uint32Array.from(SHA224_START);
  const words = new Uint32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const body2 = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < whole; offset += 64) compress(state, body2, offset, constants, words);
  const rest = bytes.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[rest] = 128;
  const tailView = new DataView(tail.buffer);
  tailView.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  tailView.setUint32(tail.length - 4, bytes.length * 8);
  for (let offset = 0; offset < tail.length; offset += 64) compress(state, tailView, offset, constants, words);
  const digest2 = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest2.setUint32(index * 4, word));
  return new Uint8Array(digest2.buffer, 0, variant === "sha256" ? 32 : 28);
}

// packages/signature/src/import-public-key.ts
function importPublicKey(input, options = {}) {
  if (isPublicKey(input)) {
    publicParts(input);
    return input;
  }
  const numbers = readNumbers(input);
  checkSize(sizeOf(numbers), options.allow ?? []);
  checkGroup(numbers);
  checkPublicNumber(numbers, numbers.y);
  const key = makePublicKey(numbers, numbers.y);
  for (const warning of key.warnings) options.onWarning?.(warning);
  return key;
}
function readNumbers(input) {
  if (isPrivateKey(input)) throw privateGiven();
  if (isNumbers(input)) return input;
  const { der, label } = readKeyText(input, "public");
  if (label?.endsWith("PRIVATE KEY") === true) throw privateGiven();
  const structure = readKeyStructure(der);
  if (structure.kind !== "public") throw privateGiven();
  requireCanonical(der, structure.canonical);
  return { ...structure.parameters, y: structure.y };
}
function isNumbers(input) {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "y"].every((name) => {
    const value = input[name];
    return typeof value === "bigint" && value >= 0n;
  });
}
function privateGiven() {
  return new SignatureError(
    "ERR_KEY_IS_PRIVATE",
    "This is a private key, and a public key is needed. A private key does not belong on a server that only verifies: pass the public key, and make a new pair if the private one was stored or sent anywhere.",
  );
}
function makePublicKey(parameters, y) {
  const spki = writeSpki(parameters, y);
  const { p, q, g } = parameters;
  const parts = { p, q, g, y, spki, qBytes: bigintToBytes(q), prepared: /* @__PURE__ */ new Map() };
  const size = sizeOf(parameters);
  return makeKey({ type: "public", ...size, keyId: keyIdOf(spki), warnings: warningsFor(size) }, parts);
}
function keyIdOf(spki) {
  return encodeHex(sha256(spki).subarray(0, 8));
}
function warningsFor({ modulusLength, divisorLength }) {
  const warnings = [];
  if (modulusLength < 2048) {
    warnings.push({
      code: "WEAK_MODULUS",
      message: `The key has a modulus of ${modulusLength} bits. Nobody is known to have broken such a key, but it is below today's floor of 2048: replace it when the platform lets you.`,
    });
  }
  if (isUnusual(modulusLength, divisorLength)) {
    warnings.push({
      code: "UNUSUAL_SIZE",
      message: `The key's size ${modulusLength}/${divisorLength} is not one of FIPS 186-4; it was let in because the configuration allows it.`,
    });
  }
  return Object.freeze(warnings.map((warning) => Object.freeze(warning)));
}

// packages/signature/src/runtime.ts
var globals = globalThis;
function nodeCrypto() {
  return globals.process?.getBuiltinModule?.("node:crypto");
}
function isDeno() {
  return globals.Deno !== void 0;
}
function webCrypto() {
  if (globals.crypto === void 0) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime has neither node:crypto nor WebCrypto. In a browser, the page must come over HTTPS.",
    );
  }
  return globals.crypto;
}

// packages/signature/src/algorithm.ts
var HASHES = ["sha1", "sha224", "sha256", "sha384", "sha512"];
var SIGNATURE_FORMATS = ["der", "p1363"];
var SIGNATURE_ENCODINGS = ["base64", "base64url", "hex"];
function oneOf(name, value, allowed, fallback) {
  if (value === void 0) return fallback;
  const found = allowed.find((item) => item === value);
  if (found !== void 0) return found;
  const came = typeof value === "string" ? "another text" : typeof value;
  const list = allowed.map((item) => `"${item}"`).join(", ");
  throw new SignatureError("ERR_OPTION", `The option "${name}" must be one of ${list}; it is ${came}.`);
}
function resolveOptions(options) {
  return {
    hash: oneOf("hash", options.hash, HASHES, "sha256"),
    format: oneOf("format", options.format, SIGNATURE_FORMATS, "der"),
    encoding: oneOf("encoding", options.encoding, SIGNATURE_ENCODINGS, "base64"),
  };
}

// packages/signature/src/signature-text.ts
function withoutZeros(bytes) {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? new Uint8Array() : bytes.subarray(start);
}
function writeSignature(fixed, format, encoding) {
  const bytes = format === "der" ? writeDer(fixed) : fixed;
  return encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding);
}
function writeDer(fixed) {
  const half = fixed.length / 2;
  return writeSequence(writeUnsigned(fixed.subarray(0, half)), writeUnsigned(fixed.subarray(half)));
}
function writeUnsigned(bytes) {
  const magnitude = withoutZeros(bytes);
  const sign2 = (magnitude[0] ?? 0) >= 128 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, concatBytes([sign2, magnitude]));
}

// packages/signature/src/gather.ts
var afterPoll = globalThis.setImmediate;
function gather(here, inPool) {
  let waiting = [];
  let inFlight = 0;
  async function onThisThread(parameters) {
    return Promise.resolve(here(...parameters));
  }
  async function pooled(parameters) {
    inFlight++;
    try {
      return await inPool(...parameters);
    } finally {
      inFlight--;
    }
  }
  function flush() {
    const jobs = waiting;
    waiting = [];
    const run = jobs.length === 1 && inFlight === 0 ? onThisThread : pooled;
    for (const { parameters, resolve } of jobs) resolve(run(parameters));
  }
  return (...parameters) => {
    if (afterPoll === void 0 || "clock" in afterPoll) return onThisThread(parameters);
    if (inFlight > 0) return pooled(parameters);
    return new Promise((resolve) => {
      waiting.push({ parameters, resolve });
      if (waiting.length === 1) afterPoll(flush);
    });
  };
}

// packages/signature/src/engine-node.ts
var dsaEncoding = "ieee-p1363";
function createNodeEngine(crypto) {
  function prepare(key, name, parse) {
    const known = key.prepared.get(name);
    if (known !== void 0) return known;
    const parsed = parse();
    key.prepared.set(name, parsed);
    return parsed;
  }
  function publicHandle(key) {
    return prepare(key, "node", () => crypto.createPublicKey({ key: key.spki, format: "der", type: "spki" }));
  }
  function privateHandle(key) {
    return prepare(key, "node-private", () =>
      crypto.createPrivateKey({ key: writePkcs8(key, key.x), format: "der", type: "pkcs8" }),
    );
  }
  const verifySync = (hash, body2, key, signature) =>
    crypto.verify(hash, body2, { key: publicHandle(key), dsaEncoding }, signature);
  const verifyInPool = (hash, body2, key, signature) =>
    new Promise((resolve, reject) => {
      crypto.verify(hash, body2, { key: publicHandle(key), dsaEncoding }, signature, (error, valid) => {
        if (error == null) resolve(valid);
        else reject(error);
      });
    });
  return {
    name: "node",
    verifySync,
    verify: gather(verifySync, verifyInPool),
    signSync: (hash, body2, key) => crypto.sign(hash, body2, { key: privateHandle(key), dsaEncoding }),
    sign: (hash, body2, key) =>
      new Promise((resolve, reject) => {
        crypto.sign(hash, body2, { key: privateHandle(key), dsaEncoding }, (error, signature) => {
          if (error == null) resolve(signature);
          else reject(error);
        });
      }),
  };
}

// packages/signature/src/comb.ts
var TEETH = 8;
var BLOCKS = 2;
function buildComb(base, modulus, exponentLength) {
  const columns = Math.ceil(exponentLength / TEETH);
  const span = Math.ceil(columns / BLOCKS);
  const powers = /* @__PURE__ */ new Map();
  let power = base % modulus;
  const last = (TEETH - 1) * columns + (BLOCKS - 1) * span;
  for (let exponent = 0; exponent <= last; exponent++) {
    if (exponent % columns === 0 || (exponent % columns) % span === 0) powers.set(exponent, power);
    power = (power * power) % modulus;
  }
  const tables = [];
  for (let block = 0; block < BLOCKS; block++) {
    const table = [1n];
    for (let tooth = 0; tooth < TEETH; tooth++) {
      const factor = powers.get(tooth * columns + block * span) ?? 1n;
      const known = table.length;
      for (let index = 0; index < known; index++) {
        const product2 = index === 0 ? factor : ((table[index] ?? 1n) * factor) % modulus;
        table.push(product2);
      }
    }
    tables.push(table);
  }
  return { columns, span, modulus, tables };
}
function combProduct(terms) {
  const first = terms[0]?.comb;
  if (first === void 0) return 1n;
  const { columns, span, modulus } = first;
  const rows = terms.map(({ comb, exponent }) => ({ tables: comb.tables, indices: columnBits(exponent, columns) }));
  let result = 1n;
  for (let column = span - 1; column >= 0; column--) {
    if (result !== 1n) result = (result * result) % modulus;
    for (const { tables, indices } of rows) {
      for (let block = 0; block < BLOCKS; block++) {
        const at = block * span + column;
        const index = at < columns ? (indices[at] ?? 0) : 0;
        if (index !== 0) result = (result * (tables[block]?.[index] ?? 1n)) % modulus;
      }
    }
  }
  return result;
}
function columnBits(exponent, columns) {
  const indices = new Uint8Array(columns);
  const digits = exponent.toString(2);
  for (let bit = 0; bit < digits.length; bit++) {
    if (digits.charCodeAt(digits.length - 1 - bit) === 49) {
      const column = bit % columns;
      indices[column] = (indices[column] ?? 0) | (1 << Math.floor(bit / columns));
    }
  }
  return indices;
}

// packages/signature/src/digest.ts
var WEB_NAMES = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
function digestSync(hash, bytes) {
  const node = nodeCrypto();
  if (node !== void 0) return node.createHash(hash).update(bytes).digest();
  if (hash === "sha256" || hash === "sha224") return sha256(bytes, hash);
  throw new SignatureError(
    "ERR_ASYNC_ONLY",
    `This runtime has ${hash} only asynchronously. Use verify() instead of verifySync(), and signAsync() instead of sign().`,
  );
}
async function digest(hash, bytes) {
  if (hash === "sha224" || nodeCrypto() !== void 0) return digestSync(hash, bytes);
  return new Uint8Array(await webCrypto().subtle.digest(WEB_NAMES[hash], Uint8Array.from(bytes)));
}

// packages/signature/src/rfc6979.ts
var BLOCK_BYTES = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 };
function* hmac(hash, key, ...message) {
  const padded = new Uint8Array(BLOCK_BYTES[hash]);
  padded.set(key);
  const inner2 = yield concatBytes([padded.map((byte) => byte ^ 54), ...message]);
  return yield concatBytes([padded.map((byte) => byte ^ 92), inner2]);
}
function* deterministicNonce(hash, digestBytes, { q, qBytes, x }, accept) {
  const width = qBytes.length;
  const reduced = bigintToBytes(bytesToBigint(digestBytes.subarray(0, width)) % q, width);
  const seed = concatBytes([bigintToBytes(x, width), reduced]);
  let v = new Uint8Array(digestBytes.length).fill(1);
  let k = new Uint8Array(digestBytes.length);
  for (const step of [0, 1]) {
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(step), seed));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
  for (;;) {
    let drawn = new Uint8Array();
    while (drawn.length < width) {
      v = Uint8Array.from(yield* hmac(hash, k, v));
      drawn = Uint8Array.from(concatBytes([drawn, v]));
    }
    const nonce = bytesToBigint(drawn.subarray(0, width));
    if (nonce > 0n && nonce < q) {
      const result = accept(nonce);
      if (result !== void 0) return result;
    }
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(0)));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
}
async function runAsync(steps, digest2) {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await digest2(step.value));
  return step.value;
}

// packages/signature/src/engine-portable.ts
var portableEngine = {
  name: "portable",
  verifySync: (hash, body2, key, signature) => verifyDigest(digestSync(hash, body2), key, signature),
  verify: async (hash, body2, key, signature) => verifyDigest(await digest(hash, body2), key, signature),
  signSync: (hash, body2, key) => signDigest(digestSync(hash, body2), key),
  sign: async (hash, body2, key) => signDigest(await digest(hash, body2), key),
};
var USES_BEFORE_TABLES = 3;
function product(key, u1, u2) {
  const { p, g, y } = key;
  let prepared = key.prepared.get("portable");
  if (prepared === void 0) key.prepared.set("portable", (prepared = { uses: 0 }));
  if (prepared.uses++ < USES_BEFORE_TABLES) {
    return modPowProduct(
      [
        { base: g, exponent: u1 },
        { base: y, exponent: u2 },
      ],
      p,
    );
  }
  const bits = key.qBytes.length * 8;
  const tables = (prepared.tables ??= { g: buildComb(g, p, bits), y: buildComb(y, p, bits) });
  return combProduct([
    { comb: tables.g, exponent: u1 },
    { comb: tables.y, exponent: u2 },
  ]);
}
function verifyDigest(digestBytes, key, signature) {
  const { q, qBytes } = key;
  const r = bytesToBigint(signature.subarray(0, qBytes.length));
  const w = modInverse(bytesToBigint(signature.subarray(qBytes.length)), q);
  const u1 = (digestNumber(digestBytes, key) * w) % q;
  const u2 = (r * w) % q;
  return product(key, u1, u2) % q === r;
}
function digestNumber(digestBytes, { q, qBytes }) {
  return bytesToBigint(digestBytes.subarray(0, qBytes.length)) % q;
}
function signDigest(digestBytes, key) {
  for (;;) {
    const random = webCrypto().getRandomValues(new Uint8Array(key.qBytes.length + 8));
    const signature = signWithNonce(digestBytes, key, (bytesToBigint(random) % (key.q - 1n)) + 1n);
    if (signature !== void 0) return signature;
  }
}
function signWithNonce(digestBytes, key, k) {
  const { p, q, g, x, qBytes } = key;
  const r = modPow(g, k, p) % q;
  const s = (modInverse(k, q) * (digestNumber(digestBytes, key) + x * r)) % q;
  if (r === 0n || s === 0n) return void 0;
  return concatBytes([bigintToBytes(r, qBytes.length), bigintToBytes(s, qBytes.length)]);
}
async function signDeterministic(hash, body2, key) {
  const digestBytes = await digest(hash, body2);
  const steps = deterministicNonce(hash, digestBytes, key, (k) => signWithNonce(digestBytes, key, k));
  return runAsync(steps, (bytes) => digest(hash, bytes));
}

// packages/signature/src/select-engine.ts
var nodeEngine;
function selectEngine(name) {
  if (name === "portable") return portableEngine;
  nodeEngine ??= probeNode();
  if (name === void 0) return nodeEngine === false || isDeno() ? portableEngine : nodeEngine;
  if (name !== "node") throw new SignatureError("ERR_OPTION", 'The option "engine" must be "node" or "portable".');
  if (nodeEngine === false) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime's node:crypto cannot verify DSA. Leave the option `engine` out.",
    );
  }
  return nodeEngine;
}
function probeNode() {
  const crypto = nodeCrypto();
  const parameters = publishedParameters(1024, 160);
  if (crypto === void 0 || parameters === void 0) return false;
  const { p, q, g } = parameters;
  const body2 = utf8("ck");
  const r = g % q;
  const s = (bytesToBigint(sha256(body2).subarray(0, 20)) + r) % q;
  const signature = concatBytes([bigintToBytes(r, 20), bigintToBytes(s, 20)]);
  const key = {
    p,
    q,
    g,
    y: g,
    spki: writeSpki(parameters, g),
    qBytes: bigintToBytes(q),
    prepared: /* @__PURE__ */ new Map(),
  };
  try {
    const engine = createNodeEngine(crypto);
    const works =
      engine.verifySync("sha256", body2, key, signature) && !engine.verifySync("sha256", utf8("no"), key, signature);
    return works ? engine : false;
  } catch {
    return false;
  }
}

// packages/signature/src/export-public-key.ts
function exportPublicKey(key, form = "pem") {
  const { p, q, g, y, spki } = publicParts(importPublicKey(key));
  switch (form) {
    case "pem":
      return writePem("PUBLIC KEY", spki);
    case "base64":
      return encodeBase64(spki);
    case "der":
      return Uint8Array.from(spki);
    case "numbers":
      return { p, q, g, y };
    default:
      throw new SignatureError("ERR_OPTION", 'The form of a key must be "pem", "base64", "der" or "numbers".');
  }
}

// packages/signature/src/pbes2.ts
var PBES2 = "2a864886f70d01050d";
var PBKDF2 = "2a864886f70d01050c";
var SCRYPT = "2b06010401da47040b";
var HMAC_SHA256 = "2a864886f70d0209";
var AES_256_CBC = "60864801650304012a";
var PSEUDO_RANDOM_FUNCTIONS = {
  "2a864886f70d0207": "sha1",
  "2a864886f70d0208": "sha224",
  [HMAC_SHA256]: "sha256",
  "2a864886f70d020a": "sha384",
  "2a864886f70d020b": "sha512",
};
var CIPHERS = {
  "2a864886f70d0307": { name: "des-ede3-cbc", keyLength: 24 },
  "608648016503040102": { name: "aes-128-cbc", keyLength: 16 },
  "608648016503040116": { name: "aes-192-cbc", keyLength: 24 },
  [AES_256_CBC]: { name: "aes-256-cbc", keyLength: 32 },
};
function readPbes2(algorithm2) {
  const [scheme, parameters] = readSequence(algorithm2) ?? [];
  if (oid(scheme) !== PBES2) return void 0;
  const [derivationElement, cipherElement] = readSequence(parameters) ?? [];
  const [cipherOid, iv] = readSequence(cipherElement) ?? [];
  const cipher = CIPHERS[oid(cipherOid) ?? ""];
  const derivation = readDerivation(derivationElement);
  if (cipher === void 0 || derivation === void 0 || iv?.tag !== TAG.octetString) return void 0;
  return { derivation, cipher, iv: iv.content };
}
function readDerivation(element) {
  const [name, parameters] = readSequence(element) ?? [];
  const members = readSequence(parameters) ?? [];
  const salt = members[0]?.tag === TAG.octetString ? members[0].content : void 0;
  if (salt === void 0) return void 0;
  const numbers = members.map((member) => Number(readInteger(member) ?? 0n));
  if (oid(name) === PBKDF2) {
    const [, iterations = 0] = numbers;
    const prf = members.find(({ tag }) => tag === TAG.sequence);
    const hash = prf === void 0 ? "sha1" : PSEUDO_RANDOM_FUNCTIONS[oid(readSequence(prf)?.[0]) ?? ""];
    return hash === void 0 || iterations < 1 ? void 0 : { name: "pbkdf2", hash, salt, iterations };
  }
  if (oid(name) === SCRYPT) {
    const [, cost = 0, blockSize = 0, parallelization = 0] = numbers;
    return { name: "scrypt", salt, cost, blockSize, parallelization };
  }
  return void 0;
}
function oid(element) {
  return element?.tag === TAG.oid ? encodeHex(element.content) : void 0;
}
function writeEncryptedKey(salt, iterations, iv, encrypted) {
  const derivation = writeSequence(
    writeOid(PBKDF2),
    writeSequence(
      writeElement(TAG.octetString, salt),
      writeInteger(BigInt(iterations)),
      writeSequence(writeOid(HMAC_SHA256), writeElement(TAG.null)),
    ),
  );
  const cipher = writeSequence(writeOid(AES_256_CBC), writeElement(TAG.octetString, iv));
  const algorithm2 = writeSequence(writeOid(PBES2), writeSequence(derivation, cipher));
  return writeSequence(algorithm2, writeElement(TAG.octetString, encrypted));
}
function writeOid(hex) {
  return writeElement(TAG.oid, decodeHex(hex) ?? new Uint8Array());
}

// packages/signature/src/encrypt-key.ts
var ITERATIONS = 6e5;
async function encryptKey(pkcs8, passphrase) {
  const crypto = webCrypto();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, [
    "deriveKey",
  ]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    secret,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt"],
  );
  const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, Uint8Array.from(pkcs8));
  return writeEncryptedKey(salt, ITERATIONS, iv, new Uint8Array(encrypted));
}

// packages/signature/src/generate-key-pair.ts
var SIZES = ["1024/160", "2048/224", "2048/256", "3072/256"];
async function generateKeyPair(options = {}) {
  const size = resolveSize(options);
  const { passphrase } = options;
  if (passphrase === "") {
    throw new SignatureError(
      "ERR_PASSPHRASE_MISSING",
      "The passphrase is empty, so the private key would not be protected. Leave it out, or fill it in.",
    );
  }
  const start = Date.now();
  const during = async (step, work) => {
    const { onProgress } = options;
    if (onProgress === void 0) return work;
    const report = () => onProgress({ step, elapsedMs: Date.now() - start });
    report();
    const timer = setInterval(report, 250);
    return work.finally(() => clearInterval(timer));
  };
  const pair = await during(
    "generate",
    options.parameters === "published" ? published(size) : fresh(size, options.parameters),
  );
  const publicKey = writePem("PUBLIC KEY", pair.spki);
  if (passphrase === void 0) return { publicKey, privateKey: writePem("PRIVATE KEY", pair.pkcs8) };
  const encrypted = await during("encrypt", encryptKey(pair.pkcs8, passphrase));
  return { publicKey, privateKey: writePem("ENCRYPTED PRIVATE KEY", encrypted) };
}
function resolveSize({ modulusLength = 2048, divisorLength = modulusLength === 1024 ? 160 : 256 }) {
  const size = `${modulusLength}/${divisorLength}`;
  if (!SIZES.includes(size)) {
    throw new SignatureError(
      "ERR_OPTION",
      `There is no key size ${size} (modulus/divisor, in bits). Choose one of ${SIZES.join(", ")}.`,
    );
  }
  return { modulusLength, divisorLength };
}
function published({ modulusLength, divisorLength }) {
  const parameters = publishedParameters(modulusLength, divisorLength);
  if (parameters === void 0)
    return Promise.reject(new SignatureError("ERR_OPTION", "There are no published parameters of this size."));
  const { p, q, g } = parameters;
  const random = webCrypto().getRandomValues(new Uint8Array(divisorLength / 8 + 8));
  const x = (bytesToBigint(random) % (q - 1n)) + 1n;
  return Promise.resolve({ spki: writeSpki(parameters, modPow(g, x, p)), pkcs8: writePkcs8(parameters, x) });
}
async function fresh({ modulusLength, divisorLength }, parameters) {
  if (parameters !== void 0 && parameters !== "fresh") {
    throw new SignatureError("ERR_OPTION", 'The option "parameters" must be "fresh" or "published".');
  }
  try {
    return await searchWithNode({ modulusLength, divisorLength });
  } catch (cause) {
    throw new SignatureError(
      "ERR_RUNTIME",
      'This runtime cannot search for DSA parameters. Pass { parameters: "published" }, or make the keys on Node.',
      { cause },
    );
  }
}
function searchWithNode({ modulusLength, divisorLength }) {
  return new Promise((resolve, reject) => {
    const crypto = nodeCrypto();
    if (crypto === void 0) throw new Error("there is no node:crypto");
    crypto.generateKeyPair(
      "dsa",
      {
        modulusLength,
        // Left out, it would be 224 whatever the modulus.
        divisorLength,
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
      },
      (error, spki, pkcs8) => {
        if (error == null) resolve({ spki, pkcs8 });
        else reject(error);
      },
    );
  });
}

// packages/signature/src/open-encrypted-key.ts
var MAX_ITERATIONS = 1e7;
var MAX_SCRYPT_MEMORY = 512 * 1024 * 1024;
function openEncryptedKey({ algorithm: algorithm2, data }, passphrase) {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  const scheme = readPbes2(algorithm2);
  if (scheme === void 0) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key is encrypted in a way that is not known here. Encrypt it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem`.",
    );
  }
  const key = deriveKey(crypto, secret, scheme.derivation, scheme.cipher.keyLength);
  try {
    const decipher = crypto.createDecipheriv(scheme.cipher.name, key, scheme.iv);
    const opened = concatBytes([decipher.update(data), decipher.final()]);
    const [outer, ...more] = readAll(opened) ?? [];
    if (readSequence(outer)?.[0]?.tag === TAG.integer && more.length === 0) return opened;
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
  throw wrongPassphrase();
}
function openEncryptedPem(pem, passphrase) {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  try {
    return Uint8Array.from(
      crypto.createPrivateKey({ key: pem, passphrase: secret }).export({ format: "der", type: "pkcs8" }),
    );
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
}
function deriveKey(crypto, secret, derivation, length) {
  if (derivation.name === "pbkdf2") {
    const { hash, salt: salt2, iterations } = derivation;
    if (iterations > MAX_ITERATIONS) throw tooCostly();
    return crypto.pbkdf2Sync(secret, salt2, iterations, length, hash);
  }
  const { salt, cost, blockSize, parallelization } = derivation;
  const memory = 128 * blockSize * (cost + parallelization + 2);
  if (memory > MAX_SCRYPT_MEMORY || parallelization > 16) throw tooCostly();
  try {
    return crypto.scryptSync(secret, salt, length, { cost, blockSize, parallelization, maxmem: memory + 1024 });
  } catch (cause) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key's scrypt settings are not valid. Encrypt the key anew.",
      { cause },
    );
  }
}
function requirePassphrase(passphrase) {
  if (typeof passphrase === "string" && passphrase !== "") return passphrase;
  throw new SignatureError(
    "ERR_PASSPHRASE_MISSING",
    `The private key is encrypted, and the passphrase is ${passphrase === "" ? "empty" : "missing"}. Pass { passphrase } with what the key was encrypted with.`,
  );
}
function requireCrypto() {
  const crypto = nodeCrypto();
  if (crypto !== void 0) return crypto;
  throw new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "This runtime has no node:crypto, which is needed to open an encrypted key. Open it elsewhere: `openssl pkcs8 -in key.pem -out open.pem`.",
  );
}
function wrongPassphrase(cause) {
  return new SignatureError(
    "ERR_PASSPHRASE_WRONG",
    "The private key cannot be opened with this passphrase. Check for blanks around it, and that it belongs to this key.",
    cause === void 0 ? void 0 : { cause },
  );
}
function tooCostly() {
  return new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "To open the private key would take more time or memory than any key should. Encrypt it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in key.pem -out new.pem`.",
  );
}

// packages/signature/src/import-private-key.ts
function importPrivateKey(input, options = {}) {
  if (isPrivateKey(input)) {
    privateParts(input);
    return input;
  }
  if (isPublicKey(input)) throw publicGiven();
  const { parameters, x, y: claimed } = readNumbers2(input, options.passphrase);
  checkSize(sizeOf(parameters), options.allow ?? []);
  checkGroup(parameters);
  const { p, q, g } = parameters;
  if (x <= 0n || x >= q) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_RANGE",
      "The key's private number x is not between 0 and q: the key is damaged. Make a new key pair.",
    );
  }
  const y = modPow(g, x, p);
  if (claimed !== void 0 && claimed !== y) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_MISMATCH",
      "The key's public number does not belong to its private number: the key is damaged. Make a new key pair.",
    );
  }
  const spki = writeSpki(parameters, y);
  return makeKey(
    { type: "private", ...sizeOf(parameters), keyId: keyIdOf(spki) },
    { p, q, g, y, x, spki, qBytes: bigintToBytes(q), prepared: /* @__PURE__ */ new Map() },
  );
}
function readNumbers2(input, passphrase) {
  if (isNumbers2(input)) return { parameters: input, x: input.x };
  const text = readKeyText(input, "private");
  const der = text.encryptedPem === void 0 ? text.der : openEncryptedPem(text.encryptedPem, passphrase);
  let structure = readKeyStructure(der);
  if (structure.kind === "encrypted") structure = readKeyStructure(openEncryptedKey(structure, passphrase));
  if (structure.kind === "public") throw publicGiven();
  if (structure.kind === "encrypted") {
    throw new SignatureError("ERR_KEY_ENCRYPTION", "The key is encrypted twice. Decrypt it once, then import it.");
  }
  return structure;
}
function isNumbers2(input) {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "x"].every((name) => {
    const value = input[name];
    return typeof value === "bigint" && value >= 0n;
  });
}
function publicGiven() {
  return new SignatureError(
    "ERR_KEY_IS_PUBLIC",
    "This is a public key, and a private key is needed to sign. Pass the other half of the pair.",
  );
}

// packages/signature/src/sign.ts
async function signAsync(body2, privateKey, options = {}) {
  const { hash, format, encoding } = resolveOptions(options);
  const key = privateParts(importPrivateKey(privateKey));
  const bytes = bodyBytes(body2);
  const signature = await (isDeterministic(options)
    ? signDeterministic(hash, bytes, key)
    : selectEngine(options.engine).sign(hash, bytes, key));
  return writeSignature(signature, format, encoding);
}
function isDeterministic({ nonce }) {
  if (nonce === void 0 || nonce === "random") return false;
  if (nonce === "rfc6979") return true;
  throw new SignatureError("ERR_OPTION", 'The option "nonce" must be "random" or "rfc6979".');
}
function bodyBytes(body2) {
  if (typeof body2 === "string") return utf8(body2);
  if (isBytes(body2)) return body2;
  throw new SignatureError(
    "ERR_BODY_TYPE",
    `The body must be a string or a Uint8Array; it is ${body2 === null ? "null" : `of type ${typeof body2}`}. Serialise it once, sign that, and send the very same bytes.`,
  );
}

// packages/emulator/src/error.ts
var EmulatorError = class extends Error {
  name = "EmulatorError";
  code;
  /** What is wrong with a definition, in the order of the file; empty for other codes. */
  problems;
  constructor(code, message, { cause, problems = [] } = {}) {
    super(message, cause === void 0 ? void 0 : { cause });
    this.code = code;
    this.problems = problems;
  }
};
function isEmulatorError(error) {
  return error instanceof Error && error.name === "EmulatorError" && "code" in error;
}

// packages/emulator/src/vault/key-ring.ts
import { hkdfSync, randomBytes as randomBytes3, scrypt } from "node:crypto";
import { promisify } from "node:util";

// packages/emulator/src/vault/key-file.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir, open as open2 } from "node:fs/promises";
import path2 from "node:path";

// packages/emulator/src/vault/write-file.ts
import { randomBytes } from "node:crypto";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

// packages/emulator/src/vault/file-error.ts
function codeOf(error) {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
  return typeof code === "string" ? code : void 0;
}
function fileError(what, file2, cause) {
  if (isEmulatorError(cause)) return cause;
  const code = codeOf(cause);
  const mend =
    code === "ENOSPC"
      ? "The disk is full. Make room, and try again; nothing was changed."
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "Give your user the right to it, or choose another place."
        : "See the cause.";
  return new EmulatorError("ERR_VAULT_FILE", `${what}: ${file2} (${code ?? "unknown"}). ${mend}`, { cause });
}

// packages/emulator/src/vault/write-file.ts
var MODE = 384;
async function replaceFile(file2, text, { beforeCommit } = {}) {
  const temporary = temporaryName(file2);
  try {
    await writeThrough(temporary, text);
    await beforeCommit?.();
    await rename(temporary, file2);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file2));
}
async function createExclusively(file2, text, { durable = true } = {}) {
  const temporary = temporaryName(file2);
  try {
    await (durable ? writeThrough(temporary, text) : writeFile(temporary, text, { flag: "wx", mode: MODE }));
    await linkOrWrite(temporary, file2, text);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  if (durable) await syncFolder(path.dirname(file2));
  return true;
}
async function syncFolder(folder2) {
  try {
    const handle = await open(folder2, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(codeOf(error) ?? "")) throw error;
  }
}
function temporaryName(file2) {
  return `${file2}.${randomBytes(6).toString("hex")}.tmp`;
}
async function writeThrough(file2, text) {
  const handle = await open(file2, "wx", MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function linkOrWrite(temporary, file2, text) {
  try {
    await link(temporary, file2);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
    await writeFile(file2, text, { flag: "wx", mode: MODE });
  }
}

// packages/emulator/src/vault/key-file.ts
var LINE = /^ck-vault-key-1 ([A-Za-z0-9+/]{43}=)\n?$/;
async function checkKeyFile(file2) {
  await read(file2);
}
async function readKeyFile(file2) {
  const secret = await read(file2);
  if (secret !== void 0) return secret;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_MISSING",
    `There is a vault, and its key file ${file2} is gone. Bring it back, from a backup say; without it the keys in the vault are lost. To begin anew, move the vault's file away.`,
  );
}
async function makeKeyFile(file2) {
  if ((await read(file2)) !== void 0) return;
  try {
    await mkdir(path2.dirname(file2), { recursive: true, mode: 448 });
    await createExclusively(
      file2,
      `ck-vault-key-1 ${randomBytes2(32).toString("base64")}
`,
    );
  } catch (cause) {
    throw fileError("The key file cannot be made", file2, cause);
  }
}
async function read(file2) {
  let text;
  try {
    const handle = await open2(file2, "r");
    try {
      checkRights(file2, (await handle.stat()).mode);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
      text = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return void 0;
    throw fileError("The key file cannot be read", file2, cause);
  }
  const [, secret] = LINE.exec(text) ?? [];
  if (secret !== void 0) return Buffer.from(secret, "base64");
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_WRONG",
    `${file2} is no key file: it does not hold one line that begins with "ck-vault-key-1". Name the right file, or one that does not exist, to have it made.`,
  );
}
function checkRights(file2, mode) {
  if (process.platform === "win32" || (mode & 63) === 0) return;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_RIGHTS",
    `Others than its owner can get at the key file ${file2} (mode ${(mode & 511).toString(8).padStart(4, "0")}). Run: chmod 600 ${quote(file2)}. If others could have read it, rotate the key after that.`,
  );
}
function quote(file2) {
  return /^[\w./~-]+$/.test(file2) ? file2 : `'${file2.replaceAll("'", String.raw`'\''`)}'`;
}

// packages/emulator/src/vault/vault-lock.ts
var SCRYPT2 = {
  kind: "passphrase",
  kdf: "scrypt",
  cost: 2 ** 17,
  blockSize: 8,
  parallelization: 1,
};
function parseLock(value) {
  if (typeof value !== "object" || value === null) return void 0;
  const { kind, kdf, cost, blockSize, parallelization, salt } = value;
  if (typeof salt !== "string" || Buffer.from(salt, "base64").length < 16) return void 0;
  if (kind === "key-file") return kdf === "hkdf-sha256" ? { kind, kdf, salt } : void 0;
  if (kind !== "passphrase" || kdf !== "scrypt") return void 0;
  if (!isBetween(cost, 2 ** 10, 2 ** 20) || !Number.isInteger(Math.log2(cost))) return void 0;
  if (!isBetween(blockSize, 1, 16) || !isBetween(parallelization, 1, 4)) return void 0;
  return { kind, kdf, cost, blockSize, parallelization, salt };
}
function isBetween(value, low, high) {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

// packages/emulator/src/vault/key-ring.ts
function createKeyRing(secret) {
  const ring = secret.passphrase === void 0 ? forKeyFile(secret.keyFile) : forPassphrase(secret.passphrase);
  let last;
  return {
    ...ring,
    // Opening takes 0.4 s by design, and each signature opens the vault: the keys are kept while the lock is the same.
    keysFor(lock) {
      const text = JSON.stringify(lock);
      if (last?.lock !== text) {
        const keys2 = ring.keysFor(lock);
        last = { lock: text, keys: keys2 };
        keys2.catch(() => {
          if (last?.keys === keys2) last = void 0;
        });
      }
      return last.keys;
    },
  };
}
function forPassphrase(passphrase) {
  return {
    kind: "passphrase",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_PASSPHRASE",
        "The passphrase is not the one that the vault was made with. Try again, mind the keyboard layout; there is no way in without it.",
      ),
    check: () => Promise.resolve(),
    newLock: () => Promise.resolve({ ...SCRYPT2, salt: newSalt() }),
    async keysFor(lock) {
      if (lock.kind !== "passphrase") throw otherKind("a key file", "{ keyFile }");
      const { cost: N, blockSize: r, parallelization: p } = lock;
      const derive = promisify(scrypt);
      const options = { N, r, p, maxmem: 128 * N * r * p + 2 ** 20 };
      return split(await derive(passphrase.normalize("NFKC"), Buffer.from(lock.salt, "base64"), 64, options));
    },
  };
}
function forKeyFile(path5) {
  return {
    kind: "key-file",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_KEY_FILE_WRONG",
        `The key file ${path5} is not the one that the vault was made with. Bring back the right one; there is no way in without it.`,
      ),
    check: () => checkKeyFile(path5),
    async newLock() {
      await makeKeyFile(path5);
      return { kind: "key-file", kdf: "hkdf-sha256", salt: newSalt() };
    },
    async keysFor(lock) {
      if (lock.kind !== "key-file") throw otherKind("a passphrase", "{ passphrase }");
      const secret = await readKeyFile(path5);
      return split(Buffer.from(hkdfSync("sha256", secret, Buffer.from(lock.salt, "base64"), "ck-vault/1", 64)));
    },
  };
}
function otherKind(kind, option) {
  return new EmulatorError("ERR_VAULT_LOCK_KIND", `The vault is locked with ${kind}. Open it with ${option}.`);
}
function newSalt() {
  return randomBytes3(16).toString("base64");
}
function split(bytes) {
  return { sealing: bytes.subarray(0, 32), checking: bytes.subarray(32) };
}

// packages/emulator/src/vault/platform-signature.ts
var PLATFORM_SIGNATURE = {
  hash: "sha256",
  format: "der",
  encoding: "base64",
};

// packages/emulator/src/vault/vault-file.ts
import { randomBytes as randomBytes6 } from "node:crypto";
import { readdir, readFile as readFile3, rename as rename2, rm as rm3, stat as stat3 } from "node:fs/promises";
import path4 from "node:path";

// packages/emulator/src/vault/lock-file.ts
import { randomBytes as randomBytes4 } from "node:crypto";
import { readFile as readFile2, rm as rm2, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

// packages/emulator/src/vault/process-identity.ts
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
async function ownIdentity() {
  const { pid } = process;
  const [boot, space] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const world = [hostname(), boot.trim(), space].join(" ");
  return { pid, world, started: (await statusOf(pid))?.started ?? "" };
}
async function livenessOf(other) {
  const own = await ownIdentity();
  if (other.world !== own.world) return "unknown";
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return "dead";
  }
  const status = await statusOf(other.pid);
  if (status === void 0 || other.started === "") return "unknown";
  return status.ended || status.started !== other.started ? "dead" : "alive";
}
async function statusOf(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  const started = fields[19];
  return started === void 0 ? void 0 : { started, ended: state === "Z" || state === "X" };
}

// packages/emulator/src/vault/lock-file.ts
var ABANDONED_MS = 6e4;
async function withLock(file2, task, { waitMs }) {
  const deadline = Date.now() + waitMs;
  const token = await acquire(file2, deadline);
  try {
    return await task(async () => {
      if ((await readHolder(file2))?.token !== token)
        throw busy("was taken by another process that thought it abandoned");
    });
  } finally {
    if ((await readHolder(file2))?.token === token) await rm2(file2, { force: true });
  }
}
async function acquire(file2, deadline) {
  const holder = { ...(await ownIdentity()), token: randomBytes4(8).toString("hex") };
  const text = `${JSON.stringify(holder)}
`;
  while (!(await createExclusively(file2, text, { durable: false }))) {
    const other = await readHolder(file2);
    if (other !== void 0 && (await isAbandoned(file2, other))) await breakLock(file2, other.token, deadline);
    else if (Date.now() >= deadline)
      throw busy(other === void 0 ? "changes hands all the time" : `is held by process ${other.pid}`);
    else await delay(2 + Math.random() * 20);
  }
  return holder.token;
}
async function breakLock(file2, token, deadline) {
  const gate = `${file2}.${token}`;
  const own = await acquire(gate, deadline);
  try {
    if ((await readHolder(file2))?.token === token) await rm2(file2, { force: true });
  } finally {
    if ((await readHolder(gate))?.token === own) await rm2(gate, { force: true });
  }
}
async function isAbandoned(file2, holder) {
  const liveness = await livenessOf(holder);
  if (liveness !== "unknown") return liveness === "dead";
  const modified = await stat(file2).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - modified > ABANDONED_MS;
}
async function readHolder(file2) {
  let text;
  try {
    text = await readFile2(file2, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return void 0;
    throw error;
  }
  try {
    const { token, pid, world, started } = JSON.parse(text);
    if (/^[0-9a-f]{16}$/.test(String(token)) && Number.isSafeInteger(pid) && Number(pid) > 0)
      return { token: String(token), pid: Number(pid), world: String(world), started: String(started) };
  } catch {}
  return { token: "0".repeat(16), pid: 0, world: "", started: "" };
}
function busy(how) {
  return new EmulatorError(
    "ERR_VAULT_BUSY",
    `The vault's lock ${how}. Try again; if it stays so, see whether that process hangs, and end it.`,
  );
}

// packages/emulator/src/vault/owner-folder.ts
import { chmod, mkdir as mkdir2, stat as stat2, writeFile as writeFile2 } from "node:fs/promises";
import path3 from "node:path";
async function ensureOwnerFolder(folder2) {
  const made = await mkdir2(folder2, { recursive: true, mode: 448 });
  const isOurs = made !== void 0 || path3.basename(path3.resolve(folder2)) === ".ck";
  if (!isOurs) return;
  if (process.platform !== "win32") await close(folder2);
  await ignoreInGit(folder2);
}
async function close(folder2) {
  const { mode } = await stat2(folder2);
  if ((mode & 63) !== 0) await chmod(folder2, 448);
}
async function ignoreInGit(folder2) {
  try {
    await writeFile2(path3.join(folder2, ".gitignore"), "*\n", { flag: "wx", mode: 384 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

// packages/emulator/src/vault/seal.ts
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes as randomBytes5,
  timingSafeEqual,
} from "node:crypto";
var FORMAT = "ck-vault";
var VERSION = 1;
function seal(text, lock, keys2) {
  const nonce = randomBytes5(12);
  const cipher = createCipheriv("aes-256-gcm", keys2.sealing, nonce).setAAD(header(lock));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const fields = {
    format: FORMAT,
    version: VERSION,
    lock,
    check: checkValue(lock, keys2).toString("base64"),
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return `${JSON.stringify({ ...fields, checksum: checksum(fields) }, void 0, 2)}
`;
}
function parseSealed(text) {
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (typeof parsed !== "object" || parsed === null) return "corrupt";
  const { checksum: claimed, ...fields } = parsed;
  if (fields["format"] === FORMAT && Number.isInteger(fields["version"]) && Number(fields["version"]) > VERSION)
    return "newer";
  if (fields["format"] !== FORMAT || fields["version"] !== VERSION || claimed !== checksum(fields)) return "corrupt";
  const lock = parseLock(fields["lock"]);
  const { check, nonce, tag, data } = fields;
  if (lock === void 0 || ![check, nonce, tag, data].every((each) => typeof each === "string")) return "corrupt";
  return { lock, check, nonce, tag, data };
}
function unseal(sealed, keys2) {
  const check = Buffer.from(sealed.check, "base64");
  const expected = checkValue(sealed.lock, keys2);
  if (check.length !== expected.length || !timingSafeEqual(check, expected)) return "wrong-keys";
  try {
    const decipher = createDecipheriv("aes-256-gcm", keys2.sealing, Buffer.from(sealed.nonce, "base64"), {
      authTagLength: 16,
    });
    decipher.setAAD(header(sealed.lock)).setAuthTag(Buffer.from(sealed.tag, "base64"));
    const bytes = Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]);
    const text = bytes.toString("utf8");
    bytes.fill(0);
    return { text };
  } catch {
    return "corrupt";
  }
}
function header(lock) {
  return Buffer.from(JSON.stringify([FORMAT, VERSION, lock]), "utf8");
}
function checkValue(lock, keys2) {
  return createHmac("sha256", keys2.checking).update(header(lock)).digest().subarray(0, 16);
}
function checksum(fields) {
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64");
}

// packages/emulator/src/vault/vault-state.ts
var EMPTY = { keys: [], signing: {} };
function withNewKey(state, key) {
  return settle({ keys: [...state.keys, key], signing: { ...state.signing, development: key.keyId } }, key.created);
}
function deployed(state, now) {
  const { development, production } = state.signing;
  if (development === void 0 || development === production) return state;
  return settle({ ...state, signing: { development, production: development } }, now);
}
function keyOf(state, environment) {
  const keyId = state.signing[environment];
  return keyId === void 0 ? void 0 : state.keys.find((key) => key.keyId === keyId);
}
function previousKey({ keys: keys2 }) {
  return keys2
    .filter(({ retired }) => retired !== void 0)
    .reduce((last, key) => (last && (last.retired ?? "") > (key.retired ?? "") ? last : key), void 0);
}
function environmentsOf({ signing }, keyId) {
  return ENVIRONMENTS.filter((environment) => signing[environment] === keyId);
}
function settle(state, now) {
  const retiredNow = state.keys.map((key) =>
    key.retired === void 0 && environmentsOf(state, key.keyId).length === 0 ? { ...key, retired: now } : key,
  );
  const last = previousKey({ keys: retiredNow });
  const keys2 = retiredNow.map((key) => (key.retired === void 0 || key === last ? key : withoutPrivate(key)));
  return { ...state, keys: keys2 };
}
function withoutPrivate(key) {
  const { keyId, created, retired, publicKey } = key;
  return { keyId, created, publicKey, ...(retired !== void 0 && { retired }) };
}
function isVaultState(value) {
  if (!isRecord(value) || !Array.isArray(value["keys"]) || !isRecord(value["signing"])) return false;
  return value["keys"].every((key) => {
    if (!isRecord(key)) return false;
    const { retired, privateKey } = key;
    const needed = [key["keyId"], key["created"], key["publicKey"]];
    return needed.every(isText) && [retired, privateKey].every((each) => each === void 0 || isText(each));
  });
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isText(value) {
  return typeof value === "string";
}

// packages/emulator/src/vault/vault-file.ts
var FILE = "vault.json";
var LOCK = "vault.lock";
var LEFT_MS = 6e4;
function openVaultFile({ folder: folder2, keyRing, waitMs }) {
  const file2 = path4.join(folder2, FILE);
  const lockFile = path4.join(folder2, LOCK);
  let last;
  async function load() {
    const text = await readText(file2);
    if (text === void 0) return { state: EMPTY };
    if (last?.text === text) return last.content;
    const content = await unlock(text, keyRing, file2);
    if (content !== "corrupt") last = { text, content };
    return content;
  }
  async function loadOrSetAside({ wasCorrupt = false } = {}) {
    const content = await load();
    if (content === "corrupt") {
      const aside = `${file2}.corrupt-${randomBytes6(4).toString("hex")}`;
      await rename2(file2, aside);
      await syncFolder(folder2);
      throw corrupt(file2, `is now ${aside}`);
    }
    if (wasCorrupt && content.lock === void 0) throw corrupt(file2, `is now beside it, as ${file2}.corrupt-\u2026`);
    return content;
  }
  async function locked(task) {
    return withLock(lockFile, task, { waitMs });
  }
  return {
    read: () =>
      guarded(file2, "The vault cannot be read", async () => {
        const content = await load();
        return content === "corrupt" ? (await locked(() => loadOrSetAside({ wasCorrupt: true }))).state : content.state;
      }),
    update: (change) =>
      guarded(file2, "The vault cannot be written", async () => {
        await ensureOwnerFolder(folder2);
        return locked(async (assertHeld) => {
          const { state, lock = await keyRing.newLock() } = await loadOrSetAside();
          const changed = change(state);
          if (changed === state) return state;
          const text = seal(JSON.stringify(changed), lock, await keyRing.keysFor(lock));
          await replaceFile(file2, text, { beforeCommit: assertHeld });
          last = { text, content: { state: changed, lock } };
          await sweep(folder2);
          return changed;
        });
      }),
  };
}
function corrupt(file2, where) {
  return new EmulatorError(
    "ERR_VAULT_CORRUPT",
    `The vault's file was damaged, and ${where}. Put a backup in its place as ${file2}; or go on without, secure the bot anew, and give its server the new public key.`,
  );
}
async function unlock(text, keyRing, file2) {
  const sealed = parseSealed(text);
  if (typeof sealed === "string") {
    if (sealed !== "newer") return "corrupt";
    throw new EmulatorError(
      "ERR_VAULT_VERSION",
      `${file2} was written by a later version of @ck/emulator. Update this one; nothing was changed.`,
    );
  }
  const opened = unseal(sealed, await keyRing.keysFor(sealed.lock));
  if (opened === "wrong-keys") throw keyRing.wrong();
  if (typeof opened === "string") return "corrupt";
  const state = parseState(opened.text);
  return state === void 0 ? "corrupt" : { state, lock: sealed.lock };
}
function parseState(text) {
  try {
    const value = JSON.parse(text);
    return isVaultState(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
async function readText(file2) {
  try {
    return await readFile3(file2, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return void 0;
    throw error;
  }
}
async function guarded(file2, what, task) {
  try {
    return await task();
  } catch (cause) {
    throw fileError(what, file2, cause);
  }
}
async function sweep(folder2) {
  for (const name of await readdir(folder2)) {
    const left = path4.join(folder2, name);
    const isGate = /^vault\.lock(\.[0-9a-f]{16})+$/.test(name);
    const isTemporary = /^vault\.[\w.]+\.tmp$/.test(name);
    if (isGate || (isTemporary && (await ageOf(left)) > LEFT_MS)) await rm3(left, { force: true });
  }
}
async function ageOf(file2) {
  return stat3(file2).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

// packages/emulator/src/vault/open-vault.ts
async function openVault(folder2, options) {
  checkOptions(options);
  const { keys: keys2 = {}, now = () => /* @__PURE__ */ new Date(), waitMs = 15e3 } = options;
  const keyRing = createKeyRing(options);
  const file2 = openVaultFile({ folder: folder2, keyRing, waitMs });
  await keyRing.check();
  await file2.read();
  async function newKey() {
    const pair = await generateKeyPair(keys2);
    const { keyId } = importPrivateKey(pair.privateKey);
    const publicKey = exportPublicKey(pair.publicKey, "base64");
    return { keyId, created: now().toISOString(), publicKey, privateKey: bodyOf(pair.privateKey) };
  }
  async function change(environment, to) {
    const key = await newKey();
    return showSigning(await file2.update((state) => to(state, key)), environment);
  }
  return Object.freeze({
    folder: folder2,
    async secure() {
      const existing = keyOf(await file2.read(), "development");
      if (existing !== void 0) return show(existing);
      return change("development", (state, key) => (keyOf(state, "development") ? state : withNewKey(state, key)));
    },
    async rotate() {
      showSigning(await file2.read(), "development");
      return change("development", withNewKey);
    },
    async deploy() {
      const state = await file2.update((before) => deployed(before, now().toISOString()));
      return showSigning(state, keyOf(state, "development") ? "production" : "development");
    },
    async showKey(environment) {
      checkEnvironment(environment);
      const key = keyOf(await file2.read(), environment);
      return key && show(key);
    },
    async history() {
      const state = await file2.read();
      return state.keys.map((key) => record(state, key));
    },
    signer: (signing = {}) => createSigner(() => file2.read(), signing),
  });
}
function createSigner(read2, options) {
  const { key: which = "current", ...signature } = options;
  if (!["current", "previous"].includes(which)) throw optionError('The option "key" must be "current" or "previous".');
  let last;
  return async (body2, environment) => {
    checkEnvironment(environment);
    const state = await read2();
    const stored = which === "previous" ? previousKey(state) : keyOf(state, environment);
    if (stored?.privateKey === void 0) throw noKey(which === "previous" ? which : environment);
    if (last?.keyId !== stored.keyId)
      last = { keyId: stored.keyId, key: importPrivateKey(Buffer.from(stored.privateKey, "base64")) };
    return signAsync(body2, last.key, { ...PLATFORM_SIGNATURE, ...signature });
  };
}
function showSigning(state, environment) {
  const key = keyOf(state, environment);
  if (key === void 0) throw noKey(environment);
  return show(key);
}
function show({ keyId, created, publicKey }) {
  return { keyId, created, base64: publicKey, pem: exportPublicKey(publicKey, "pem") };
}
function record(state, key) {
  const { retired } = key;
  return {
    ...show(key),
    ...(retired !== void 0 && { retired }),
    environments: environmentsOf(state, key.keyId),
  };
}
function bodyOf(pem) {
  return pem.replace(/-----[^-]+-----|\s/g, "");
}
function noKey(which) {
  const messages = {
    development: "The bot is not secured: the vault has no key. Call secure() first.",
    production: "Production has no key: a new key takes effect there with the next deploy. Call deploy() first.",
    previous: "No key was retired yet. Call rotate(), and deploy() where production uses the old one.",
  };
  return new EmulatorError("ERR_VAULT_NO_KEY", messages[which]);
}
function checkOptions({ passphrase, keyFile: keyFile2 }) {
  const given = [passphrase, keyFile2].filter((value) => value !== void 0);
  if (given.length === 1 && given.every((value) => typeof value === "string" && value !== "")) return;
  throw optionError(
    "A vault is locked with a passphrase or a key file: give one of the two, as a text that is not empty.",
  );
}
function checkEnvironment(environment) {
  if (!ENVIRONMENTS.includes(environment))
    throw optionError(`The environment must be ${ENVIRONMENTS.map((name) => `"${name}"`).join(" or ")}.`);
}
function optionError(message) {
  return new EmulatorError("ERR_OPTION", message);
}

// packages/emulator/test/vault/programs/everything.ts
var [folder = "", keyFile = ""] = process.argv.slice(2);
var keys = { parameters: "published" };
var body = new TextEncoder().encode('{"todo":"welcome"}');
function show2(value) {
  console.log(inspect(value, { showHidden: true, depth: Infinity, getters: true, maxStringLength: null }));
  console.log("%o %O %s", value, value, value);
  console.error(value);
  try {
    console.log(JSON.stringify(value), JSON.stringify(structuredClone(value)));
  } catch (error) {
    console.log(error);
  }
  if (typeof value === "function" || (typeof value === "object" && value !== null))
    for (const key of Reflect.ownKeys(value)) console.log(key, Reflect.get(value, key));
}
async function attempt(task) {
  try {
    show2(await task());
  } catch (error) {
    show2(error);
    show2(error.cause);
  }
}
var vault = await openVault(folder, { keyFile, keys });
show2(vault);
await attempt(() => vault.rotate());
await attempt(() => vault.secure());
await attempt(() => vault.deploy());
await attempt(() => vault.rotate());
await attempt(() => vault.rotate());
await attempt(() => vault.history());
for (const environment of ["development", "production", "staging"]) {
  await attempt(() => vault.showKey(environment));
  for (const options of [{}, { key: "previous" }, { hash: "sha512", format: "p1363", encoding: "hex" }]) {
    await attempt(() => vault.signer(options));
    await attempt(() => vault.signer(options)(body, environment));
  }
}
await attempt(() => vault.signer({ hash: "md5" })(body, "development"));
await attempt(() => vault.signer()("text", "development"));
await attempt(() => openVault(folder, { passphrase: "a passphrase that is wrong" }));
await attempt(() => openVault(folder, { passphrase: "" }));
var file = `${folder}/vault.json`;
var good = readFileSync(file, "utf8");
copyFileSync(file, `${folder}/backup.json`);
for (const bad of [good.slice(1), good.replace(/"data": "....../, '"data": "AAAAAA'), "{}"]) {
  writeFileSync(file, bad);
  await attempt(() => vault.history());
}
writeFileSync(file, good);
console.log(inspect(globalThis, { showHidden: true, depth: 6 }));
await attempt(() => vault.deploy());
await vault.showKey("nobody catches this");
