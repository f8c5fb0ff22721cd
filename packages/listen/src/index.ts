/**
 * Records what really goes between ConvoKraft and a webhook server: a transparent proxy, a redacting recorder, and a report of what was seen.
 *
 * @module
 */
export { isListenError, ListenError, type ListenErrorCode } from "./error.js";
export type { Message, Traffic, TrafficRequest, TrafficResponse } from "./traffic.js";
export { listen, type Listening, type ListenOptions } from "./proxy/listen.js";
export { createRecorder, type Recorded, type Recorder, type RecorderOptions } from "./recording/recorder.js";
export { record, type RecordOptions, type ServedExchange } from "./recording/record.js";
export { listRecordings, type FolderLimits } from "./recording/folder.js";
export type { RecordedExchange } from "./recording/to-exchange.js";
export type { SeenSpelling } from "./observe/json-spelling.js";
export type { Observation, SignatureObservation } from "./observe/observe.js";
export type { Fact, SignatureSettings } from "./observe/facts.js";
export { dialectOf, type ObservedDialect } from "./report/dialect.js";
export { renderReport } from "./report/render.js";
export { reportOn, type ListenReport, type ReportedFact, type SeenForm } from "./report/report.js";
