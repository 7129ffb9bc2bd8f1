import { evalExpr } from 'mingo/core';
import type { Options } from 'mingo/types';
import { requestFailed } from '../refusal';
import { getField, isDocument, getTypeName, type Document, type Value } from '../values/value';
import { toLocalTime, resolveOffsetMinutes } from './timezone';

const dayMs = 86_400_000;

type EvaluateOperand = (expression: Value) => Value;
type DateOperator = (subject: unknown, operand: unknown, options: Options) => Value;

/** Date parts by operator. The UTC fields of the given date hold the local time of the requested timezone. */
const dateParts: Readonly<Record<string, (local: Date) => number>> = {
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
  // Weeks begin on Sunday; the days before the first Sunday are in week 0.
  $week: (local) => Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7),
  $isoWeek: (local) => Math.ceil(dayOfYear(findThursday(local)) / 7),
  $isoWeekYear: (local) => findThursday(local).getUTCFullYear(),
};

function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / dayMs) + 1;
}

function isoDayOfWeek(local: Date): number {
  return local.getUTCDay() || 7;
}

/** An ISO week belongs to the year of its Thursday. */
const findThursday = (local: Date): Date => new Date(local.getTime() + (4 - isoDayOfWeek(local)) * dayMs);

/** A date as local time in the requested timezone. Null and missing dates have none. */
interface LocalDate {
  readonly local: Date;
  readonly offsetMinutes: number;
}

function readLocalDate(date: Value, timezone: Value): LocalDate | undefined {
  if (date === null || date === undefined || timezone === null) return undefined;
  if (!(date instanceof Date)) throw requestFailed(`can't convert from BSON type ${getTypeName(date)} to Date`);
  const offsetMinutes = resolveOffsetMinutes(timezone, date);
  return { local: toLocalTime(date, offsetMinutes), offsetMinutes };
}

const defineOperator =
  (work: (operand: Value, evaluate: EvaluateOperand) => Value): DateOperator =>
  (subject, operand, options) =>
    work(operand as Value, (expression) => evalExpr(subject, expression, options) as Value);

/** Accepts `{$hour: '$at'}`, `{$hour: ['$at']}` and `{$hour: {date: '$at', timezone: …}}`. */
const definePart = (read: (local: Date) => number): DateOperator =>
  defineOperator((operand, evaluate) => {
    const spec = isDocument(operand) && Object.hasOwn(operand, 'date') ? operand : { date: unwrapSingle(operand) };
    const localDate = readLocalDate(evaluate(spec['date']), evaluateOptional(spec, 'timezone', evaluate));
    return localDate === undefined ? null : read(localDate.local);
  });

const unwrapSingle = (operand: Value): Value => (Array.isArray(operand) && operand.length === 1 ? operand[0] : operand);

const evaluateOptional = (spec: Document, name: string, evaluate: EvaluateOperand): Value =>
  getField(spec, name) === undefined ? undefined : evaluate(spec[name]);

function readSpec(name: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`${name} only supports an object as its argument`);
  if (!Object.hasOwn(operand, 'date')) throw requestFailed(`Missing 'date' parameter to ${name}`);
  return operand;
}

const dateToString = defineOperator((operand, evaluate) => {
  const spec = readSpec('$dateToString', operand);
  const timezone = evaluateOptional(spec, 'timezone', evaluate);
  const localDate = readLocalDate(evaluate(spec['date']), timezone);
  if (localDate === undefined) return evaluateOptional(spec, 'onNull', evaluate) ?? null;
  const defaultFormat = timezone === undefined ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L';
  const format = evaluateOptional(spec, 'format', evaluate) ?? defaultFormat;
  if (typeof format !== 'string') throw requestFailed("$dateToString requires that 'format' be a string");
  return format.replace(/%(.?)/gs, (_, directive: string) => formatDirective(directive, localDate));
});

function formatDirective(directive: string, { local, offsetMinutes }: LocalDate): string {
  const padded = (name: string, width: number): string => String(dateParts[name]?.(local)).padStart(width, '0');
  const [name, width] = directives[directive] ?? [];
  if (name !== undefined && width !== undefined) return padded(name, width);
  if (directive === '%') return '%';
  const sign = offsetMinutes < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  if (directive === 'z') return `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
  if (directive === 'Z') return `${sign}${Math.abs(offsetMinutes)}`;
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

const dateToParts = defineOperator((operand, evaluate) => {
  const spec = readSpec('$dateToParts', operand);
  const localDate = readLocalDate(evaluate(spec['date']), evaluateOptional(spec, 'timezone', evaluate));
  if (localDate === undefined) return null;
  const days = evaluateOptional(spec, 'iso8601', evaluate) === true ? isoDays : plainDays;
  const fields = { ...days, ...clock };
  return Object.fromEntries(Object.entries(fields).map(([name, from]) => [name, dateParts[from]?.(localDate.local)]));
});

const plainDays = { year: '$year', month: '$month', day: '$dayOfMonth' };
const isoDays = { isoWeekYear: '$isoWeekYear', isoWeek: '$isoWeek', isoDayOfWeek: '$isoDayOfWeek' };
const clock = { hour: '$hour', minute: '$minute', second: '$second', millisecond: '$millisecond' };

/** Date expressions as MongoDB evaluates them: they accept every timezone that MongoDB knows, and dates only. */
export const dateExpressions: Readonly<Record<string, DateOperator>> = {
  ...Object.fromEntries(Object.entries(dateParts).map(([name, read]) => [name, definePart(read)])),
  $dateToString: dateToString,
  $dateToParts: dateToParts,
};
