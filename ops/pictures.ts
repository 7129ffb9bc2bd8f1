import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeLife } from '../domain/code';
import { entryLife } from '../domain/entry';
import { groupLife } from '../domain/group';
import type { Life } from '../domain/life';
import { orderLife } from '../domain/order';
import { refundLife } from '../domain/refund';
import { root } from './build';

/** A life as a Mermaid state diagram: its moves, from the very table that decides them. */
function picture(life: Life<string, string>, beginnings: Readonly<Record<string, string>>): string {
  const begun = Object.entries(beginnings).map(([state, event]) => `  [*] --> ${state}: ${event}`);
  const moves = Object.entries(life).flatMap(([state, verdicts]) =>
    Object.entries(verdicts).flatMap(([event, verdict]) =>
      verdict.kind === 'moved' ? [`  ${state} --> ${verdict.to}: ${event}`] : [],
    ),
  );
  return ['```mermaid', 'stateDiagram-v2', ...begun, ...moves, '```'].join('\n');
}

const pictures: Readonly<Record<string, string>> = {
  order: picture(orderLife, { AwaitingPayment: 'created' }),
  entry: picture(entryLife, { Applied: 'applied', Admitted: 'admitted', UnderReview: 'reviewBegun' }),
  group: picture(groupLife, { Draft: 'created' }),
  code: picture(codeLife, { Live: 'saved' }),
  refund: picture(refundLife, { Asked: 'asked' }),
};

/** Documents that hold pictures, between `<!-- picture: order -->` and `<!-- end -->`. */
export const pictured = ['README.md', 'docs/lives.md'] as const;

export function withPictures(text: string): string {
  return text.replace(
    /(<!-- picture: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, before: string, name: string, after: string) => `${before}${pictures[name] ?? ''}\n${after}`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const file of pictured) {
    const path = join(root, file);
    await writeFile(path, withPictures(await readFile(path, 'utf8')));
  }
}
