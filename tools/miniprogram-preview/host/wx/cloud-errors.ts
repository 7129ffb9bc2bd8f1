import { session } from '../session';

/** Creates an error with the `errCode` and `errMsg` of `wx.cloud`. */
export function createCloudError(api: string, errCode: number, errMsg: string): Error {
  return Object.assign(new Error(`${api}:fail ${errMsg}`), { errCode, errMsg: `${api}:fail ${errMsg}` });
}

/** Fails while the phone is offline; -404006 is WeChat's code for that. */
export function requireNetwork(api: string): void {
  if (session.offline) throw createCloudError(api, -404006, 'Error: request:fail');
}

export interface Callbacks {
  success?: (value: unknown) => void;
  fail?: (error: unknown) => void;
  complete?: (value: unknown) => void;
}

/** Returns true when a call has callbacks; it returns no promise then. */
export function hasCallbacks({ success, fail, complete }: Callbacks): boolean {
  return success !== undefined || fail !== undefined || complete !== undefined;
}

/** Delivers the same result, or the same error, in both calling styles. */
export function deliverResult<Result>(callbacks: Callbacks, settled: Promise<Result>): Promise<Result> | undefined {
  if (!hasCallbacks(callbacks)) return settled;
  const { success, fail, complete } = callbacks;
  void settled.then(
    (result) => (success?.(result), complete?.(result)),
    (error: unknown) => (fail?.(error), complete?.(error)),
  );
  return undefined;
}
