import * as v from 'valibot';

/**
 * An environment's function rules in the console's form: by function name, `*` for all others. They bind clients only; functions, operators
 * and timers may call everything. https://docs.cloudbase.net/cloud-function/security-rules
 */
export const FunctionRules = v.record(
  v.string(),
  v.strictObject({ invoke: v.union([v.boolean(), v.picklist(['auth != null', 'auth!=null'])]) }),
);

export type FunctionRules = v.InferOutput<typeof FunctionRules>;

/** Tells whether clients may call a function. Every client of the emulator is logged in, so `auth != null` equals `true`. */
export function mayClientInvoke(rules: FunctionRules, name: string): boolean {
  const rule = Object.hasOwn(rules, name) ? rules[name] : rules['*'];
  return rule?.invoke !== false;
}
