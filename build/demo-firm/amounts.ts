import { Decimal } from 'decimal.js'

/** Amounts as PostgreSQL writes them back, so that a row made here equals the row read there. */
export function toMoney(value: Decimal.Value): string {
  return fixed(value, 4)
}

export function toQuantity(value: Decimal.Value): string {
  return fixed(value, 8)
}

export function toRatio(value: Decimal.Value): string {
  return fixed(value, 6)
}

export function roundToCents(value: Decimal): Decimal {
  return value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP)
}

/** Splits 100% evenly; the first share takes the rest, so that the shares total exactly 100. */
export function splitEvenly(count: number): Decimal[] {
  const share = new Decimal(100).div(count).toDecimalPlaces(2, Decimal.ROUND_DOWN)
  const first = new Decimal(100).minus(share.times(count - 1))
  return Array.from({ length: count }, (_, index) => (index === 0 ? first : share))
}

function fixed(value: Decimal.Value, places: number): string {
  const text = new Decimal(value).toFixed(places)
  return /^-0\.0+$/.test(text) ? text.slice(1) : text
}
