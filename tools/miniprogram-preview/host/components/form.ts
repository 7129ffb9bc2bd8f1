import { Component as EaselComponent } from 'glass-easel';
import { BuiltIn } from './built-in';
import { findById } from './owner';
import { findOwner, type OwnedNode } from '../tree';

/** A component whose value a form collects under its `name`. */
export interface Field {
  fieldValue(): unknown;
  resetField(): void;
}

function isField(node: Node): node is BuiltIn & Field {
  return node instanceof BuiltIn && 'fieldValue' in node;
}

/** `<form>`: submits the values of all named fields inside, including custom components with `wx://form-field`. */
export class FormElement extends BuiltIn {
  submit(by: BuiltIn): void {
    const value: Record<string, unknown> = {};
    for (const { name, get } of this.collectFields()) value[name] = get();
    const target = by.__wxElement === undefined ? {} : { id: by.__wxElement.id, dataset: by.__wxElement.dataset };
    this.emit('submit', { value, target, formId: 'the formId is a mock one' });
  }

  reset(): void {
    for (const { reset } of this.collectFields()) reset();
    this.emit('reset', {});
  }

  private collectFields(): { name: string; get: () => unknown; reset: () => void }[] {
    return [...this.querySelectorAll<HTMLElement>('*')].flatMap((node) => {
      if (isField(node)) {
        const name = node.prop('name', '');
        return name === '' ? [] : [{ name, get: () => node.fieldValue(), reset: () => node.resetField() }];
      }
      return readComponentField(node);
    });
  }
}

/** A custom component that declares `behaviors: ['wx://form-field']` has `name` and `value` in its data. */
function readComponentField(node: OwnedNode): { name: string; get: () => unknown; reset: () => void }[] {
  const element = node.__wxElement === undefined ? null : findOwner(node);
  if (element === null || !EaselComponent.isComponent(element)) return [];
  const data = element.data as Record<string, unknown>;
  if (typeof data['name'] !== 'string' || data['name'] === '' || !('value' in data)) return [];
  return [
    { name: data['name'], get: () => (element.data as Record<string, unknown>)['value'], reset: () => undefined },
  ];
}

const controls = 'wx-checkbox, wx-radio, wx-switch, wx-button, wx-input, wx-textarea';

let labelCount = 0;

/** `<label>`: a tap on it taps its control, which is the first inside or the one that `for` names. */
export class LabelElement extends BuiltIn {
  protected override mount(): void {
    queueMicrotask(() => this.labelControl());
    this.addEventListener('click', (event) => {
      const control = this.findControl();
      if (control !== null && event.target instanceof Node && !control.contains(event.target)) control.click();
    });
  }

  /** Names the control after the label's text for screen readers. */
  private labelControl(): void {
    const control = this.findControl();
    if (control === null || control.hasAttribute('aria-label')) return;
    if (!this.hasAttribute('id')) this.setAttribute('id', `wx-label-${++labelCount}`);
    control.setAttribute('aria-labelledby', this.getAttribute('id') ?? '');
  }

  private findControl(): HTMLElement | null {
    const id = this.prop('for', '');
    const host = id === '' ? this.querySelector<HTMLElement>(controls) : findById(this, id);
    return host?.querySelector<HTMLElement>('input, textarea') ?? host;
  }
}
