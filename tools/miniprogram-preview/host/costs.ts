/** What one action of a person cost: everything until the next one. */
export interface ActionCosts {
  /** What was done: `轻触 付款`, `打开 pages/order/order`. */
  action: string;
  setDataCalls: number;
  /** Of the values as JSON, which is how they cross to the other thread on a phone. */
  setDataBytes: number;
  functions: number;
}

/** Moments since the address was opened, in milliseconds; absent until they come. */
export interface Milestones {
  firstPageReadyMs?: number;
  /** The first `setData` after the first answer of a cloud function. */
  firstAnswerShownMs?: number;
}

const kept = 30;
const actions: ActionCosts[] = [{ action: '启动', setDataCalls: 0, setDataBytes: 0, functions: 0 }];
const milestones: Milestones = {};
let answered = false;
let changed = (): void => undefined;

function current(): ActionCosts {
  return actions[0] as ActionCosts;
}

/** From here on, costs belong to this action. */
export function beginAction(action: string): void {
  actions.unshift({ action, setDataCalls: 0, setDataBytes: 0, functions: 0 });
  actions.length = Math.min(actions.length, kept);
  changed();
}

export function countSetData(data: unknown): void {
  current().setDataCalls += 1;
  current().setDataBytes += new TextEncoder().encode(JSON.stringify(data) ?? '').length;
  if (answered) milestones.firstAnswerShownMs ??= Math.round(performance.now());
  changed();
}

export function countFunction(): void {
  current().functions += 1;
  answered = true;
  changed();
}

export function notePageReady(): void {
  milestones.firstPageReadyMs ??= Math.round(performance.now());
}

/** Costs, the latest action first. Measurements read them as `window.__previewCosts`. */
export const costs = { actions: actions as readonly ActionCosts[], milestones: milestones as Readonly<Milestones> };

export function onCosts(listener: () => void): void {
  changed = listener;
}
