/** Formatting of exact decimal strings. The string goes to Intl as it is: no float ever stands between. */

type NumericText = `${number}`

const moneyFormat = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const wholeMoneyFormat = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
})
const compactFormat = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const quantityFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 })
const priceFormat = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })
const percentFormat = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const shareFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const countFormat = new Intl.NumberFormat('en-US')

/** `'1234.5'` → `$1,234.50`. */
export function formatMoney(amount: string): string {
  return minus(moneyFormat.format(amount as NumericText))
}

/** `'1234.5'` → `$1,235`; for totals and lists where cents are noise. */
export function formatWholeMoney(amount: string): string {
  return minus(wholeMoneyFormat.format(amount as NumericText))
}

/** `'1234567.89'` → `$1.2M`; for chart centres only. */
export function formatCompactMoney(amount: string): string {
  return minus(compactFormat.format(amount as NumericText))
}

/** `'120.50000000'` → `120.5`. */
export function formatQuantity(quantity: string): string {
  return minus(quantityFormat.format(quantity as NumericText))
}

/** `'98.1'` → `98.10`. */
export function formatPrice(price: string): string {
  return minus(priceFormat.format(price as NumericText))
}

/** `'34.25'`, meaning 34.25 per cent → `34.3%`. */
export function formatPercent(percent: string): string {
  return `${minus(percentFormat.format(percent as NumericText))}%`
}

/** A share as agreed, `'50.000000'` → `50%`, `'33.3333'` → `33.33%`. */
export function formatShare(percent: string): string {
  return `${minus(shareFormat.format(percent as NumericText))}%`
}

/** `12345` → `12,345`. */
export function formatCount(count: number): string {
  return countFormat.format(count)
}

/** Bytes as people read them: `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** @returns whether an exact decimal string is below zero. */
export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && /[1-9]/.test(amount)
}

/** The true minus sign is as wide as the plus sign and the digits. */
function minus(text: string): string {
  return text.replace('-', '−')
}
