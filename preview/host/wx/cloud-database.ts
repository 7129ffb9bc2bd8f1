/** Members that end a chain with a call to the server; all others lead on. */
const calls = new Set(['get', 'add', 'set', 'update', 'remove', 'count', 'end', 'runTransaction', 'startTransaction']);

interface Settled {
  success?: (value: unknown) => void;
  fail?: (error: unknown) => void;
  complete?: (error: unknown) => void;
}

/** WeChat's refusal of a client that the collection's rules give no access. */
function denied(call: string): Error {
  const errMsg =
    `database.${call}:fail -502003 database permission denied ` +
    '(the preview evaluates no security rules: it refuses all direct access; ask a cloud function)';
  return Object.assign(new Error(errMsg), { errCode: -502_003, errMsg });
}

function refuse(call: string, options: Settled | undefined): Promise<never> | undefined {
  console.warn(denied(call).message);
  if (options?.success === undefined && options?.fail === undefined && options?.complete === undefined)
    return Promise.reject(denied(call));
  options.fail?.(denied(call));
  options.complete?.(denied(call));
  return undefined;
}

/**
 * `wx.cloud.database()`: any chain can be built (`command`, `collection().where()…`), and every call at its end is refused as if the
 * collection's rules allowed nothing, for only production knows what they allow.
 */
export function clientDatabase(): unknown {
  const link: unknown = new Proxy((): void => undefined, {
    apply: () => link,
    get: (_target, member) => {
      if (typeof member === 'symbol' || member === 'then' || member === 'toJSON') return undefined;
      if (calls.has(member)) return (options?: Settled) => refuse(member, options);
      if (member === 'watch') return watch;
      return link;
    },
  });
  return link;
}

function watch({ onError }: { onError?: (error: Error) => void }): object {
  setTimeout(() => onError?.(denied('watch')));
  return { close: () => Promise.resolve() };
}
