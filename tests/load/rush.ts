import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { buildFunctions } from '../../ops/build/functions';
import { dist, root } from '../../ops/build';
import { World } from '../../ops/stage/world';
import { breaches, breachesAtRest } from '../journeys/truth';

/**
 * `npm run rush -- --buyers 2000 --seats 500 --instances 64`: everybody wants a seat at once. Prints who got one, how many updates of
 * the group's seats were under way at the same time, and whether anything is wrong. Not a test of speed: of what is left afterwards.
 */
const { values } = parseArgs({
  options: {
    buyers: { type: 'string', default: '2000' },
    seats: { type: 'string', default: '500' },
    instances: { type: 'string', default: '64' },
  },
});
const [buyers, seats, instances] = [Number(values.buyers), Number(values.seats), Number(values.instances)];

await buildFunctions({ sourceDir: `${root}/cloudfunctions`, outDir: dist.functions });
const world = await World.begin({ instancesPerFunction: instances });
const groupId = await world.group({ capacity: seats, seatsLeft: seats });
const began = performance.now();
const answers = await Promise.all(
  Array.from({ length: buyers }, (_, buyer) =>
    world.call('createOrder', { requestId: randomUUID(), groupId }, `rush-${buyer}`),
  ),
);
const seconds = (performance.now() - began) / 1000;
const won = answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : []));
const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
const wrong = await breaches(world);
console.log(
  `${buyers} buyers at ${seats} seats in ${seconds.toFixed(1)} s: ${won.length} may pay, ${refused.length} were told why not`,
);
console.log(
  `refusals: ${JSON.stringify(Object.fromEntries([...new Set(refused)].map((code) => [code, refused.filter((each) => each === code).length])))}`,
);

for (const orderId of won) await world.door('POST', 'pay/confirm', { outTradeNo: orderId });
await world.idle();
await world.rest();
const group = await world.document('groups', groupId);
const admitted = (await world.documents('entries', { groupId, state: 'Admitted' })).length;
wrong.push(...(await breachesAtRest(world)));
const taken = (group['seats'] as string[]).length;
console.log(`after paying: ${admitted} admitted, ${taken} seats taken, ${String(group['seatsLeft'])} left`);
for (const breach of wrong) console.error(breach);
await world.end();
process.exitCode = wrong.length === 0 && won.length === seats && admitted === seats && taken === seats ? 0 : 1;
