import { Badge, Text } from '@mantine/core'
import { Amount } from '#renderer/ui/amount.tsx'
import { formatMoney, isNegative } from '#renderer/ui/money.ts'
import { quarterWith } from '#shared/domain/fees.ts'
import type { FeeException } from '#shared/ipc/fees.ts'

type Charge = Pick<FeeException, 'due' | 'charged' | 'difference' | 'state'>

const states = {
  agrees: { label: 'Agrees', color: 'teal' },
  over: { label: 'Too much', color: 'red' },
  under: { label: 'Too little', color: 'orange' },
  not_charged: { label: 'Not charged', color: 'orange' },
  not_due: { label: 'Not agreed', color: 'red' },
  not_reckoned: { label: 'Not reckoned', color: 'gray' },
} as const

/** How a charge stands to what is due, and by how much it differs. */
export function FeeState({ charge: { state, difference } }: { readonly charge: Charge }) {
  const { label, color } = states[state]
  return (
    <>
      <Badge color={color} miw="max-content">
        {label}
      </Badge>
      {difference === null || state === 'agrees' ? null : (
        <Text size="xs" c="dimmed" className="tabular">
          {formatMoney(difference.replace('-', ''))} {isNegative(difference) ? 'less' : 'more'}
        </Text>
      )}
    </>
  )
}

export function FeeAmount({ value }: { readonly value: string | null }) {
  return value === null ? (
    <Text span inherit c="dimmed">
      not known
    </Text>
  ) : (
    <Amount value={value} />
  )
}

/** Quarters that can be asked about, the running one first: as far back as the book has prices. */
export function recentQuarters(today: string): { value: string; label: string }[] {
  return [0, 1, 2, 3].map((before) => {
    const { startsOn, name } = quarterWith(today, before)
    return { value: startsOn, label: before === 0 ? `${name} (running)` : name }
  })
}
