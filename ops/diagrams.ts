import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { groupTransitions } from '../domain/group';
import { groupQrTransitions } from '../domain/groupQr';
import { membershipTransitions } from '../domain/membership';
import { orderTransitions } from '../domain/order';
import { refundTransitions } from '../domain/refund';
import type { TransitionTable } from '../domain/transition';
import { root } from './build';

/** Draws a transition table as a Mermaid state diagram: its arrows, read off the very table that decides them. */
function draw(table: TransitionTable<string, string>, beginnings: Readonly<Record<string, string>>): string {
  const first = Object.entries(beginnings).map(([state, event]) => `  [*] --> ${state}: ${event}`);
  const arrows = Object.entries(table).flatMap(([state, row]) =>
    Object.entries(row).flatMap(([event, cell]) =>
      cell.kind === 'moved' ? [`  ${state} --> ${cell.to}: ${event}`] : [],
    ),
  );
  return ['```mermaid', 'stateDiagram-v2', ...first, ...arrows, '```'].join('\n');
}

const diagrams: Readonly<Record<string, string>> = {
  order: draw(orderTransitions, { AwaitingPayment: 'created' }),
  membership: draw(membershipTransitions, { Applied: 'applied', Admitted: 'admitted', UnderReview: 'reviewBegun' }),
  group: draw(groupTransitions, { Draft: 'created' }),
  groupQr: draw(groupQrTransitions, { Live: 'saved' }),
  refund: draw(refundTransitions, { Requested: 'requested' }),
};

/** The documents that hold diagrams, between `<!-- diagram: order -->` and `<!-- end -->`. */
export const documents = ['README.md', 'docs/state-machines.md'] as const;

export function insertDiagrams(text: string): string {
  return text.replace(
    /(<!-- diagram: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, before: string, name: string, after: string) => `${before}${diagrams[name] ?? ''}\n${after}`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const file of documents) {
    const path = join(root, file);
    await writeFile(path, insertDiagrams(await readFile(path, 'utf8')));
  }
}
