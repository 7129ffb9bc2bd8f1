import { session } from '../session';

type Doc = Record<string, unknown>;

/** One document that was added, removed or changed. */
interface DocChange {
  id: number;
  docId: unknown;
  doc: Doc;
  queueType: 'init' | 'update' | 'enqueue' | 'dequeue';
  dataType: 'init' | 'update' | 'add' | 'remove';
  updatedFields?: Doc;
  removedFields?: string[];
}

interface Snapshot {
  id: number;
  docs: Doc[];
  docChanges: DocChange[];
  type?: 'init';
}

export interface WatchOptions {
  onChange: (snapshot: Snapshot) => void;
  onError: (error: unknown) => void;
}

/** Interval of a watch. The preview polls because the server has no connection on which to push. */
const pollIntervalMs = 500;

/**
 * `watch`: reports the documents of a query at first and after each change. An error ends it; an offline phone only
 * receives changes late.
 */
export function watchQuery(
  read: () => Promise<Doc[]>,
  { onChange, onError }: WatchOptions,
): { close: () => Promise<void> } {
  if (typeof onChange !== 'function' || typeof onError !== 'function') {
    throw new TypeError('watch needs onChange and onError');
  }
  let docs: Doc[] | undefined;
  let id = 0;
  let closed = false;
  const poll = async (): Promise<void> => {
    const found = session.offline ? undefined : await read();
    if (closed || found === undefined || (docs !== undefined && isEqual(docs, found))) return;
    const snapshot = createSnapshot(id++, docs, found);
    docs = found;
    onChange(snapshot);
  };
  const pollRepeatedly = (): void => {
    if (closed) return;
    poll().then(
      () => setTimeout(pollRepeatedly, pollIntervalMs),
      (error: unknown) => {
        if (!closed) onError(error);
        closed = true;
      },
    );
  };
  // The caller must have the watcher before the first callback.
  setTimeout(pollRepeatedly);
  return {
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function createSnapshot(id: number, before: Doc[] | undefined, docs: Doc[]): Snapshot {
  if (before === undefined) {
    const docChanges = docs.map((doc) => createChange(id, doc, 'init', 'init'));
    return { id, docs, docChanges, type: 'init' };
  }
  const known = new Map(before.map((doc) => [JSON.stringify(doc['_id']), doc]));
  const docChanges = docs.flatMap((doc) => {
    const old = known.get(JSON.stringify(doc['_id']));
    known.delete(JSON.stringify(doc['_id']));
    if (old === undefined) return [createChange(id, doc, 'enqueue', 'add')];
    return isEqual(old, doc) ? [] : [{ ...createChange(id, doc, 'update', 'update'), ...diffFields(old, doc) }];
  });
  const gone = [...known.values()].map((doc) => createChange(id, doc, 'dequeue', 'remove'));
  return { id, docs, docChanges: [...docChanges, ...gone] };
}

function createChange(
  id: number,
  doc: Doc,
  queueType: DocChange['queueType'],
  dataType: DocChange['dataType'],
): DocChange {
  return { id, docId: doc['_id'], doc, queueType, dataType };
}

function diffFields(old: Doc, doc: Doc): Pick<DocChange, 'updatedFields' | 'removedFields'> {
  const updated = Object.entries(doc).filter(([name, value]) => !isEqual(old[name], value));
  const removedFields = Object.keys(old).filter((name) => !(name in doc));
  return { updatedFields: Object.fromEntries(updated), removedFields };
}
