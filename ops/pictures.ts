import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { groupQrTransitions } from '../domain/groupQr';
import { membershipTransitions } from '../domain/membership';
import { groupTransitions } from '../domain/group';
import type { TransitionTable } from '../domain/transition';
import { orderTransitions } from '../domain/order';
import { refundTransitions } from '../domain/refund';
import { root } from './build';

/** A life as a Mermaid state diagram: its moves, from the very table that decides them. */
function picture(life: TransitionTable<string, string>, beginnings: Readonly<Record<string, string>>): string {
  const begun = Object.entries(beginnings).map(([state, event]) => `  [*] --> ${state}: ${event}`);
  const history = Object.entries(life).flatMap(([state, verdicts]) =>
    Object.entries(verdicts).flatMap(([event, verdict]) =>
      verdict.kind === 'moved' ? [`  ${state} --> ${verdict.to}: ${event}`] : [],
    ),
  );
  return ['```mermaid', 'stateDiagram-v2', ...begun, ...history, '```'].join('\n');
}

const pictures: Readonly<Record<string, string>> = {
  order: picture(orderTransitions, { AwaitingPayment: 'created' }),
  membership: picture(membershipTransitions, { Applied: 'applied', Admitted: 'admitted', UnderReview: 'reviewBegun' }),
  group: picture(groupTransitions, { Draft: 'created' }),
  code: picture(groupQrTransitions, { Live: 'saved' }),
  refund: picture(refundTransitions, { Asked: 'asked' }),
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
