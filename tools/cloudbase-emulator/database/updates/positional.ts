import { requestFailed } from '../refusal';
import { valueAt, type Path } from '../values/path';
import type { Document } from '../values/value';

/**
 * Finds the array position that the query matched, which `$` stands for. Returns `undefined` when the query has no
 * condition on the array.
 */
export type FindMatchedIndex = (document: Document, array: Path) => number | undefined;

/** Replaces each `$` and `$[]` of a path by array positions. */
export function resolvePositions(document: Document, path: Path, matched: FindMatchedIndex): Path[] {
  const at = path.findIndex((part) => part === '$' || part === '$[]');
  if (at < 0) return [path];
  const arrayPath = path.slice(0, at);
  const array = valueAt(document, arrayPath);
  if (!Array.isArray(array)) {
    throw requestFailed(
      `The path '${arrayPath.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  const positions = path[at] === '$[]' ? array.map((_, index) => index) : [matched(document, arrayPath)];
  return positions.flatMap((position) => {
    if (position === undefined)
      throw requestFailed('The positional operator did not find the match needed from the query.');
    return resolvePositions(document, [...arrayPath, String(position), ...path.slice(at + 1)], matched);
  });
}
