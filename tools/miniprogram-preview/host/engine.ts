import * as glassEasel from 'glass-easel';
import { MiniProgramEnv, type CodeSpace } from 'glass-easel-miniprogram-adapter';
import { toDomTag } from '../build/tags';
import { toPhoneUnits } from '../build/units';
import { getDomNode, type GeneralComponent, type Instance, type OwnedNode } from './tree';

class PhoneBackend extends glassEasel.CurrentWindowBackendContext {
  constructor() {
    super();
    const create = (tag: string): HTMLElement => adaptElement(document.createElement(toDomTag(tag)));
    this.document = {
      createElement: create,
      // A literal `\n` in WXML text is a line break.
      createTextNode: (text: string) => document.createTextNode(text.replaceAll('\\n', '\n')),
      createDocumentFragment: () => document.createDocumentFragment(),
    } as unknown as glassEasel.CurrentWindowBackendContext['document'];
  }

  /**
   * events.ts dispatches all events, so no listener is needed here; but tappable elements must be reachable by
   * keyboard.
   */
  override setListenerStats(element: unknown, type: string): void {
    if (type === 'tap') makeReachable(element as HTMLElement);
  }

  override setModelBindingStat(element: unknown, attribute: string, listener: ((value: unknown) => void) | null): void {
    (element as { modelListeners?: Record<string, unknown> }).modelListeners = { [attribute]: listener };
  }
}

const tappable = new Set(['wx-view', 'wx-text', 'wx-image', 'wx-cover-view', 'wx-cover-image', 'wx-icon', 'wx-label']);

function makeReachable(node: HTMLElement): void {
  if (tappable.has(node.localName)) node.tabIndex = 0;
}

/** glass-easel sets an inline style as text. This translates `rpx` and the other units in it. */
function adaptElement(element: OwnedNode): HTMLElement {
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name: string, value: string): void =>
    setAttribute(name, name === 'style' ? toPhoneUnits(value) : value);
  Object.defineProperty(element, 'id', {
    get: () => element.getAttribute('id') ?? '',
    set: (id: string) => setAttribute('id', formatId(element, id)),
  });
  return element;
}

/** Ids carry the prefix of their component, so that components don't clash. Ids in a page have no prefix. */
function formatId(element: OwnedNode, id: string): string {
  const host = element.__wxElement?.ownerShadowRoot?.getHostNode();
  return host?.ownerShadowRoot ? id : id.slice(id.indexOf('--') + 2);
}

glassEasel.globalOptions.writeIdToDOM = true;

const env = new MiniProgramEnv();
const backend = env.associateBackend(new PhoneBackend());

/** The code space that holds the mini-program's pages and components. */
export const codeSpace: CodeSpace = env.createCodeSpace('', true);

/** A page (or the custom tab bar) as the root of a tree. `attach` inserts it in place of `placeholder`. */
export interface Root {
  component: GeneralComponent;
  instance: Instance;
  attach(placeholder: HTMLElement): void;
  release(): void;
}

/** Creates the component at `path` as a root. The query sets the properties of the same names. */
export function createRoot(tag: string, path: string, query: Record<string, string>): Root {
  const search = new URLSearchParams(query).toString().replace(/\+/g, '%20');
  const root = backend.createRoot(tag, codeSpace, search ? `${path}?${search}` : path);
  const component = root.getComponent();
  return {
    component,
    instance: component.getMethodCaller() as unknown as Instance,
    attach(placeholder) {
      const parent = placeholder.parentNode as unknown as glassEasel.GeneralBackendElement;
      root.attach(parent, placeholder as unknown as glassEasel.GeneralBackendElement);
    },
    release() {
      const node = getDomNode(component);
      root.release();
      node?.remove();
    },
  };
}
