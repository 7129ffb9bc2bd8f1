/** How many calls of each kind a function's run made. */
export interface Costs {
  database: number;
  pay: number;
  openapi: number;
  storage: number;
  functions: number;
}

export interface RecordedCall {
  name: string;
  tookMs: number;
  costs: Costs;
  failed: boolean;
}

const kept = 50;
const calls: RecordedCall[] = [];
let changed = (): void => undefined;

/** Notes a call of a cloud function for the panel. */
export function recordCall(call: RecordedCall): void {
  calls.unshift(call);
  calls.length = Math.min(calls.length, kept);
  changed();
}

export function recordedCalls(): readonly RecordedCall[] {
  return calls;
}

export function onRecordedCall(listener: () => void): void {
  changed = listener;
}
