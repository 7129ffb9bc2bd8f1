import { evalExpr } from 'mingo/core';
import type { Options } from 'mingo/types';
import { requestFailed } from '../refusal';
import { fieldOf, isDocument, typeNameOf, type Document, type Value } from '../values/value';
import { localTime, minutesAhead } from './timezone';

const dayMs = 86_400_000;

type Evaluate = (expression: Value) => Value;
type DateOperator = (subject: unknown, operand: unknown, options: Options) => Value;

/** Parts of a date, of which the UTC reads as the clock in the timezone asked for. */
const parts: Readonly<Record<string, (local: Date) => number>> = {
  $year: (local) => local.getUTCFullYear(),
  $month: (local) => local.getUTCMonth() + 1,
  $dayOfMonth: (local) => local.getUTCDate(),
  $hour: (local) => local.getUTCHours(),
  $minute: (local) => local.getUTCMinutes(),
  $second: (local) => local.getUTCSeconds(),
  $millisecond: (local) => local.getUTCMilliseconds(),
  $dayOfYear: dayOfYear,
  $dayOfWeek: (local) => local.getUTCDay() + 1,
  $isoDayOfWeek: isoDayOfWeek,
  // Weeks begin on Sunday; the days before the first one are week 0.
  $week: (local) => Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7),
  $isoWeek: (local) => Math.ceil(dayOfYear(thursdayOf(local)) / 7),
  $isoWeekYear: (local) => thursdayOf(local).getUTCFullYear(),
};

function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / dayMs) + 1;
}

function isoDayOfWeek(local: Date): number {
  return local.getUTCDay() || 7;
}

/** A week belongs to the year that its Thursday is in. */
const thursdayOf = (local: Date): Date => new Date(local.getTime() + (4 - isoDayOfWeek(local)) * dayMs);

/** A date to look at, in the timezone it is looked at in; undefined for null and missing. */
interface Looked {
  readonly local: Date;
  readonly ahead: number;
}

function look(date: Value, timezone: Value): Looked | undefined {
  if (date === null || date === undefined || timezone === null) return undefined;
  if (!(date instanceof Date)) throw requestFailed(`can't convert from BSON type ${typeNameOf(date)} to Date`);
  const ahead = minutesAhead(timezone, date);
  return { local: localTime(date, ahead), ahead };
}

const operator =
  (work: (operand: Value, evaluate: Evaluate) => Value): DateOperator =>
  (subject, operand, options) =>
    work(operand as Value, (expression) => evalExpr(subject, expression, options) as Value);

/** `{$hour: '$at'}`, `{$hour: ['$at']}` or `{$hour: {date: '$at', timezone: …}}`. */
const part = (read: (local: Date) => number): DateOperator =>
  operator((operand, evaluate) => {
    const spec = isDocument(operand) && Object.hasOwn(operand, 'date') ? operand : { date: only(operand) };
    const looked = look(evaluate(spec['date']), evaluateIf(spec, 'timezone', evaluate));
    return looked === undefined ? null : read(looked.local);
  });

const only = (operand: Value): Value => (Array.isArray(operand) && operand.length === 1 ? operand[0] : operand);

const evaluateIf = (spec: Document, name: string, evaluate: Evaluate): Value =>
  fieldOf(spec, name) === undefined ? undefined : evaluate(spec[name]);

function specOf(name: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`${name} only supports an object as its argument`);
  if (!Object.hasOwn(operand, 'date')) throw requestFailed(`Missing 'date' parameter to ${name}`);
  return operand;
}

const dateToString = operator((operand, evaluate) => {
  const spec = specOf('$dateToString', operand);
  const timezone = evaluateIf(spec, 'timezone', evaluate);
  const looked = look(evaluate(spec['date']), timezone);
  if (looked === undefined) return evaluateIf(spec, 'onNull', evaluate) ?? null;
  const usual = timezone === undefined ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L';
  const format = evaluateIf(spec, 'format', evaluate) ?? usual;
  if (typeof format !== 'string') throw requestFailed("$dateToString requires that 'format' be a string");
  return format.replace(/%(.?)/gs, (_, directive: string) => written(directive, looked));
});

function written(directive: string, { local, ahead }: Looked): string {
  const padded = (name: string, width: number): string => String(parts[name]?.(local)).padStart(width, '0');
  const [name, width] = directives[directive] ?? [];
  if (name !== undefined && width !== undefined) return padded(name, width);
  if (directive === '%') return '%';
  const sign = ahead < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  if (directive === 'z') return `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
  if (directive === 'Z') return `${sign}${Math.abs(ahead)}`;
  throw requestFailed(`Invalid format character '%${directive}' in format string`);
}

const directives: Readonly<Record<string, readonly [name: string, width: number] | undefined>> = {
  Y: ['$year', 4],
  m: ['$month', 2],
  d: ['$dayOfMonth', 2],
  H: ['$hour', 2],
  M: ['$minute', 2],
  S: ['$second', 2],
  L: ['$millisecond', 3],
  j: ['$dayOfYear', 3],
  w: ['$dayOfWeek', 1],
  u: ['$isoDayOfWeek', 1],
  U: ['$week', 2],
  V: ['$isoWeek', 2],
  G: ['$isoWeekYear', 4],
};

const dateToParts = operator((operand, evaluate) => {
  const spec = specOf('$dateToParts', operand);
  const looked = look(evaluate(spec['date']), evaluateIf(spec, 'timezone', evaluate));
  if (looked === undefined) return null;
  const days = evaluateIf(spec, 'iso8601', evaluate) === true ? isoDays : plainDays;
  const wanted = { ...days, ...clock };
  return Object.fromEntries(Object.entries(wanted).map(([name, from]) => [name, parts[from]?.(looked.local)]));
});

const plainDays = { year: '$year', month: '$month', day: '$dayOfMonth' };
const isoDays = { isoWeekYear: '$isoWeekYear', isoWeek: '$isoWeek', isoDayOfWeek: '$isoDayOfWeek' };
const clock = { hour: '$hour', minute: '$minute', second: '$second', millisecond: '$millisecond' };

/** Dates as MongoDB takes them apart: any timezone it knows, and nothing but dates. */
export const dateExpressions: Readonly<Record<string, DateOperator>> = {
  ...Object.fromEntries(Object.entries(parts).map(([name, read]) => [name, part(read)])),
  $dateToString: dateToString,
  $dateToParts: dateToParts,
};
