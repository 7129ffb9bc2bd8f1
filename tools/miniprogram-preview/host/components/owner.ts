import type { BuiltIn } from './built-in';

/** Returns the path of the page or component whose WXML contains the node. Relative URLs start there. */
export function findOwnerPath(element: BuiltIn): string {
  return element.__wxElement?.ownerShadowRoot?.getHostNode().is ?? '';
}

/**
 * Returns the DOM node with an id from the same WXML as `element`. Ids in the document carry their component's prefix.
 */
export function findById(element: BuiltIn, id: string): HTMLElement | null {
  const found = element.__wxElement?.ownerShadowRoot?.getElementById(id);
  return (found?.$$ as unknown as HTMLElement | null | undefined) ?? null;
}
