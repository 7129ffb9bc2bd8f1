/** Numbers as people type them; `null` for anything else. */

/** Yuan (`9.9`, `12`, ` 9.90 `) as whole fen, without computing in fractions. */
export function parseFen(typed: string): number | null {
  const [, yuan, tenths = '', rest = ''] = /^(\d{1,6})(?:\.(\d)(\d)?)?$/.exec(typed.trim()) ?? [];
  if (yuan === undefined) return null;
  return Number(yuan) * 100 + Number(tenths || 0) * 10 + Number(rest || 0);
}

export function parseInteger(typed: string): number | null {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : null;
}
