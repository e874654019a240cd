import { ExportList } from '#renderer/data/export-list.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Section } from '#renderer/ui/section.tsx'
import { HoldingsTable } from './holdings-table.tsx'

/** A household's holdings, asked for when their tab is opened. */
export function HouseholdHoldings({ householdId }: { readonly householdId: string }) {
  const holdings = useQuery('portfolio.holdings', { householdId })
  return (
    <Section
      title="Holdings"
      note={holdings.data?.length}
      flush
      actions={
        holdings.data?.length ? (
          <ExportList list={{ name: 'holdings', householdId }} what={`${holdings.data.length} holdings`} />
        ) : null
      }
    >
      <QueryView query={holdings}>{(rows) => <HoldingsTable holdings={rows} />}</QueryView>
    </Section>
  )
}
