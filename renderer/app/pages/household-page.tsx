import { Stack, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { askedDocument } from '#renderer/data/addresses.ts'
import { QueryPage } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DocumentsSection } from '#renderer/features/documents/documents-section.tsx'
import { ActivitySection } from '#renderer/features/households/activity-section.tsx'
import { EditHousehold } from '#renderer/features/households/household-editor.tsx'
import { HouseholdBadges, HouseholdFacts } from '#renderer/features/households/household-heading.tsx'
import { ProfileEditor } from '#renderer/features/households/profile-editor.tsx'
import { ProfileSection } from '#renderer/features/households/profile-section.tsx'
import { QualitySection } from '#renderer/features/households/quality-section.tsx'
import { NextMeetingSection } from '#renderer/features/meetings/next-meeting-section.tsx'
import { MembershipsSection } from '#renderer/features/people/memberships-section.tsx'
import { PeopleSection } from '#renderer/features/people/people-section.tsx'
import { RelationshipsSection } from '#renderer/features/people/relationships-section.tsx'
import { AccountsSection } from '#renderer/features/portfolio/accounts-section.tsx'
import { DistributionsSection } from '#renderer/features/portfolio/distributions-section.tsx'
import { ExposureSection } from '#renderer/features/portfolio/exposure-section.tsx'
import { GainsSection } from '#renderer/features/portfolio/gains-section.tsx'
import { HouseholdHoldings } from '#renderer/features/portfolio/household-holdings.tsx'
import { HouseholdTransactions } from '#renderer/features/portfolio/household-transactions.tsx'
import { MarketValue } from '#renderer/features/portfolio/market-value.tsx'
import { PerformanceSection } from '#renderer/features/portfolio/performance-section.tsx'
import { RollUpSection } from '#renderer/features/portfolio/roll-up-section.tsx'
import { TasksSection } from '#renderer/features/tasks/tasks-section.tsx'
import { WorkflowsSection } from '#renderer/features/tasks/workflows-section.tsx'
import { Later } from '#renderer/ui/later.tsx'
import { Page } from '#renderer/ui/page.tsx'
import type { FixPlace } from '#shared/domain/data-quality.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import classes from './columns.module.css'

export function HouseholdRoute() {
  const { householdId = '' } = useParams()
  // Another household is another page: nothing of the one before may stay.
  return <HouseholdScreen key={householdId} householdId={householdId} />
}

function HouseholdScreen({ householdId }: { readonly householdId: string }) {
  const query = useQuery('households.get', { householdId })
  return (
    <QueryPage title="Household" query={query}>
      {(page) => <HouseholdView page={page} />}
    </QueryPage>
  )
}

function HouseholdView({ page }: { readonly page: HouseholdPage }) {
  const { household } = page
  const [editing, { open, close }] = useDisclosure(false)
  const [chosen, setTab] = useState<string | null>('overview')
  const [parameters, setParameters] = useSearchParams()
  const asked = askedDocument(parameters)
  const mayWrite = useMay('book.write')
  // Closing a document leaves the person among the documents, and the way back leads to where they were.
  const forget = () => {
    setTab('documents')
    setParameters({}, { replace: true })
  }
  return (
    <Page
      windowTitle="Household"
      title={household.name}
      badges={
        <>
          <HouseholdBadges page={page} />
          {mayWrite ? <EditHousehold household={household} /> : null}
        </>
      }
      subtitle={<HouseholdFacts page={page} />}
      actions={<MarketValue householdId={household.id} rollUp={page.rollUp} />}
    >
      <Tabs value={asked === null ? chosen : 'documents'} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="holdings">Holdings</Tabs.Tab>
          <Tabs.Tab value="transactions">Transactions</Tabs.Tab>
          <Tabs.Tab value="documents">Documents</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview page={page} onEditProfile={mayWrite ? open : undefined} onDocuments={() => setTab('documents')} />
        </Tabs.Panel>
        <Tabs.Panel value="holdings">
          <Stack gap="md">
            <PerformanceSection householdId={household.id} accounts={page.accounts} />
            <HouseholdHoldings householdId={household.id} />
            <GainsSection householdId={household.id} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="transactions">
          <HouseholdTransactions householdId={household.id} accounts={page.accounts} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          <DocumentsSection householdId={household.id} documents={page.documents} asked={asked} onClosed={forget} />
        </Tabs.Panel>
      </Tabs>
      <ProfileEditor household={household} opened={editing} onClose={close} />
    </Page>
  )
}

interface OverviewProps {
  readonly page: HouseholdPage
  readonly onEditProfile: (() => void) | undefined
  readonly onDocuments: () => void
}

function Overview({ page, onEditProfile, onDocuments }: OverviewProps) {
  const mayWrite = useMay('book.write')
  const people = useRef<HTMLDivElement>(null)
  const accounts = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const fixes: Readonly<Record<FixPlace, (() => void) | undefined>> = {
    people: () => goTo(people.current),
    accounts: () => goTo(accounts.current),
    profile: onEditProfile,
    documents: onDocuments,
    review: () => void navigate('/households'),
  }
  return (
    <div className={classes.columns}>
      <Stack gap="md" miw={0}>
        <RollUpSection householdId={page.household.id} rollUp={page.rollUp} />
        <div ref={people} tabIndex={-1} style={{ outline: 'none' }}>
          <PeopleSection page={page} editable={mayWrite} withRelationships={false} />
          <RelationshipsSection page={page} />
        </div>
        <Later>
          <div ref={accounts} tabIndex={-1} style={{ outline: 'none' }}>
            <AccountsSection accounts={page.accounts} householdId={mayWrite ? page.household.id : undefined} />
          </div>
          <DistributionsSection householdId={page.household.id} />
          <MembershipsSection householdId={page.household.id} />
          <ActivitySection activity={page.activity} />
        </Later>
      </Stack>
      <Stack gap="md" miw={0}>
        <NextMeetingSection meeting={page.nextMeeting} />
        <TasksSection householdId={page.household.id} tasks={page.tasks} />
        <Later>
          <WorkflowsSection householdId={page.household.id} />
          <ProfileSection household={page.household} onEdit={onEditProfile} />
          <QualitySection quality={page.quality} onFix={(place) => fixes[place]} />
          <ExposureSection householdId={page.household.id} />
        </Later>
      </Stack>
    </div>
  )
}

/** Brings a card into sight and the keyboard to it. */
function goTo(card: HTMLElement | null): void {
  card?.scrollIntoView({ block: 'start' })
  card?.focus({ preventScroll: true })
}
