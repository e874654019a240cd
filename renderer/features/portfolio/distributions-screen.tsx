import { Paper, Stack, Text } from '@mantine/core'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { DistributionsTable } from './distributions-table.tsx'

/** This year's minimum distributions across the book. */
export function DistributionsScreen() {
  const query = useQuery('portfolio.distributions', { householdId: null })
  const noBook = useHasNoBook()
  const open = query.data?.filter(({ status }) => status !== 'met').length
  return (
    <Page title="Distributions" subtitle={open === undefined || noBook ? undefined : `${open} to settle this year`}>
      <QueryView query={query}>
        {(rows) =>
          rows.length === 0 ? (
            noBook ? (
              <NoBook />
            ) : (
              <Paper>
                <NothingHere
                  title="No minimum distributions"
                  description="They appear in the year in which the owner of a retirement account reaches the age."
                />
              </Paper>
            )
          ) : (
            <Stack gap="md">
              <Section title="Minimum distributions" note={todayDate().slice(0, 4)} flush>
                <DistributionsTable rows={rows} withHousehold />
              </Section>
              <Text size="xs" c="dimmed" maw={760}>
                The balance at the end of last year, worked out from the book’s positions, transactions, and prices,
                divided by the Uniform Lifetime Table’s factor for the age reached this year. IRAs of one owner are
                taken together. Confirm the balance with the custodian’s year-end statement before money moves.
              </Text>
            </Stack>
          )
        }
      </QueryView>
    </Page>
  )
}
