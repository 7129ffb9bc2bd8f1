/** Number of calls of each kind during one run of a function. */
export interface Costs {
  database: number;
  pay: number;
  openapi: number;
  storage: number;
  functions: number;
}

interface RecordedCall {
  name: string;
  tookMs: number;
  costs: Costs;
  failed: boolean;
}

const maxCalls = 50;
const calls: RecordedCall[] = [];
let notifyChanged = (): void => undefined;

/** Records a cloud function call for the panel. */
export function recordCall(call: RecordedCall): void {
  calls.unshift(call);
  calls.length = Math.min(calls.length, maxCalls);
  notifyChanged();
}

export function getRecordedCalls(): readonly RecordedCall[] {
  return calls;
}

export function onRecordedCall(listener: () => void): void {
  notifyChanged = listener;
}
