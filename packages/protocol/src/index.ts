/**
 * The ConvoKraft webhook contract in TypeScript: requests in, responses out, params decoded, limits named.
 *
 * Pure: no I/O, no dependency, any JavaScript runtime.
 *
 * @module
 */
export {
  TODOS,
  ENVIRONMENTS,
  SIGNATURE_HEADER,
  RESPONSE_LIMIT_BYTES,
  RESPONSE_TIMEOUT_MS,
  MAX_BUTTONS,
  MAX_PARAMS_PER_ACTION,
  MAX_PARAM_NAME_LENGTH,
  MAX_DECIMAL_PRECISION,
  PARAM_TYPES,
  RESERVED_PARAM_NAMES,
  MAX_DEPTH,
} from "./constants.js";
export type { ParamType } from "./constants.js";
export { ProtocolError, isProtocolError, type IssueCode, type Issue, type ProtocolErrorCode } from "./error.js";
export type {
  StandardSchemaV1,
  StandardSchemaV1Props,
  StandardSchemaV1Result,
  StandardSchemaV1Issue,
  InferSchemaOutput,
  InferSchemaInput,
} from "./standard-schema.js";
export type { Todo, Environment, BotRef, ActionRef, ParamRef, SessionData } from "./request/request-parts.js";
export type {
  RequestBase,
  PromptRequest,
  ExecuteRequest,
  ButtonRequest,
  FallbackRequest,
  WelcomeRequest,
  FailureRequest,
  WebhookRequest,
  RequestOf,
} from "./request/request.js";
export { safeParseRequest, parseRequest, requestSchema } from "./request/parse-request.js";
export type { ParseRequestResult } from "./request/normalise-request.js";
export { matchActionName } from "./request/match-action-name.js";
export type { Option, Button } from "./response/response-parts.js";
export type {
  Card,
  NoteCard,
  TitleCard,
  TableCard,
  ImageCard,
  FileCard,
  ContactCard,
  OpenCard,
} from "./response/card.js";
export type { FollowUp, Suggestion, SuggestedAction } from "./response/follow-up.js";
export type {
  PromptResponse,
  ExecutionResponse,
  HandledResponse,
  WelcomeResponse,
  FailureResponse,
  QuestionExtras,
  AskParamResponse,
  AskNextResponse,
  ProceedResponse,
  ConfirmResponse,
  ResponseByKind,
  ResponseKind,
  WebhookResponse,
} from "./response/response.js";
export { option, button, type OptionInput, type ButtonInput } from "./build/option.js";
export { note, title, table, image, file, contact, card } from "./build/card.js";
export { suggestion, followUp, type SuggestionOptions } from "./build/follow-up.js";
export {
  prompt,
  askParam,
  askNext,
  proceed,
  confirm,
  type PromptOptions,
  type AskParamOptions,
} from "./build/prompt.js";
export {
  execution,
  handled,
  welcome,
  failure,
  type ExecutionOptions,
  type HandledOptions,
  type WelcomeOptions,
  type FailureOptions,
} from "./build/answer.js";
export { describeWrongOptions } from "./json/describe-wrong-options.js";
export { nearestName } from "./json/nearest-name.js";
export { serializeResponse, stringifyResponse } from "./response/serialize-response.js";
export { isUnset, type Decoded } from "./params/decoded.js";
export {
  describeParamIssue,
  englishReasons,
  type ParamIssue,
  type ParamIssueKind,
  type ParamIssueValues,
  type ParamReasons,
} from "./params/issue.js";
export { decodeText, decodeEmail, decodeUser, type TextOptions } from "./params/decode-text.js";
export { decodeInteger, decodeDecimal, type IntegerOptions, type DecimalOptions } from "./params/decode-number.js";
export { decodeBoolean } from "./params/decode-boolean.js";
export { decodeDate, decodeDateTime, type DateOptions } from "./params/decode-date.js";
export { decodeTime } from "./params/decode-time.js";
export { decodeRange, type Range } from "./params/decode-range.js";
export {
  decodeSelection,
  decodeMultiSelection,
  type SelectionOptions,
  type SelectionId,
} from "./params/decode-selection.js";
export { parseResponse, responseSchema, type ParseResponseOptions } from "./response/parse-response.js";
export type { ParseResponseResult } from "./response/normalise-response.js";
