import { Table, Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { sumDecimals } from '#renderer/ui/compare.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatDate } from '#renderer/ui/dates.ts'
import type { FeeGroupView } from '#shared/ipc/fees.ts'
import { FeeAmount, FeeState } from './fee-state.tsx'

interface FeeAccountsProps {
  readonly accounts: FeeGroupView['accounts']
  readonly group: FeeGroupView
}

/** Each account's share of the quarter's fee beside what was charged to it. */
export function FeeAccounts({ accounts, group }: FeeAccountsProps) {
  return (
    <Table aria-label={`Accounts charged by ${group.schedule}`} className={tableClasses.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Account</Table.Th>
          <Table.Th className={tableClasses.right}>Value</Table.Th>
          <Table.Th className={tableClasses.right}>Due</Table.Th>
          <Table.Th className={tableClasses.right}>Charged</Table.Th>
          <Table.Th>State</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {accounts.map((account) => (
          <Table.Tr key={account.id}>
            <Table.Td>
              {account.name}
              <Text size="xs" c="dimmed">
                {choiceLabel('accounts', 'billing', account.billing)}, for {formatDate(account.covers.from)} to{' '}
                {formatDate(account.covers.to)}
              </Text>
            </Table.Td>
            <Table.Td className={tableClasses.right}>
              <FeeAmount value={account.value} />
            </Table.Td>
            <Table.Td className={tableClasses.right}>
              <FeeAmount value={account.due} />
            </Table.Td>
            <Table.Td className={tableClasses.right}>
              <FeeAmount value={account.charged} />
            </Table.Td>
            <Table.Td>
              <FeeState charge={account} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Td>Total</Table.Td>
          <Table.Td className={tableClasses.right}>
            <FeeAmount value={group.total} />
          </Table.Td>
          <Table.Td className={tableClasses.right}>
            <FeeAmount value={group.quarterly} />
          </Table.Td>
          <Table.Td className={tableClasses.right}>
            <FeeAmount value={sumDecimals(accounts.map(({ charged }) => charged))} />
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}
