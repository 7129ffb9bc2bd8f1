import { BuiltIn } from './built-in';

/**
 * A component whose children live in a container element. The engine calls DOM methods on the component, which forwards
 * them.
 */
export class ContentContainer extends BuiltIn {
  protected readonly content: HTMLElement = document.createElement('div');

  override appendChild<T extends Node>(child: T): T {
    return this.content.appendChild(child);
  }

  override insertBefore<T extends Node>(child: T, before: Node | null): T {
    return this.content.insertBefore(child, before);
  }

  override removeChild<T extends Node>(child: T): T {
    return this.content.removeChild(child);
  }

  override replaceChild<T extends Node>(child: Node, old: T): T {
    return this.content.replaceChild(child, old);
  }

  /** Appends a node, such as the container, to the component itself. */
  protected appendToHost(...nodes: Node[]): void {
    this.append(...nodes);
  }
}
