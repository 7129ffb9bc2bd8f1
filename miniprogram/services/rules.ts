/**
 * The product's own times, as sentences tell them. The mini-program takes only types from outside: a test holds these against the domain's.
 */

/** How long an approved applicant has to begin paying. */
export const payWithinHours = 24;
/** How long an owner has to put a live code in for somebody who has paid and found none. */
export const qrWithinHours = 24;
