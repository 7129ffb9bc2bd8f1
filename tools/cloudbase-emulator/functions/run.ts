/** One line that a function printed. */
export interface LogLine {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
}

/** The end of one run of a function; `result` is JSON text, undefined when `main` returned nothing. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly result: string | undefined }
  | { readonly kind: 'thrown'; readonly error: string }
  | { readonly kind: 'exited'; readonly error: string }
  /** The process used more memory than its function may. */
  | { readonly kind: 'hoarded'; readonly usedMb: number }
  | { readonly kind: 'timeout' };
