/** Costs of one action of a person: everything until the next action. */
interface ActionCosts {
  /** Description of the action: `轻触 付款`, `打开 pages/order/order`. */
  action: string;
  setDataCalls: number;
  /** Size of the values as JSON, the form in which they cross to the other thread on a phone. */
  setDataBytes: number;
  functions: number;
}

/** Milliseconds since the page was opened; absent until reached. */
interface Milestones {
  firstPageReadyMs?: number;
  /** Time of the first `setData` after the first answer of a cloud function. */
  firstAnswerShownMs?: number;
}

const maxActions = 30;
const actions: ActionCosts[] = [{ action: '启动', setDataCalls: 0, setDataBytes: 0, functions: 0 }];
const milestones: Milestones = {};
let functionAnswered = false;
let notifyChanged = (): void => undefined;

function getCurrentAction(): ActionCosts {
  return actions[0] as ActionCosts;
}

/** Assigns the following costs to this action. */
export function beginAction(action: string): void {
  actions.unshift({ action, setDataCalls: 0, setDataBytes: 0, functions: 0 });
  actions.length = Math.min(actions.length, maxActions);
  notifyChanged();
}

export function countSetData(data: unknown): void {
  getCurrentAction().setDataCalls += 1;
  getCurrentAction().setDataBytes += new TextEncoder().encode(JSON.stringify(data) ?? '').length;
  if (functionAnswered) milestones.firstAnswerShownMs ??= Math.round(performance.now());
  notifyChanged();
}

export function countFunctionCall(): void {
  getCurrentAction().functions += 1;
  functionAnswered = true;
  notifyChanged();
}

export function recordPageReady(): void {
  milestones.firstPageReadyMs ??= Math.round(performance.now());
}

/** Costs, latest action first. Measurements read them as `window.__previewCosts`. */
export const costs = { actions: actions as readonly ActionCosts[], milestones: milestones as Readonly<Milestones> };

export function onCostsChanged(listener: () => void): void {
  notifyChanged = listener;
}
