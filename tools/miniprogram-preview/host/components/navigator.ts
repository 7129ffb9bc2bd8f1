import { BuiltIn } from './built-in';
import { followNavigator } from '../router';

/** `<navigator>`: a tap opens its page. */
export class NavigatorElement extends BuiltIn {
  protected override mount(): void {
    this.role = 'link';
    this.tabIndex = 0;
    this.addEventListener('click', () =>
      queueMicrotask(() =>
        followNavigator(this.prop('open-type', 'navigate'), this.prop('url', ''), this.number('delta', 1)),
      ),
    );
  }
}
