import { readBill, type Bill } from '../../domain/bill';
import { dayAfter, dayStart, type Day } from '../../domain/time';
import type { Ports } from '../_shared/ports';

/** Why a bill can't be had now. */
export interface NoBill {
  readonly why: string;
}

const emptyBill: Bill = { payments: [], refunds: [] };

/** That there is no bill is said, too, of one that is not ready yet; a day later it counts. */
const readyForSureAfterDays = 2;

/** WeChat Pay's bills, each asked for once a run. */
export class Bills {
  readonly #known = new Map<string, Promise<Bill | NoBill>>();

  constructor(private readonly ports: Ports) {}

  of(subMchId: string, day: Day): Promise<Bill | NoBill> {
    const key = `${day}:${subMchId}`;
    const bill = this.#known.get(key) ?? this.#download(subMchId, day);
    this.#known.set(key, bill);
    return bill;
  }

  async #download(subMchId: string, day: Day): Promise<Bill | NoBill> {
    const answer = await this.ports.payments.downloadBill(subMchId, day);
    if (answer.kind === 'unknown') return { why: answer.why };
    if (answer.kind === 'none') {
      const forSure = this.ports.clock.now() >= dayStart(dayAfter(day, readyForSureAfterDays));
      return forSure ? emptyBill : { why: 'WeChat Pay has no bill yet' };
    }
    const bill = readBill(answer.text);
    return 'unreadable' in bill ? { why: `unreadable: ${bill.unreadable}` } : bill;
  }
}
