/** What `boot.ts` loads after the first screen: nothing that a list, a picture or a call for help needs may stand here alone. */

export { startBox } from './box/box'
export { startTelemetry } from './telemetry/telemetry'
