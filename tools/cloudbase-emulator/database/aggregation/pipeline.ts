import { compileQuery } from '../matching/query';
import { find, type FindOptions } from '../planning/find';
import type { AccessMeter, Meter, OpenAccess } from '../planning/meter';
import { requestFailed } from '../refusal';
import type { Catalog } from '../storage/catalog';
import type { Collection } from '../storage/collection';
import { withField } from '../shaping/shape';
import { parsePath, valuesAt } from '../values/path';
import { readSort } from '../values/sorting';
import type { Document, Value } from '../values/value';
import type { ExpressionScope } from './expression';
import { geoNear } from './geo-near';
import { documentOperand, readStages, wholeNumber, type Stage, type Stream } from './stage';
import { stageCompilers } from './stages';

/** Runs pipelines of one request: what they read is counted by one meter. */
export class PipelineRunner {
  /** One access per `$lookup` and index, however many documents it is done for. */
  private readonly lookupMeters = new Map<Value, Map<string | null, AccessMeter>>();

  constructor(
    private readonly catalog: Catalog,
    private readonly meter: Meter,
  ) {}

  /** The result, read as it is iterated. Every stage is checked before anything is read. */
  run(collection: Collection, stages: readonly Stage[], scope: ExpressionScope, open: OpenAccess): Stream {
    const [first, ...others] = stages;
    if (first?.name === '$geoNear') {
      const compiled = others.map((stage) => this.compile(stage, scope));
      return compiled.reduce<Stream>((input, stage) => stage(input), geoNear(collection, first.operand, scope, open));
    }
    const { query, options, rest } = leadingFind(stages);
    const compiled = rest.map((stage) => this.compile(stage, scope));
    compileQuery(query, scope);
    const start = documentsOf(() => find(collection, query, options, scope, open));
    return compiled.reduce<Stream>((input, stage) => stage(input), start);
  }

  private compile({ name, operand }: Stage, scope: ExpressionScope): (input: Stream) => Stream {
    if (name === '$lookup') return this.lookup(documentOperand(name, operand), scope);
    if (name === '$facet') return this.facet(documentOperand(name, operand), scope);
    if (name === '$geoNear') throw requestFailed('$geoNear is only valid as the first stage in a pipeline.');
    const compiler = Object.hasOwn(stageCompilers, name) ? stageCompilers[name] : undefined;
    if (compiler === undefined) throw requestFailed(`Unrecognized pipeline stage name: '${name}'`);
    return compiler(operand, scope);
  }

  private lookup(spec: Document, scope: ExpressionScope): (input: Stream) => Stream {
    const { from, as, localField, foreignField, pipeline } = spec;
    if (typeof from !== 'string' || typeof as !== 'string')
      throw requestFailed('$lookup needs strings for from and as');
    const byFields = typeof localField === 'string' && typeof foreignField === 'string';
    if (!byFields && (localField !== undefined || foreignField !== undefined || pipeline === undefined)) {
      throw requestFailed("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
    }
    const stages = pipeline === undefined ? [] : readStages(pipeline);
    const variables = documentOperand('$lookup let', spec['let'] ?? {});
    const prepared = scope.prepare(variables) as Document;
    this.meter.touch(from);
    const foreign = this.catalog.find(from);
    const open = this.lookupAccess(spec, from);
    const into = parsePath(as);
    const joined = (document: Document): Document[] => {
      if (foreign === undefined) return [];
      const values = Object.entries(prepared).map(([name, expression]) => [name, scope.evaluate(document, expression)]);
      const inner = scope.within(Object.fromEntries(values) as Document);
      const first = byFields ? [{ name: '$match', operand: joinQuery(document, localField, foreignField) }] : [];
      return [...this.run(foreign, [...first, ...stages], inner, open)];
    };
    this.check(stages, variables, scope);
    return function* (input) {
      for (const document of input) yield withField(document, into, joined(document));
    };
  }

  /** A wrong inner pipeline is refused even where no document is looked up. */
  private check(stages: readonly Stage[], variables: Document, scope: ExpressionScope): void {
    const unset = Object.fromEntries(Object.keys(variables).map((name) => [name, null]));
    const { rest, query } = leadingFind(stages);
    compileQuery(query, scope.within(unset));
    for (const stage of rest) this.compile(stage, scope.within(unset));
  }

  private lookupAccess(spec: Document, from: string): OpenAccess {
    const known = this.lookupMeters.get(spec) ?? new Map<string | null, AccessMeter>();
    this.lookupMeters.set(spec, known);
    return (index) => {
      const access = known.get(index) ?? this.meter.open(from, index);
      known.set(index, access);
      return access;
    };
  }

  private facet(spec: Document, scope: ExpressionScope): (input: Stream) => Stream {
    const facets = Object.keys(spec).map((name) => {
      const stages = readStages(spec[name]).map((stage) => this.compile(stage, scope));
      return [name, stages] as const;
    });
    return function* (input) {
      const documents = [...input];
      yield Object.fromEntries(
        facets.map(([name, stages]) => [name, [...stages.reduce<Stream>((stream, stage) => stage(stream), documents)]]),
      );
    };
  }
}

/** A local array matches by each element; nothing there matches null, as in MongoDB. */
function joinQuery(document: Document, localField: string, foreignField: string): Document {
  const values = valuesAt(document, parsePath(localField)).flatMap((value) =>
    Array.isArray(value) ? value : [value ?? null],
  );
  return { [foreignField]: values.length === 1 ? { $eq: values[0] } : { $in: values } };
}

/** The beginning of a pipeline that an index can serve: `$match`es, then `$sort`, then what limits how far it must be read. */
function leadingFind(stages: readonly Stage[]): { query: Document; options: FindOptions; rest: readonly Stage[] } {
  let at = 0;
  const queries: Document[] = [];
  for (; stages[at]?.name === '$match'; at++) queries.push(documentOperand('$match', stages[at]?.operand));
  const sorting = stages[at];
  const sort = sorting?.name === '$sort' ? readSort(documentOperand('$sort', sorting.operand)) : [];
  if (sorting?.name === '$sort') at++;
  const query = queries.length > 1 ? { $and: queries } : (queries[0] ?? {});
  return { query, options: { sort, skip: 0, limit: rowsWanted(stages.slice(at)) }, rest: stages.slice(at) };
}

/** How many rows `$skip` and `$limit` leave to be read; a sort in memory keeps no more. */
function rowsWanted([first, second]: readonly Stage[]): number {
  if (first?.name === '$limit') return wholeNumber('limit', first.operand, 1);
  if (first?.name !== '$skip' || second?.name !== '$limit') return Infinity;
  return wholeNumber('skip', first.operand, 0) + wholeNumber('limit', second.operand, 1);
}

function* documentsOf(search: () => Iterable<{ readonly document: Document }>): Generator<Document> {
  for (const candidate of search()) yield candidate.document;
}
