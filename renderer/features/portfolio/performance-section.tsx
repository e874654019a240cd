import { Alert, Group, List, NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { DateField } from '#renderer/ui/date-field.tsx'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import { formatCount } from '#shared/domain/format.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { Performance } from '#shared/ipc/portfolio.ts'
import { GrowthChart } from './growth-chart.tsx'

interface PerformanceSectionProps {
  readonly householdId: string
  readonly accounts: readonly AccountView[]
}

/** Both returns for any dates, why they differ, and what the book does not know. */
export function PerformanceSection({ householdId, accounts }: PerformanceSectionProps) {
  const [from, setFrom] = useState(() => `${todayDate().slice(0, 4)}-01-01`)
  const [to, setTo] = useState(() => todayDate())
  const [accountId, setAccountId] = useState('')
  const isOrdered = from < to
  return (
    <Section title="Performance">
      <Stack gap="md">
        <Group gap="sm" align="flex-start">
          <DateField label="From" w={160} clearable={false} value={from} onChange={(day) => day && setFrom(day)} />
          <DateField
            label="To"
            w={160}
            clearable={false}
            value={to}
            onChange={(day) => day && setTo(day)}
            error={isOrdered ? null : 'Choose a day after the first.'}
          />
          <NativeSelect
            label="Account"
            miw={200}
            value={accountId}
            onChange={(event) => setAccountId(event.currentTarget.value)}
            data={[
              { value: '', label: 'All that count in the total' },
              ...accounts.map(({ account }) => ({ value: account.id, label: account.name })),
            ]}
          />
        </Group>
        {isOrdered ? <Answer question={{ householdId, accountId: accountId || null, from, to }} /> : null}
      </Stack>
    </Section>
  )
}

interface AnswerProps {
  readonly question: { householdId: string; accountId: string | null; from: string; to: string }
}

function Answer({ question }: AnswerProps) {
  const query = useQuery('portfolio.performance', question)
  return (
    <QueryView query={query}>
      {(performance) => (
        <Stack gap="md">
          {performance.begins === null ? null : <Figures performance={performance} />}
          <Coverage covers={performance.covers} />
          {performance.missing.length === 0 ? null : (
            <Alert color="orange" title={performance.begins === null ? 'No return can be given' : 'What is missing'}>
              <List size="sm">
                {performance.missing.map((reason) => (
                  <List.Item key={reason}>{reason}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </Stack>
      )}
    </QueryView>
  )
}

/** Which accounts the figures are of. */
function Coverage({ covers: { accounts, notInTotals } }: Pick<Performance, 'covers'>) {
  if (accounts.length + notInTotals.length === 0) return null
  return (
    <Text size="sm" c="dimmed">
      {accounts.length === 0 ? '' : `Of ${formatCount(accounts.length, 'account')}: ${accounts.join(', ')}.`}
      {notInTotals.length === 0
        ? ''
        : ` Not counted in the household’s total, and so not here: ${notInTotals.join(', ')}. Choose one to see it by itself.`}
    </Text>
  )
}

function Figures({ performance }: { readonly performance: Performance }) {
  const { begins, ends, startValue, endValue, netFlows, fees, net, gross, explanation } = performance
  const problem = net.moneyProblem ?? gross.moneyProblem
  return (
    <>
      <Table aria-label="Returns">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              {formatDate(begins)} to {formatDate(ends)}
            </Table.Th>
            <Table.Th ta="right">Net of fees</Table.Th>
            <Table.Th ta="right">Gross of fees</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <ReturnRow label="Portfolio (time-weighted)" net={net.timeWeighted} gross={gross.timeWeighted} />
          <ReturnRow label="Client’s money (money-weighted)" net={net.moneyWeighted} gross={gross.moneyWeighted} />
        </Table.Tbody>
      </Table>
      {explanation === '' ? null : <Text size="sm">{explanation}</Text>}
      {problem === null ? null : <Text size="sm">{problem}</Text>}
      <Text size="sm" c="dimmed">
        From <Amount value={startValue} /> to <Amount value={endValue} />; paid in less paid out{' '}
        <Amount value={netFlows} signed />, advisory fees <Amount value={fees} signed />. Returns are of the whole
        period, not yearly.
      </Text>
      <GrowthChart performance={performance} />
    </>
  )
}

function ReturnRow({
  label,
  net,
  gross,
}: {
  readonly label: string
  readonly net: string | null
  readonly gross: string | null
}) {
  const show = (percent: string | null) => (percent === null ? '–' : `${percent}%`)
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td ta="right" className="tabular">
        {show(net)}
      </Table.Td>
      <Table.Td ta="right" className="tabular">
        {show(gross)}
      </Table.Td>
    </Table.Tr>
  )
}
