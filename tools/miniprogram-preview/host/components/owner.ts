import type { BuiltIn } from './built-in';

/** Path of the page or component in whose WXML a node stands; relative addresses start there. */
export function findOwnerPath(element: BuiltIn): string {
  return element.__wxElement?.ownerShadowRoot?.getHostNode().is ?? '';
}

/** The DOM node with an id given in the same WXML as `element`. Ids in the document carry a prefix of their component. */
export function findById(element: BuiltIn, id: string): HTMLElement | null {
  const found = element.__wxElement?.ownerShadowRoot?.getElementById(id);
  return (found?.$$ as unknown as HTMLElement | null | undefined) ?? null;
}
