import { getTopPage } from '../open-pages';
import { getDomNode, type Instance } from '../tree';

interface Margins {
  left?: number;
  top?: number;
  right?: number;
  bottom?: number;
}

interface Options {
  thresholds?: number[];
  initialRatio?: number;
  observeAll?: boolean;
}

/** `createIntersectionObserver()`: reports when nodes enter or leave the page's viewport or another node. */
export class IntersectionObserver {
  private observer: globalThis.IntersectionObserver | undefined;
  private root: HTMLElement | null = null;
  private margin = '0px';

  constructor(
    private readonly instance: Instance | undefined,
    private readonly options: Options = {},
  ) {}

  relativeTo(selector: string, margins: Margins = {}): this {
    const element = this.getTree()?.querySelector(selector);
    this.root = element ? getDomNode(element) : null;
    this.margin = formatMargin(margins);
    return this;
  }

  relativeToViewport(margins: Margins = {}): this {
    this.root = null;
    this.margin = formatMargin(margins);
    return this;
  }

  observe(selector: string, callback: (result: Record<string, unknown>) => void): void {
    const tree = this.getTree();
    const first = tree?.querySelector(selector);
    const elements = this.options.observeAll === true ? (tree?.querySelectorAll(selector) ?? []) : first ? [first] : [];
    const root = this.root ?? getTopPage()?.scroller ?? null;
    this.observer = new globalThis.IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const { intersectionRatio, intersectionRect, boundingClientRect, rootBounds, time, target } = entry;
          callback({
            intersectionRatio,
            intersectionRect,
            boundingClientRect,
            relativeRect: rootBounds,
            time,
            id: target.id,
          });
        }
      },
      { root, rootMargin: this.margin, threshold: this.options.thresholds ?? [0] },
    );
    for (const element of elements) {
      const node = getDomNode(element);
      if (node !== null) this.observer.observe(node);
    }
  }

  disconnect(): void {
    this.observer?.disconnect();
  }

  private getTree() {
    return (this.instance ?? getTopPage()?.instance)?._$.getShadowRoot();
  }
}

function formatMargin({ top = 0, right = 0, bottom = 0, left = 0 }: Margins): string {
  return `${top}px ${right}px ${bottom}px ${left}px`;
}
