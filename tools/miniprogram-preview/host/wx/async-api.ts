type Callback = (result: Record<string, unknown>) => void;

/** Options of an API call. Without callbacks, the API returns a promise. */
export interface Call {
  success?: Callback;
  fail?: Callback;
  complete?: Callback;
  [option: string]: unknown;
}

/** Fails a call in WeChat's form: `errMsg` becomes `<api>:fail <reason>`. */
export class ApiFailure extends Error {
  readonly fields: Record<string, unknown>;

  constructor(reason: string, fields: Record<string, unknown> = {}) {
    super(reason);
    this.fields = fields;
  }
}

/** Wraps an API in both of WeChat's calling styles. `work` returns the fields of the result, or throws. */
export function asyncApi<O extends object>(
  name: string,
  work: (options: O & Call) => object | void | Promise<object | void>,
): (options?: O & Call) => Promise<Record<string, unknown>> | undefined {
  return (options) => {
    const call = options ?? ({} as O & Call);
    const settled = runApi(name, work, call);
    if (call.success === undefined && call.fail === undefined && call.complete === undefined) return settled;
    settled
      .then(
        (result) => {
          call.success?.(result);
          call.complete?.(result);
        },
        (error: unknown) => {
          const failure = error as Record<string, unknown>;
          call.fail?.(failure);
          call.complete?.(failure);
        },
      )
      .catch((error: unknown) => console.error(`wx.${name}:`, error));
    return undefined;
  };
}

async function runApi<O extends object>(
  name: string,
  work: (options: O & Call) => object | void | Promise<object | void>,
  call: O & Call,
): Promise<Record<string, unknown>> {
  try {
    return { errMsg: `${name}:ok`, ...(await work(call)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Error) || error.constructor !== ApiFailure) console.warn(`wx.${name}:`, error);
    const fields = error instanceof ApiFailure ? error.fields : {};
    // Pages read `errMsg`, which WeChat's own failures have.
    throw Object.assign(new Error(`${name}:fail ${reason}`), { errMsg: `${name}:fail ${reason}`, ...fields });
  }
}
