import { BuiltIn } from '../components/built-in';
import { CanvasElement } from '../components/canvas';
import { EditorElement } from '../components/editor';
import { topPage } from '../open-pages';
import { domOf, type Element, type Instance } from '../tree';

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

interface Question {
  from: Instance | undefined;
  selector: string | null;
  all: boolean;
  fields: Fields;
  callback: Callback | undefined;
}

/** Position relative to the page's own box, which is where a phone's window begins. */
function rectInPage(node: HTMLElement): DOMRect {
  const view = node.closest('.wx-page-view')?.getBoundingClientRect();
  const rect = node.getBoundingClientRect();
  return new DOMRect(rect.left - (view?.left ?? 0), rect.top - (view?.top ?? 0), rect.width, rect.height);
}

function measured(node: HTMLElement, fields: Fields): Record<string, unknown> {
  const { left, top, right, bottom, width, height } = rectInPage(node);
  return {
    ...(fields.rect === true && { left, top, right, bottom }),
    ...(fields.size === true && { width, height }),
    ...(fields.scrollOffset === true && scrollOf(node)),
  };
}

function scrollOf({ scrollLeft, scrollTop, scrollWidth, scrollHeight }: HTMLElement): Record<string, number> {
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
}

function answerFor(element: Element, fields: Fields): Record<string, unknown> {
  const node = domOf(element);
  const asked = (names: string[], read: (name: string) => unknown): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, read(name)]));
  return {
    ...(fields.id === true && { id: element.id }),
    ...(fields.dataset === true && { dataset: element.dataset }),
    ...(fields.mark === true && { mark: element.collectMarks() }),
    ...(node !== null && measured(node, fields)),
    ...asked(fields.properties ?? [], (name) =>
      node instanceof BuiltIn ? node.prop<unknown>(name, undefined) : undefined,
    ),
    ...(node !== null &&
      asked(fields.computedStyle ?? [], (name) =>
        getComputedStyle(node).getPropertyValue(name.replace(/[A-Z]/g, '-$&').toLowerCase()),
      )),
    ...(fields.node === true && { node: nodeOf(node) }),
    ...(fields.context === true && { context: node instanceof EditorElement ? node.context : nodeOf(node) }),
  };
}

function nodeOf(node: HTMLElement | null): unknown {
  return node instanceof CanvasElement ? node.node : node;
}

function viewport(fields: Fields): Record<string, unknown> {
  const page = topPage();
  return page === undefined ? {} : { id: '', dataset: {}, ...measured(page.scroller, fields) };
}

function answer({ from, selector, all, fields }: Question): unknown {
  if (selector === null) return viewport(fields);
  const root = (from ?? topPage()?.instance)?._$.getShadowRoot();
  if (all) return (root?.querySelectorAll(selector) ?? []).map((element) => answerFor(element, fields));
  const element = root?.querySelector(selector);
  return element ? answerFor(element, fields) : null;
}

class NodesRef {
  constructor(
    private readonly query: SelectorQuery,
    private readonly from: Instance | undefined,
    private readonly selector: string | null,
    private readonly all: boolean,
  ) {}

  fields(fields: Fields, callback?: Callback): SelectorQuery {
    return this.query.ask({ from: this.from, selector: this.selector, all: this.all, fields, callback });
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
  private questions: Question[] = [];

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

  ask(question: Question): this {
    this.questions.push(question);
    return this;
  }

  exec(callback?: (results: unknown[]) => void): void {
    const { questions } = this;
    this.questions = [];
    setTimeout(() => {
      const results = questions.map((question) => answer(question));
      questions.forEach((question, index) => question.callback?.(results[index]));
      callback?.(results);
    });
  }
}
