import { todayDate } from '#renderer/ui/dates.ts'
import type { Choices } from '#shared/schema/forms.ts'
import { useQuery } from './use-query.ts'

/**
 * The models that a form offers, by name: those that have not ended, and the one that is chosen already.
 *
 * @param enabled false until the form is opened.
 */
export function useModelChoices(chosen: string | null, enabled: boolean): Choices {
  const models = useQuery('portfolio.models', {}, { enabled })
  const today = todayDate()
  const offered = (models.data ?? []).filter(({ id, endedOn }) => id === chosen || endedOn === null || endedOn > today)
  return Object.fromEntries(offered.map(({ id, name }) => [id, name]))
}
