import { Button, Center, Group, NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { call, toWorkstationError } from '#renderer/data/bridge.ts'
import { ExportList } from '#renderer/data/export-list.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { sayProblem } from '#renderer/ui/toast.tsx'
import type { AccountView } from '#shared/ipc/households.ts'
import type { TransactionView } from '#shared/ipc/portfolio.ts'
import { TransactionsTable } from './transactions-table.tsx'

const PAGE = 100

interface HouseholdTransactionsProps {
  readonly householdId: string
  readonly accounts: readonly AccountView[]
}

/** A household's transactions, newest first, a page at a time. */
export function HouseholdTransactions({ householdId, accounts }: HouseholdTransactionsProps) {
  const [accountId, setAccountId] = useState('')
  return (
    <Section
      title="Transactions"
      flush
      actions={
        <Group gap="xs">
          <NativeSelect
            size="xs"
            maw={300}
            aria-label="Account"
            value={accountId}
            onChange={(event) => setAccountId(event.currentTarget.value)}
            data={[
              { value: '', label: 'All accounts' },
              ...accounts.map(({ account }) => ({ value: account.id, label: account.name })),
            ]}
          />
          <ExportList
            list={{ name: 'transactions', householdId, accountId: accountId || null }}
            what="All transactions of the accounts that are shown"
          />
        </Group>
      }
    >
      {/* Another account is another list: the pages loaded so far do not belong to it. */}
      <Pages key={accountId} householdId={householdId} accountId={accountId || null} accounts={accounts} />
    </Section>
  )
}

interface PagesProps extends HouseholdTransactionsProps {
  readonly accountId: string | null
}

function Pages({ householdId, accountId, accounts }: PagesProps) {
  const first = useQuery('portfolio.transactions', { householdId, accountId, limit: PAGE })
  const [older, setOlder] = useState<readonly TransactionView[]>([])
  const [ended, setEnded] = useState(false)
  const [busy, setBusy] = useState(false)

  const loadMore = async (last: TransactionView) => {
    setBusy(true)
    try {
      const before = { tradedOn: last.tradedOn, id: last.id }
      const page = await call('portfolio.transactions', { householdId, accountId, before, limit: PAGE })
      setOlder((loaded) => [...loaded, ...page])
      setEnded(page.length < PAGE)
    } catch (error) {
      sayProblem(toWorkstationError(error).message)
    } finally {
      setBusy(false)
    }
  }

  // What was loaded before does not know of it.
  const forgetOlder = () => {
    setOlder([])
    setEnded(false)
  }
  return (
    <QueryView query={first}>
      {(newest) => {
        const rows = withoutRepeats([...newest, ...older])
        const last = rows.at(-1)
        if (last === undefined) {
          return <NothingHere title="No transactions" description="Nothing has been booked in these accounts yet." />
        }
        return (
          <>
            <TransactionsTable transactions={rows} corrections={{ accounts, onMade: forgetOlder }} />
            <Center p="sm">
              {ended || newest.length < PAGE ? (
                <Text size="xs" c="dimmed">
                  That is everything: {rows.length} transactions.
                </Text>
              ) : (
                <Button variant="default" size="xs" loading={busy} onClick={() => void loadMore(last)}>
                  Load more
                </Button>
              )}
            </Center>
          </>
        )
      }}
    </QueryView>
  )
}

/** When the first page is asked again after new bookings, its tail may reach into pages already loaded. */
function withoutRepeats(rows: readonly TransactionView[]): readonly TransactionView[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
