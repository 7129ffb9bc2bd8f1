import type { GroupQr } from '../../../domain/groupQr';
import type { NeedingAttention } from './lists';

/** The group QRs. */
export interface GroupQrStore {
  groupQr(qrId: string): Promise<GroupQr | null>;
  addGroupQr(qr: GroupQr): Promise<boolean>;
  saveGroupQr(before: GroupQr, after: GroupQr): Promise<boolean>;
  /** Counts a QR as shown to this membership, once. */
  countShown(qrId: string, membershipId: string): Promise<void>;
  /** QRs with an effect that is due, longest overdue first. */
  dueGroupQrs(now: Date, limit: number): Promise<readonly GroupQr[]>;
  /** QRs that need an operator's attention, longest first. */
  groupQrsNeedingAttention(limit: number): Promise<readonly NeedingAttention<GroupQr>[]>;
}
