import { toPhoneUnits } from '../../build/units';
import { BuiltIn } from './built-in';

interface RichNode {
  type?: 'node' | 'text';
  name?: string;
  attrs?: Record<string, unknown>;
  children?: RichNode[];
  text?: string;
}

const allowedTags = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font footer ' +
    'h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup table tbody td ' +
    'tfoot th thead tr tt u ul'
  ).split(' '),
);
const allowedAttributes = new Set([
  'class',
  'style',
  'src',
  'alt',
  'height',
  'width',
  'colspan',
  'rowspan',
  'align',
  'start',
  'type',
  'color',
  'size',
  'span',
]);

/** `<rich-text>`: shows allowed HTML tags, given as text or as nodes. Scripts and events are dropped. */
export class RichTextElement extends BuiltIn {
  protected override changed(name: string, value: unknown): void {
    if (name !== 'nodes') return;
    const nodes = typeof value === 'string' ? parseHtml(value) : ((value ?? []) as RichNode[]);
    this.replaceChildren(...nodes.map(buildNode));
  }
}

function parseHtml(html: string): RichNode[] {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const read = (node: ChildNode): RichNode[] => {
    if (node instanceof Text) return [{ type: 'text', text: node.data.replaceAll('&', '&amp;') }];
    if (!(node instanceof HTMLElement)) return [];
    const attrs = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]));
    return [{ name: node.localName, attrs, children: [...node.childNodes].flatMap(read) }];
  };
  return [...body.childNodes].flatMap(read);
}

/** A text node may contain HTML entities. */
function decodeEntities(text: string): string {
  return text.includes('&')
    ? (new DOMParser().parseFromString(text.replaceAll('<', '&lt;'), 'text/html').body.textContent ?? '')
    : text;
}

function buildNode(node: RichNode): Node {
  if (node.type === 'text' || node.name === undefined) return document.createTextNode(decodeEntities(node.text ?? ''));
  if (!allowedTags.has(node.name)) return document.createDocumentFragment();
  const element = document.createElement(node.name);
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    if (allowedAttributes.has(name))
      element.setAttribute(name, name === 'style' ? toPhoneUnits(String(value)) : String(value));
  }
  element.append(...(node.children ?? []).map(buildNode));
  return element;
}
