import { formatDate, formatInstant, NONE } from '#renderer/ui/dates.ts'
import { formatMoney, formatQuantity, formatShare } from '#renderer/ui/money.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'

type Kind = OutboxEntry['fields'][number]['kind']

const shows: Readonly<Partial<Record<Kind, (value: string) => string>>> = {
  instant: (value) => formatInstant(value),
  date: formatDate,
  money: formatMoney,
  quantity: formatQuantity,
  ratio: formatShare,
}

/** A stored value as its kind is shown elsewhere: local time, amounts with their currency, a dash for nothing. */
export function showValue(kind: Kind, value: string | null): string {
  if (value === null) return NONE
  return shows[kind]?.(value) ?? value
}
