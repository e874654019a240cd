import { useQuery } from '#renderer/data/use-query.ts'
import { todayDate } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import { DistributionsTable } from './distributions-table.tsx'

/** A household's minimum distributions of this year; nothing where none are due. */
export function DistributionsSection({ householdId }: { readonly householdId: string }) {
  const { data } = useQuery('portfolio.distributions', { householdId })
  if (data === undefined || data.length === 0) return null
  return (
    <Section title="Minimum distributions" note={todayDate().slice(0, 4)} flush>
      <DistributionsTable rows={data} />
    </Section>
  )
}
