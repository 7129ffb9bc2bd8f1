/** Operators that run code sent by the client. */
const codeRunningOperators = ['$function', '$accumulator'];

/**
 * Operators added in MongoDB 5.0 or later (MongoDB manual, "Aggregation Operators"). The documentation does not name
 * the version of the service, and the SDK's `db.command.aggregate` has none of these.
 */
const newerOperators = [
  ...['$dateAdd', '$dateSubtract', '$dateDiff', '$dateTrunc', '$tsIncrement', '$tsSecond'],
  ...['$getField', '$setField', '$unsetField', '$sortArray', '$rand', '$sampleRate', '$toHashedIndexKey'],
  ...['$bitAnd', '$bitOr', '$bitXor', '$bitNot', '$median', '$percentile'],
  ...['$bottom', '$bottomN', '$top', '$topN', '$firstN', '$lastN', '$maxN', '$minN', '$count'],
  ...[
    '$covariancePop',
    '$covarianceSamp',
    '$denseRank',
    '$derivative',
    '$documentNumber',
    '$expMovingAvg',
    '$integral',
  ],
  ...['$linearFill', '$locf', '$minMaxScaler', '$rank', '$shift'],
];

export const refusedOperators: ReadonlySet<string> = new Set([...codeRunningOperators, ...newerOperators]);
