import { BuiltIn } from './built-in';

/** A component whose children stand in a place of its own making: the engine's calls on the component go there. */
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

  /** Puts a node of its own, such as the place, into the component itself. */
  protected appendToHost(...nodes: Node[]): void {
    this.append(...nodes);
  }
}
