import { List, NativeSelect, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatMoney, formatQuantity } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { FeeGroupView, HouseholdFees } from '#shared/ipc/fees.ts'
import { FeeAccounts } from './fee-accounts.tsx'
import { FeeAmount, recentQuarters } from './fee-state.tsx'

/** What the household owes for a quarter by its agreement, tier by tier and account by account, beside what was charged. */
export function FeesSection({ householdId }: { readonly householdId: string }) {
  const quarters = recentQuarters(todayDate())
  const [on, setOn] = useState(quarters[0]?.value ?? todayDate())
  const query = useQuery('portfolio.fees', { householdId, on })
  return (
    <Stack gap="md">
      <NativeSelect
        label="Charged in"
        w={220}
        value={on}
        data={quarters}
        onChange={(event) => setOn(event.currentTarget.value)}
      />
      <QueryView query={query}>{(fees) => <Fees fees={fees} />}</QueryView>
    </Stack>
  )
}

function Fees({ fees: { quarter, groups, leftOut } }: { readonly fees: HouseholdFees }) {
  return (
    <Stack gap="md">
      {groups.length === 0 ? (
        <Section title="Fees">
          <NothingHere
            title="No fee is reckoned"
            description="Choose a fee schedule in the household’s form; accounts with a tiered or flat fee are then charged by it."
          />
        </Section>
      ) : null}
      {groups.map((group) => (
        <Group key={group.scheduleId} group={group} valuedOn={quarter.valuedOn} />
      ))}
      {leftOut.length === 0 ? null : <LeftOut leftOut={leftOut} />}
      <Text size="xs" c="dimmed" maw={760}>
        Reckoned on what the accounts were worth on {formatDate(quarter.valuedOn)}, worked out from the book’s
        positions, transactions, and prices. Accounts of one schedule are taken together: the breakpoints apply to their
        sum, and a quarter of the year’s fee is shared out among them by value. Money that came or went within the
        quarter is not prorated, nor is an account that was opened in it. What differs by no more than $1.00 agrees.
      </Text>
    </Stack>
  )
}

function Group({ group, valuedOn }: { readonly group: FeeGroupView; readonly valuedOn: string }) {
  const { schedule, method, tiers, accounts } = group
  return (
    <Section title={schedule} note={choiceLabel('fee_schedules', 'method', method).toLowerCase()} flush>
      <Text size="sm" px="md" py="xs">
        <Verdict group={group} valuedOn={valuedOn} />
      </Text>
      <Tiers tiers={tiers} group={group} />
      <Title order={3} px="md" pt="md" pb={4}>
        Accounts
      </Title>
      <FeeAccounts accounts={accounts} group={group} />
    </Section>
  )
}

/** The fee in a sentence; or why there is none. */
function Verdict({ group, valuedOn }: { readonly group: FeeGroupView; readonly valuedOn: string }) {
  const { total, yearly, quarterly, effectiveRate, isMinimum, yearlyMinimum } = group
  if (total === null || yearly === null || quarterly === null) {
    const unknown = group.accounts.filter(({ value }) => value === null).map(({ name }) => name)
    return `The book does not know what ${unknown.join(', ')} was worth on ${formatDate(valuedOn)}, so that the tier is not known either.`
  }
  const rate = effectiveRate === null ? '' : `, which is ${formatQuantity(effectiveRate)} bps a year`
  const least =
    isMinimum && yearlyMinimum !== null
      ? ` The tiers make less than the yearly minimum of ${formatMoney(yearlyMinimum)}.`
      : ''
  return `${formatMoney(total)} on ${formatDate(valuedOn)} make ${formatMoney(yearly)} a year and ${formatMoney(quarterly)} for the quarter${rate}.${least}`
}

interface TiersProps {
  readonly tiers: FeeGroupView['tiers']
  readonly group: FeeGroupView
}

function Tiers({ tiers, group }: TiersProps) {
  return (
    <Table aria-label={`Tiers of ${group.schedule}`} className={tableClasses.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tier</Table.Th>
          <Table.Th className={tableClasses.right}>Rate</Table.Th>
          <Table.Th className={tableClasses.right}>
            {group.method === 'whole' ? 'Charged by it' : 'In the tier'}
          </Table.Th>
          <Table.Th className={tableClasses.right}>Fee a year</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tiers.map(({ fromAmount, toAmount, rate, amount, fee }) => (
          <Table.Tr key={fromAmount}>
            <Table.Td>{describeTier(fromAmount, toAmount)}</Table.Td>
            <Table.Td className={tableClasses.right}>{formatQuantity(rate)} bps</Table.Td>
            <Table.Td className={tableClasses.right}>
              <FeeAmount value={amount} />
            </Table.Td>
            <Table.Td className={tableClasses.right}>
              <FeeAmount value={fee} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Td>{group.isMinimum ? 'Total, at the minimum' : 'Total'}</Table.Td>
          <Table.Td />
          <Table.Td className={tableClasses.right}>
            <FeeAmount value={group.total} />
          </Table.Td>
          <Table.Td className={tableClasses.right}>
            <FeeAmount value={group.yearly} />
          </Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}

function describeTier(from: string, to: string | null): string {
  const [first, last] = [formatMoney(from).replace('.00', ''), to === null ? null : formatMoney(to).replace('.00', '')]
  return last === null ? `From ${first}` : `${first} to ${last}`
}

function LeftOut({ leftOut }: Pick<HouseholdFees, 'leftOut'>) {
  return (
    <Section title="Not charged by a schedule" note={leftOut.length}>
      <List size="sm" spacing={6} listStyleType="none">
        {leftOut.map(({ id, name, reason, charged, state }) => (
          <List.Item key={id}>
            <Text span inherit fw={560}>
              {name}
            </Text>{' '}
            {reason}{' '}
            {charged === '0.00' ? null : (
              <Text span inherit c={state === 'not_due' ? 'red' : 'dimmed'}>
                Charged in the quarter: <Amount value={charged} />.
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
