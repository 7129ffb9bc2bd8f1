import { session } from '../session';

/** `errCode` and `errMsg` as `wx.cloud` fails. */
export function createCloudError(api: string, errCode: number, errMsg: string): Error {
  return Object.assign(new Error(`${api}:fail ${errMsg}`), { errCode, errMsg: `${api}:fail ${errMsg}` });
}

/** Nothing of the cloud can be reached while the phone is offline; -404006 is WeChat's code for that. */
export function requireNetwork(api: string): void {
  if (session.offline) throw createCloudError(api, -404006, 'Error: request:fail');
}

export interface Callbacks {
  success?: (value: unknown) => void;
  fail?: (error: unknown) => void;
  complete?: (value: unknown) => void;
}

/** Whether a call came with callbacks; it then gives no promise. */
export function hasCallbacks({ success, fail, complete }: Callbacks): boolean {
  return success !== undefined || fail !== undefined || complete !== undefined;
}

/** Both calling styles get the same result, or the same error as it is. */
export function deliverResult<Result>(callbacks: Callbacks, settled: Promise<Result>): Promise<Result> | undefined {
  if (!hasCallbacks(callbacks)) return settled;
  const { success, fail, complete } = callbacks;
  void settled.then(
    (result) => (success?.(result), complete?.(result)),
    (error: unknown) => (fail?.(error), complete?.(error)),
  );
  return undefined;
}
