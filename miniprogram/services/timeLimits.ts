/**
 * The product's own time limits, as shown on pages. The mini-program imports only types from outside its folder, so the numbers are
 * repeated here; a test compares them with the domain's.
 */

/** An approved applicant must begin to pay within these hours. */
export const payWithinHours = 24;
/** An owner must upload a valid QR within these hours when somebody has paid and there is none. */
export const qrWithinHours = 24;

/** A QR that expires sooner than this should be replaced. */
export const qrExpiresSoonMs = 24 * 3_600_000;
