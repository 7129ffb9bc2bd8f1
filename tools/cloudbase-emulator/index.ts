/** The package's only public entry. */
export { startEmulator } from './emulator';
export type { RunningEmulator } from './emulator';
export { readEmulatorFile, temporaryState } from './options';
export type { EmulatorOptions } from './options';
export { openidOf } from './people';
export type { ClientAnswer } from './functions/function-calls';
export type { LoggedCall, LoggedInvocation } from './call-log';
