/** Yuan as people type them (`9.9`, `12`, ` 9.90 `) as whole fen; `null` for anything else. Never by way of a fraction. */
export function fenFrom(typed: string): number | null {
  const [, yuan, tenths = '', rest = ''] = /^(\d{1,6})(?:\.(\d)(\d)?)?$/.exec(typed.trim()) ?? [];
  if (yuan === undefined) return null;
  return Number(yuan) * 100 + Number(tenths || 0) * 10 + Number(rest || 0);
}

/** Whole fen as one would type them. */
export function typedYuan(fen: number): string {
  const rest = fen % 100;
  return rest === 0 ? `${fen / 100}` : `${Math.trunc(fen / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

export function wholeFrom(typed: string): number | null {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : null;
}
