import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionFolder } from './folder';
import type { RunOutcome } from './run';

/**
 * A failed invocation in SCF's terms: `{"errorCode":-1,"errorMessage":"Invoking task timed out after 3 seconds","statusCode":433}`.
 * Status codes: https://cloud.tencent.com/document/product/583/42611
 */
export interface Failure {
  readonly kind: 'thrown' | 'timeout' | 'exited' | 'hoarded' | 'missing' | 'refused' | 'forbidden' | 'lost';
  readonly errorCode: number;
  readonly errorMessage: string;
  readonly statusCode: number;
}

const runtime = dirname(fileURLToPath(import.meta.url));

/** SCF's limits for a synchronous call; exceeding them is answered by status codes 406 and 407. https://cloud.tencent.com/document/product/583/42611 */
export const eventLimitBytes = 6 * 1024 * 1024;
export const resultLimitBytes = 6 * 1024 * 1024;

export const failures = {
  missing: (name: string): Failure => ({
    kind: 'missing',
    errorCode: -1,
    errorMessage: `FunctionName parameter could not be found. (${name})`,
    statusCode: 404,
  }),
  eventTooLarge: (): Failure => ({
    kind: 'refused',
    errorCode: -1,
    errorMessage: 'the event is larger than 6 MB',
    statusCode: 406,
  }),
  resultTooLarge: (): Failure => ({
    kind: 'refused',
    errorCode: 1,
    errorMessage: 'the result is larger than 6 MB',
    statusCode: 407,
  }),
  /** The folder on disk cannot be run as a function. */
  unusable: (error: string): Failure => ({ kind: 'refused', errorCode: -1, errorMessage: error, statusCode: 400 }),
  /** A rule forbids clients to invoke the function. https://docs.cloudbase.net/cloud-function/security-rules */
  forbidden: (name: string): Failure => ({
    kind: 'forbidden',
    errorCode: -1,
    errorMessage: `[PERMISSION_DENIED] the rule of function ${name} lets no client invoke it`,
    statusCode: 401,
  }),
  lost: (): Failure => ({
    kind: 'lost',
    errorCode: -1,
    errorMessage: 'the answer of the function was lost (emulated fault)',
    statusCode: 500,
  }),
};

export function failureOf(outcome: Exclude<RunOutcome, { kind: 'done' }>, source: FunctionFolder): Failure {
  switch (outcome.kind) {
    case 'thrown':
      // Functions lie in /var/user in production. Sources that a source map names keep their own paths.
      return {
        kind: 'thrown',
        errorCode: 1,
        errorMessage: outcome.error.replaceAll(source.folder, '/var/user').replaceAll(runtime, '/var/runtime'),
        statusCode: 430,
      };
    case 'hoarded':
      return {
        kind: 'hoarded',
        errorCode: 1,
        errorMessage: `Memory limit exceeded: ${outcome.usedMb} MB used, ${source.memoryMb} MB allowed`,
        statusCode: 434,
      };
    case 'timeout':
      return {
        kind: 'timeout',
        errorCode: -1,
        errorMessage: `Invoking task timed out after ${source.timeoutMs / 1000} seconds`,
        statusCode: 433,
      };
    case 'exited':
      return {
        kind: 'exited',
        errorCode: 1,
        errorMessage: `process exit unexpected: ${outcome.error}`,
        statusCode: 439,
      };
  }
}

/** The failure as another function's `cloud.callFunction` receives it. */
export function wireFailure(failure: Failure): { readonly code: string; readonly message: string } {
  const { errorCode, errorMessage, statusCode } = failure;
  if (failure.kind === 'missing') return { code: 'FUNCTIONS_REQUEST_FAIL', message: errorMessage };
  return { code: 'FUNCTIONS_EXECUTE_FAIL', message: JSON.stringify({ errorCode, errorMessage, statusCode }) };
}

/** The failure as the mini-program's `wx.cloud.callFunction` receives it. */
export function clientFailure(failure: Failure): { readonly errCode: number; readonly errMsg: string } {
  const [errCode, description] = clientCode(failure.kind);
  return {
    errCode,
    errMsg: `cloud.callFunction:fail Error: errCode: ${errCode} ${description} | errMsg: ${failure.errorMessage}`,
  };
}

function clientCode(kind: Failure['kind']): readonly [number, string] {
  switch (kind) {
    case 'missing':
      return [-501000, 'resource not found'];
    case 'timeout':
      return [-504003, ''];
    case 'refused':
      return [-504001, 'functions request fail'];
    case 'forbidden':
      return [-501023, 'permission denied'];
    case 'thrown':
    case 'exited':
    case 'hoarded':
    case 'lost':
      return [-504002, 'functions execute fail'];
  }
}
