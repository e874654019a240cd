import { Decimal } from 'decimal.js'

/** Orders exact decimal strings; null comes first. */
export function compareDecimals(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  return new Decimal(left).cmp(right)
}

/** Orders text as people do in a list; null comes first. */
export function compareText(left: string | null, right: string | null): number {
  return (left ?? '').localeCompare(right ?? '', 'en', { sensitivity: 'base', numeric: true })
}

/** The exact sum of decimal strings. */
export function sumDecimals(values: readonly string[]): string {
  return values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed()
}
