import { BuiltIn } from '../components/built-in';
import { CanvasElement } from '../components/canvas';
import { EditorElement } from '../components/editor';
import { getTopPage } from '../open-pages';
import { getDomNode, type Element, type Instance } from '../tree';

type Callback = (result: unknown) => void;

interface Fields {
  id?: boolean;
  dataset?: boolean;
  mark?: boolean;
  rect?: boolean;
  size?: boolean;
  scrollOffset?: boolean;
  properties?: string[];
  computedStyle?: string[];
  node?: boolean;
  context?: boolean;
}

interface SelectorRequest {
  from: Instance | undefined;
  selector: string | null;
  all: boolean;
  fields: Fields;
  callback: Callback | undefined;
}

/** Returns a position relative to the page's box, the origin of a phone's window. */
function measureRect(node: HTMLElement): DOMRect {
  const view = node.closest('.wx-page-view')?.getBoundingClientRect();
  const rect = node.getBoundingClientRect();
  return new DOMRect(rect.left - (view?.left ?? 0), rect.top - (view?.top ?? 0), rect.width, rect.height);
}

function measureNode(node: HTMLElement, fields: Fields): Record<string, unknown> {
  const { left, top, right, bottom, width, height } = measureRect(node);
  return {
    ...(fields.rect === true && { left, top, right, bottom }),
    ...(fields.size === true && { width, height }),
    ...(fields.scrollOffset === true && readScroll(node)),
  };
}

function readScroll({ scrollLeft, scrollTop, scrollWidth, scrollHeight }: HTMLElement): Record<string, number> {
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
}

function readFields(element: Element, fields: Fields): Record<string, unknown> {
  const node = getDomNode(element);
  const collectValues = (names: string[], read: (name: string) => unknown): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, read(name)]));
  return {
    ...(fields.id === true && { id: element.id }),
    ...(fields.dataset === true && { dataset: element.dataset }),
    ...(fields.mark === true && { mark: element.collectMarks() }),
    ...(node !== null && measureNode(node, fields)),
    ...collectValues(fields.properties ?? [], (name) =>
      node instanceof BuiltIn ? node.prop<unknown>(name, undefined) : undefined,
    ),
    ...(node !== null &&
      collectValues(fields.computedStyle ?? [], (name) =>
        getComputedStyle(node).getPropertyValue(name.replace(/[A-Z]/g, '-$&').toLowerCase()),
      )),
    ...(fields.node === true && { node: toNode(node) }),
    ...(fields.context === true && { context: node instanceof EditorElement ? node.context : toNode(node) }),
  };
}

function toNode(node: HTMLElement | null): unknown {
  return node instanceof CanvasElement ? node.node : node;
}

function readViewport(fields: Fields): Record<string, unknown> {
  const page = getTopPage();
  return page === undefined ? {} : { id: '', dataset: {}, ...measureNode(page.scroller, fields) };
}

function runSelector({ from, selector, all, fields }: SelectorRequest): unknown {
  if (selector === null) return readViewport(fields);
  const root = (from ?? getTopPage()?.instance)?._$.getShadowRoot();
  if (all) return (root?.querySelectorAll(selector) ?? []).map((element) => readFields(element, fields));
  const element = root?.querySelector(selector);
  return element ? readFields(element, fields) : null;
}

class NodesRef {
  constructor(
    private readonly query: SelectorQuery,
    private readonly from: Instance | undefined,
    private readonly selector: string | null,
    private readonly all: boolean,
  ) {}

  fields(fields: Fields, callback?: Callback): SelectorQuery {
    return this.query.addRequest({ from: this.from, selector: this.selector, all: this.all, fields, callback });
  }

  boundingClientRect(callback?: Callback): SelectorQuery {
    return this.fields({ id: true, dataset: true, rect: true, size: true }, callback);
  }

  scrollOffset(callback?: Callback): SelectorQuery {
    return this.fields({ id: true, dataset: true, scrollOffset: true }, callback);
  }

  node(callback?: Callback): SelectorQuery {
    return this.fields({ node: true }, callback);
  }

  context(callback?: Callback): SelectorQuery {
    return this.fields({ context: true }, callback);
  }
}

/** `wx.createSelectorQuery()`: measures nodes and answers in a later task, as another thread would. */
export class SelectorQuery {
  private requests: SelectorRequest[] = [];

  constructor(private from?: Instance) {}

  in(component: Instance): this {
    this.from = component;
    return this;
  }

  select(selector: string): NodesRef {
    return new NodesRef(this, this.from, selector, false);
  }

  selectAll(selector: string): NodesRef {
    return new NodesRef(this, this.from, selector, true);
  }

  selectViewport(): NodesRef {
    return new NodesRef(this, this.from, null, false);
  }

  addRequest(question: SelectorRequest): this {
    this.requests.push(question);
    return this;
  }

  exec(callback?: (results: unknown[]) => void): void {
    const { requests: questions } = this;
    this.requests = [];
    setTimeout(() => {
      const results = questions.map((question) => runSelector(question));
      questions.forEach((question, index) => question.callback?.(results[index]));
      callback?.(results);
    });
  }
}
