import { beginBoth, misfortuneNames, ordersPerSecond, strike, type Losses } from './comparison';
import type { Way } from './ways';

/**
 * Both ways in one run on one machine: orders per second in turns (ours, theirs, ours, theirs, so that a busy machine is busy for both),
 * then the same misfortunes to each. Answers whether ours lost nothing.
 */
export async function compareWays(orders: number, buyers: number, times: number): Promise<boolean> {
  const { stack, ways } = await beginBoth();
  const speeds = new Map<Way, number[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < 2; round += 1) {
    for (const way of ways) speeds.get(way)?.push(await ordersPerSecond(stack, way, orders, buyers));
  }
  const best = ways.map((way) => Math.max(...(speeds.get(way) ?? [])));
  for (const [index, way] of ways.entries())
    console.log(
      `${way.name}: ${best[index]?.toFixed(1)} orders a second (bought, paid, in; ${buyers} buyers at a time, best of 2)`,
    );
  console.log(`ours against the common way: ${((best[0] ?? 0) / (best[1] ?? 1)).toFixed(2)}`);

  const losses = new Map<Way, Losses>();
  for (const way of ways) losses.set(way, await strike(stack, way, times));
  console.log(`each of these ${times} times to both: ${misfortuneNames.join(' · ')}`);
  const kinds = [...(losses.get(ways[0]!)?.keys() ?? [])];
  console.table(
    kinds.map((kind) => ({
      lost: kind,
      ...Object.fromEntries(ways.map((way) => [way.name, losses.get(way)?.get(kind) ?? 0])),
    })),
  );
  await stack.end();
  return [...(losses.get(ways[0]!)?.values() ?? [])].every((count) => count === 0);
}
