import { choiceLabel } from '#renderer/data/labels.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { formatDate } from '#renderer/ui/dates.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import { StatusBadge } from './status-badge.tsx'

export function HouseholdBadges({ page }: { readonly page: HouseholdPage }) {
  return (
    <>
      <StatusBadge status={page.household.status} />
      <ChangeStateBadge state={page.state} withLink />
    </>
  )
}

/** `Family · Gold · Adviser Ines Hartmann · Client since 4 Mar 2014`. */
export function HouseholdFacts({ page }: { readonly page: HouseholdPage }) {
  const { household, adviserName } = page
  const facts = [
    choiceLabel('households', 'type', household.type),
    choiceLabel('households', 'serviceTier', household.serviceTier),
    `Adviser ${adviserName}`,
    household.clientSince === null ? null : `Client since ${formatDate(household.clientSince)}`,
    household.nextReviewOn === null ? null : `Next review ${formatDate(household.nextReviewOn)}`,
  ]
  return <>{facts.filter((fact) => fact !== null).join(' · ')}</>
}
