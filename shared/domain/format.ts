import { roundAmount } from './money.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `'1234567.891'` → `'$1,234,567.89'`; negative amounts carry a minus before the sign. */
export function formatMoney(amount: string): string {
  const rounded = roundAmount(amount, 2)
  return rounded.startsWith('-') ? `-$${groupThousands(rounded.slice(1))}` : `$${groupThousands(rounded)}`
}

/** `'1200.50000000'` → `'1,200.5'`: no zeros without meaning. */
export function formatQuantity(quantity: string): string {
  const trimmed = quantity.includes('.') ? quantity.replace(/\.?0+$/, '') : quantity
  return trimmed.startsWith('-') ? `-${groupThousands(trimmed.slice(1))}` : groupThousands(trimmed)
}

/** A price with two places, more only where they carry meaning: `'42.10000000'` → `'42.10'`, `'0.1234'` → `'0.1234'`. */
export function formatPrice(price: string): string {
  const [whole, places = ''] = formatQuantity(price).split('.')
  return `${whole}.${places.padEnd(2, '0')}`
}

/** `'33.330000'` → `'33.33%'`. */
export function formatPercent(percent: string): string {
  return `${formatQuantity(percent)}%`
}

/** `'2026-11-24'` → `'24 Nov 2026'`. The month is a word, so that nobody can take it for the day. */
export function formatDay(day: string): string {
  return `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
}

/** `(1, 'account')` → `'1 account'`, `(3, 'account')` → `'3 accounts'`. */
export function formatCount(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function groupThousands(plain: string): string {
  const [whole = '', places] = plain.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return places === undefined ? grouped : `${grouped}.${places}`
}
