import { compileQuery } from '../matching/query';
import { find, type FindOptions } from '../planning/find';
import type { AccessMeter, Meter, OpenAccess } from '../planning/meter';
import { requestFailed } from '../refusal';
import type { Catalog } from '../storage/catalog';
import type { Collection } from '../storage/collection';
import { copyWithField } from '../projection/field-tree';
import { parsePath, valuesAt } from '../values/path';
import { readSort } from '../values/sorting';
import type { Document, Value } from '../values/value';
import type { ExpressionScope } from './expression';
import { runGeoNear } from './geo-near';
import { readDocumentOperand, readStages, readWholeNumber, type Stage, type Stream } from './stage';
import { stageCompilers } from './stage-compilers';

/** Runs the pipelines of one request; a single meter counts all their reads. */
export class PipelineRunner {
  /** Each `$lookup` counts as one access per index, however many documents it joins. */
  private readonly lookupMeters = new Map<Value, Map<string | null, AccessMeter>>();

  constructor(
    private readonly catalog: Catalog,
    private readonly meter: Meter,
  ) {}

  /** Returns a lazy result. Every stage is checked before anything is read. */
  run(collection: Collection, stages: readonly Stage[], scope: ExpressionScope, open: OpenAccess): Stream {
    const [first, ...others] = stages;
    if (first?.name === '$geoNear') {
      const compiled = others.map((stage) => this.compile(stage, scope));
      return compiled.reduce<Stream>(
        (input, stage) => stage(input),
        runGeoNear(collection, first.operand, scope, open),
      );
    }
    const { query, options, rest } = splitLeadingFind(stages);
    const compiled = rest.map((stage) => this.compile(stage, scope));
    compileQuery(query, scope);
    const start = readDocuments(() => find(collection, query, options, scope, open));
    return compiled.reduce<Stream>((input, stage) => stage(input), start);
  }

  private compile({ name, operand }: Stage, scope: ExpressionScope): (input: Stream) => Stream {
    if (name === '$lookup') return this.compileLookup(readDocumentOperand(name, operand), scope);
    if (name === '$facet') return this.compileFacet(readDocumentOperand(name, operand), scope);
    if (name === '$geoNear') throw requestFailed('$geoNear is only valid as the first stage in a pipeline.');
    const compiler = Object.hasOwn(stageCompilers, name) ? stageCompilers[name] : undefined;
    if (compiler === undefined) throw requestFailed(`Unrecognized pipeline stage name: '${name}'`);
    return compiler(operand, scope);
  }

  private compileLookup(spec: Document, scope: ExpressionScope): (input: Stream) => Stream {
    const { from, as, localField, foreignField, pipeline } = spec;
    if (typeof from !== 'string' || typeof as !== 'string')
      throw requestFailed('$lookup needs strings for from and as');
    const byFields = typeof localField === 'string' && typeof foreignField === 'string';
    if (!byFields && (localField !== undefined || foreignField !== undefined || pipeline === undefined)) {
      throw requestFailed("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
    }
    const stages = pipeline === undefined ? [] : readStages(pipeline);
    const variables = readDocumentOperand('$lookup let', spec['let'] ?? {});
    const prepared = scope.prepare(variables) as Document;
    this.meter.recordCollection(from);
    const foreign = this.catalog.find(from);
    const open = this.createLookupAccess(spec, from);
    const into = parsePath(as);
    const joined = (document: Document): Document[] => {
      if (foreign === undefined) return [];
      const values = Object.entries(prepared).map(([name, expression]) => [name, scope.evaluate(document, expression)]);
      const inner = scope.withVariables(Object.fromEntries(values) as Document);
      const first = byFields ? [{ name: '$match', operand: buildJoinQuery(document, localField, foreignField) }] : [];
      return [...this.run(foreign, [...first, ...stages], inner, open)];
    };
    this.checkPipeline(stages, variables, scope);
    return function* (input) {
      for (const document of input) yield copyWithField(document, into, joined(document));
    };
  }

  /** Refuses an invalid inner pipeline even when no document reaches the `$lookup`. */
  private checkPipeline(stages: readonly Stage[], variables: Document, scope: ExpressionScope): void {
    const unset = Object.fromEntries(Object.keys(variables).map((name) => [name, null]));
    const { rest, query } = splitLeadingFind(stages);
    compileQuery(query, scope.withVariables(unset));
    for (const stage of rest) this.compile(stage, scope.withVariables(unset));
  }

  private createLookupAccess(spec: Document, from: string): OpenAccess {
    const known = this.lookupMeters.get(spec) ?? new Map<string | null, AccessMeter>();
    this.lookupMeters.set(spec, known);
    return (index) => {
      const access = known.get(index) ?? this.meter.openAccess(from, index);
      known.set(index, access);
      return access;
    };
  }

  private compileFacet(spec: Document, scope: ExpressionScope): (input: Stream) => Stream {
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

/** A local array matches by each of its elements; a missing local field matches null, as in MongoDB. */
function buildJoinQuery(document: Document, localField: string, foreignField: string): Document {
  const values = valuesAt(document, parsePath(localField)).flatMap((value) =>
    Array.isArray(value) ? value : [value ?? null],
  );
  return { [foreignField]: values.length === 1 ? { $eq: values[0] } : { $in: values } };
}

/**
 * Splits off the leading stages that an index can serve: every `$match`, then `$sort`. A following `$skip` and `$limit`
 * bound the read.
 */
function splitLeadingFind(stages: readonly Stage[]): { query: Document; options: FindOptions; rest: readonly Stage[] } {
  let at = 0;
  const queries: Document[] = [];
  for (; stages[at]?.name === '$match'; at++) queries.push(readDocumentOperand('$match', stages[at]?.operand));
  const sorting = stages[at];
  const sort = sorting?.name === '$sort' ? readSort(readDocumentOperand('$sort', sorting.operand)) : [];
  if (sorting?.name === '$sort') at++;
  const query = queries.length > 1 ? { $and: queries } : (queries[0] ?? {});
  return { query, options: { sort, skip: 0, limit: computeRowLimit(stages.slice(at)) }, rest: stages.slice(at) };
}

/** Returns the number of rows that `$skip` and `$limit` require; an in-memory sort keeps no more than that. */
function computeRowLimit([first, second]: readonly Stage[]): number {
  if (first?.name === '$limit') return readWholeNumber('limit', first.operand, 1);
  if (first?.name !== '$skip' || second?.name !== '$limit') return Infinity;
  return readWholeNumber('skip', first.operand, 0) + readWholeNumber('limit', second.operand, 1);
}

function* readDocuments(search: () => Iterable<{ readonly document: Document }>): Generator<Document> {
  for (const candidate of search()) yield candidate.document;
}
