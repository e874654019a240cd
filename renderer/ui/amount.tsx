import { Text, type TextProps } from '@mantine/core'
import { NONE } from './dates.ts'
import { formatMoney, formatWholeMoney, isNegative } from './money.ts'

interface AmountProps extends TextProps {
  readonly value: string | null
  readonly whole?: boolean
  /** Colours losses and says the sign of gains; for differences, not for balances. */
  readonly signed?: boolean
}

/** An exact amount of money, in digits that line up. */
export function Amount({ value, whole = false, signed = false, ...text }: AmountProps) {
  if (value === null) {
    return (
      <Text span inherit c="dimmed" {...text}>
        {NONE}
      </Text>
    )
  }
  const shown = whole ? formatWholeMoney(value) : formatMoney(value)
  const negative = isNegative(value)
  const color = signed ? { c: negative ? 'var(--loss-text)' : 'var(--gain-text)' } : {}
  return (
    <Text span inherit className="tabular" {...color} {...text}>
      {signed && !negative ? `+${shown}` : shown}
    </Text>
  )
}
