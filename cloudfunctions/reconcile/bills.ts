import { readBill, type Bill } from '../../domain/bill';
import { dayAfter, dayStart, type Day } from '../../domain/time';
import type { Ports } from '../_shared/ports';

/** The reason a bill is unavailable for now. */
export interface NoBill {
  readonly why: string;
}

const emptyBill: Bill = { payments: [], refunds: [] };

/**
 * WeChat Pay also says that there is no bill while it is still being prepared, so the answer counts only a day later.
 */
const readyForSureAfterDays = 2;

/** WeChat Pay's bills, each downloaded at most once a run. */
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
