export {
  PARAM_TYPES,
  type Invocation,
  type ParamType,
  type EmulatedParam,
  type EmulatedAction,
  type Dialect,
  type EmulatedBot,
  type Sign,
} from "./emulated-bot.js";
export { EmulatorError, isEmulatorError, type EmulatorErrorCode, type EmulatorErrorOptions } from "./error.js";
export { formatProblem, type DefinitionProblem } from "./definition/problem.js";
export type {
  EmulatedBotDefinition,
  Commented,
  WebhookDefinition,
  HandlersDefinition,
  ActionDefinition,
  ParamDefinition,
  OptionDefinition,
  ButtonDefinition,
  DialectDefinition,
} from "./definition/definition.js";
export { checkDefinition, type CheckedDefinition } from "./definition/check-definition.js";
export {
  defineEmulatedBot,
  parseDefinition,
  type DefineOptions,
  type ParseDefinitionOptions,
} from "./definition/parse-definition.js";
export { readDefinition } from "./node/read-definition.js";
export { starterDefinition, toJson, type StarterOptions } from "./definition/starter-definition.js";
export { openVault } from "./node/vault/open-vault.js";
export { createMemoryVault } from "./vault/memory-vault.js";
export { createStrangerSigner } from "./vault/stranger-signer.js";
export { PLATFORM_SIGNATURE } from "./vault/platform-signature.js";
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
export type { PickAction } from "./reading/pick-action.js";
export type { OfferedButton, Role, Said } from "./engine/said.js";
export type { ButtonOffer, ConversationState, Question, RunningAction } from "./engine/state.js";
export type { Step, Steps } from "./engine/turn/talk.js";
export type { Answer, FailedOutcome, Verdict } from "./engine/verdict.js";
export type { WireRequest } from "./engine/wire-request.js";
export { bytesOf, textOf, toBody, type Body } from "./delivery/body.js";
export { deliver, type DeliverOptions } from "./delivery/deliver.js";
export type { Exchange, HeaderLines, Limits, Timings } from "./delivery/exchange.js";
export { FAULTS, type Fault } from "./delivery/fault.js";
export type { Chat, TurnOptions } from "./chat/chat.js";
export { createEmulator, type Emulator, type EmulatorOptions, type OpenChatOptions } from "./chat/emulator.js";
export type { EmulatorEvent, EventListener } from "./chat/events.js";
export type { ChatMessage, ChatTurn, Transcript } from "./chat/transcript.js";
export { compareTranscripts, type CompareOptions } from "./recording/compare-transcripts.js";
export type { Difference } from "./recording/difference.js";
export { loadExchange, loadTranscript, saveExchange, saveTranscript } from "./node/recording-file.js";
export { replay, type Replayed } from "./recording/replay.js";
export { resend, type ResendOptions } from "./recording/resend.js";
export type { OpenRecord } from "./record.js";
