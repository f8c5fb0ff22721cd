/**
 * The ConvoKraft platform on your own machine: it talks to your webhook server, signs each request, and judges the answers.
 *
 * @module
 */
export { createEmulator } from "./node/create-emulator.js";
export { deliver } from "./node/deliver.js";
export { readDefinition } from "./node/read-definition.js";
export { loadExchange, loadTranscript, saveExchange, saveTranscript } from "./node/recording-file.js";
export { resend } from "./node/resend.js";
export { openStateFile, type StateFile, type StateFileOptions } from "./node/state-file.js";
export { openVault } from "./node/vault/open-vault.js";
export {
  PARAM_TYPES,
  type EmulatedAction,
  type EmulatedBot,
  type EmulatedParam,
  type FollowUpOffer,
  type Invocation,
  type ParamType,
  type Sign,
} from "./emulated-bot.js";
export { type Dialect, type PerTodo, type ValueForms, type WireSpelling } from "./dialect/dialect.js";
export { KEY_ORDER, sentKeys, type SentKeys } from "./dialect/sent-keys.js";
export { ExactNumber } from "./json/exact-number.js";
export { readJson } from "./json/read-json.js";
export { writeJson, type Escape, type JsonSpelling } from "./json/write-json.js";
export { EmulatorError, isEmulatorError, type EmulatorErrorCode, type EmulatorErrorOptions } from "./error.js";
export type { OpenRecord } from "./record.js";
export { formatProblem, type DefinitionProblem } from "./definition/problem.js";
export type {
  ActionDefinition,
  ButtonDefinition,
  Commented,
  DialectDefinition,
  EmulatedBotDefinition,
  FollowUpDefinition,
  HandlersDefinition,
  OptionDefinition,
  ParamDefinition,
  WebhookDefinition,
} from "./definition/definition.js";
export { checkDefinition, type CheckedDefinition } from "./definition/check-definition.js";
export {
  defineEmulatedBot,
  parseDefinition,
  type DefineOptions,
  type ParseDefinitionOptions,
} from "./definition/parse-definition.js";
export { starterDefinition, toJson, type StarterOptions } from "./definition/starter-definition.js";
export { createMemoryVault } from "./vault/memory-vault.js";
export { PLATFORM_SIGNATURE } from "./vault/platform-signature.js";
export { createStrangerSigner } from "./vault/stranger-signer.js";
export type {
  KeyOptions,
  KeyRecord,
  OpenVaultOptions,
  ShownKey,
  SignerOptions,
  Vault,
  VaultSecret,
} from "./vault/vault.js";
export { createConversation, type Conversation, type ConversationOptions } from "./engine/conversation.js";
export type { VisitorInput } from "./engine/input.js";
export type { Choice, OfferedButton, Role, Said } from "./engine/said.js";
export type { ButtonOffer, ConversationState, Question, RunningAction } from "./engine/state.js";
export type { Step, Steps } from "./engine/turn/talk.js";
export { describeAnswer } from "./delivery/describe-answer.js";
export type { Answer, FailedOutcome, Verdict } from "./engine/verdict.js";
export type { WireRequest } from "./engine/wire-request.js";
export type { PickAction } from "./reading/pick-action.js";
export { bytesOf, textOf, toBody, type Body } from "./delivery/body.js";
export type { DeliverOptions } from "./delivery/deliver.js";
export type { Exchange, HeaderLines, Limits, Timings } from "./delivery/exchange.js";
export { FAULTS, type Fault } from "./delivery/fault.js";
export { judgeFault, type FaultResult } from "./delivery/judge-fault.js";
export type { Chat, TurnOptions } from "./chat/chat.js";
export type { Emulator, EmulatorOptions, OpenChatOptions } from "./chat/emulator.js";
export type { EmulatorEvent, EventListener } from "./chat/events.js";
export { isKeptChat, keepChat, type KeptChat } from "./chat/kept-chat.js";
export type { VisitorIssuer } from "./chat/visitors.js";
export type { ChatMessage, ChatTurn, Transcript } from "./chat/transcript.js";
export { compareTranscripts, type CompareOptions } from "./recording/compare-transcripts.js";
export type { Difference } from "./recording/difference.js";
export { isExchange } from "./recording/recording-shape.js";
export { replay, replayRest, type Replayed, type ReplayedRest } from "./recording/replay.js";
export type { ResendOptions } from "./recording/resend.js";
