/** The address of a private file ends after ten minutes (docs/platform.md, Cloud functions); one more for the way here. */
const addressesLastMs = 9 * 60_000;

/** Tells whether the addresses that an answer brought at this time, by the phone's clock, may have ended: then ask again before using one. */
export const haveAddressesEnded = (loadedAtMs: number): boolean => Date.now() - loadedAtMs >= addressesLastMs;
