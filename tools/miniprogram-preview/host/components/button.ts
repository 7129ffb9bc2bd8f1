import { runOpenType } from '../open-types';
import { BuiltIn } from './built-in';
import { FormElement } from './form';

/** `<button>`: can be reached by keyboard, submits forms, and runs its `open-type` after a tap. */
export class ButtonElement extends BuiltIn {
  protected override mount(): void {
    this.role = 'button';
    this.tabIndex = 0;
    this.addEventListener('keydown', (event) => {
      if (event.target !== this || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      this.click();
    });
    this.addEventListener('click', (event) => {
      if (this.flag('disabled')) event.stopPropagation();
      else queueMicrotask(() => this.activate());
    });
  }

  protected override changed(name: string): void {
    if (name === 'disabled') {
      this.tabIndex = this.flag('disabled') ? -1 : 0;
      this.ariaDisabled = String(this.flag('disabled'));
    }
    if (name === 'loading') this.toggleAttribute('data-loading', this.flag('loading'));
  }

  private activate(): void {
    const form = this.closest('wx-form');
    const formType = this.prop('form-type', '');
    if (form instanceof FormElement && formType === 'submit') form.submit(this);
    if (form instanceof FormElement && formType === 'reset') form.reset();
    const openType = this.prop('open-type', '');
    if (openType !== '') runOpenType(openType, this);
  }
}
