import { todayDate } from '#renderer/ui/dates.ts'
import type { Choices } from '#shared/schema/forms.ts'
import { useQuery } from './use-query.ts'

/**
 * What of the firm's a form offers, by name: what has not ended, and what is chosen already.
 *
 * @param enabled false until the form is opened.
 */
export function useOffered(
  channel: 'portfolio.models' | 'portfolio.feeSchedules',
  chosen: string | null,
  enabled: boolean,
): Choices {
  const { data } = useQuery(channel, {}, { enabled })
  const today = todayDate()
  const offered = (data ?? []).filter(({ id, endedOn }) => id === chosen || endedOn === null || endedOn > today)
  return Object.fromEntries(offered.map(({ id, name }) => [id, name]))
}
