/** Operators that run code a client sends. */
const codeRunningOperators = ['$function', '$accumulator'];

/**
 * Operators that came with MongoDB 5.0 or later (MongoDB manual, "Aggregation Operators"). Which version the service runs is not documented,
 * and the SDK's `db.command.aggregate` has none of these.
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
