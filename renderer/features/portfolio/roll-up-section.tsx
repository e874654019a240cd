import { Box, ColorSwatch, Flex, Group, Table, Text } from '@mantine/core'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatPercent } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { RollUp } from '#shared/ipc/households.ts'
import { AllocationRing, colorAt } from './allocation-ring.tsx'
import { ExplainedAmount } from './explained-amount.tsx'

interface RollUpProps {
  readonly householdId: string
  readonly rollUp: RollUp
}

/** Holdings by asset class: the shape as a ring, the figures as a table, and the day they can honestly claim. */
export function RollUpSection({ householdId, rollUp }: RollUpProps) {
  if (rollUp.slices.length === 0) {
    return (
      <Section title="Holdings by asset class">
        <NothingHere title="No positions" description="Positions appear once the custodian’s file has been loaded." />
      </Section>
    )
  }
  return (
    <Section title="Holdings by asset class" note={asOfNote(rollUp)}>
      <Flex gap="lg" align="center" wrap="wrap" justify="center">
        <AllocationRing rollUp={rollUp} />
        <Box style={{ flex: '1 1 260px' }} miw={0}>
          <RollUpTable householdId={householdId} rollUp={rollUp} />
        </Box>
      </Flex>
    </Section>
  )
}

function RollUpTable({ householdId, rollUp }: RollUpProps) {
  return (
    <Table
      aria-label="Holdings by asset class"
      className={tableClasses.table}
      horizontalSpacing={6}
      verticalSpacing={5}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Asset class</Table.Th>
          <Table.Th className={tableClasses.right}>Value</Table.Th>
          <Table.Th className={tableClasses.right}>Share</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rollUp.slices.map(({ assetClass, label, marketValue, percent }, index) => (
          <Table.Tr key={assetClass}>
            <Table.Td>
              <Group gap={8} wrap="nowrap">
                <ColorSwatch color={colorAt(index)} size={10} radius="xs" withShadow={false} aria-hidden />
                {label}
              </Group>
            </Table.Td>
            <Table.Td className={tableClasses.right}>
              <ExplainedAmount title={label} value={marketValue} scope={{ householdId, assetClass }} whole />
            </Table.Td>
            <Table.Td className={tableClasses.right}>{formatPercent(percent)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Td>Total</Table.Td>
          <Table.Td className={tableClasses.right}>
            <ExplainedAmount title="Total" value={rollUp.total} scope={{ householdId }} whole />
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}

function asOfNote({ asOf, newest }: RollUp) {
  if (asOf === null) return null
  return (
    <Text span inherit>
      as of {formatDate(asOf)}
      {newest === null || newest === asOf ? '' : ` (newest ${formatDate(newest)})`}
    </Text>
  )
}
