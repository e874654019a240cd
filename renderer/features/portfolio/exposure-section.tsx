import { Badge, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatPercent } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { CONCENTRATION_PERCENT, IDLE_CASH_PERCENT } from '#shared/domain/portfolio-checks.ts'
import type { ExposureView } from '#shared/ipc/portfolio.ts'

/** How many single securities are shown at most; all that are over the threshold are. */
const SHOWN = 4

/** Single securities and cash beside the household's total, with the thresholds they are measured by. */
export function ExposureSection({ householdId }: { readonly householdId: string }) {
  const { data } = useQuery('portfolio.exposure', { householdId })
  if (data === undefined || Number(data.total) <= 0) return null
  const singles = data.singles.filter(({ isOver }, index) => isOver || index < SHOWN)
  return (
    <Section title="Concentration and cash" note="of the household’s total">
      <Stack gap="sm">
        {singles.map(({ securityId, symbol, ...share }) => (
          <ShareBar key={securityId} label={symbol} share={share} threshold={CONCENTRATION_PERCENT} />
        ))}
        <ShareBar label="Cash" share={data.cash} threshold={IDLE_CASH_PERCENT} />
        <Text size="xs" c="dimmed">
          Single securities are marked above {CONCENTRATION_PERCENT}%, cash above {IDLE_CASH_PERCENT}%. Funds and
          Treasuries are no concentration.
        </Text>
      </Stack>
    </Section>
  )
}

interface ShareBarProps {
  readonly label: string
  readonly share: ExposureView['cash']
  readonly threshold: number
}

function ShareBar({ label, share: { value, percent, isOver }, threshold }: ShareBarProps) {
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={560}>
          {label}{' '}
          {isOver ? (
            <Badge size="xs" color="orange">
              over {threshold}%
            </Badge>
          ) : null}
        </Text>
        <Text size="sm" className="tabular">
          {formatPercent(percent)}{' '}
          <Text span inherit c="dimmed">
            {formatMoney(value)}
          </Text>
        </Text>
      </Group>
      {/* Only the length of a bar; every figure shown comes from the exact string. */}
      <Progress
        value={Math.max(0, Math.min(100, Number(percent)))}
        color={isOver ? 'orange' : 'harbour'}
        aria-hidden
        size="sm"
      />
    </div>
  )
}
