import { Anchor, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, useParams } from 'react-router'
import { QueryPage } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DocumentsSection } from '#renderer/features/documents/documents-section.tsx'
import { ProfileEditor } from '#renderer/features/households/profile-editor.tsx'
import { ProfileSection } from '#renderer/features/households/profile-section.tsx'
import { NoteForm } from '#renderer/features/meetings/capture-panel.tsx'
import { ChangesSection } from '#renderer/features/meetings/changes-section.tsx'
import { ChecksSection } from '#renderer/features/meetings/checks-section.tsx'
import { CommunicationsSection } from '#renderer/features/meetings/communications-section.tsx'
import { MeetingStatusBadge } from '#renderer/features/meetings/meeting-list.tsx'
import { NotesList } from '#renderer/features/meetings/notes-list.tsx'
import { PackActions } from '#renderer/features/meetings/pack-actions.tsx'
import { PeopleSection } from '#renderer/features/people/people-section.tsx'
import { AccountsSection } from '#renderer/features/portfolio/accounts-section.tsx'
import { HoldingsTable } from '#renderer/features/portfolio/holdings-table.tsx'
import { RollUpSection } from '#renderer/features/portfolio/roll-up-section.tsx'
import { TargetSection } from '#renderer/features/portfolio/target-section.tsx'
import { TransactionsTable } from '#renderer/features/portfolio/transactions-table.tsx'
import { AddTaskForm } from '#renderer/features/tasks/add-task-form.tsx'
import { TasksSection } from '#renderer/features/tasks/tasks-section.tsx'
import { formatDate, formatDay, formatInstant, formatSpan, localDay } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import classes from './columns.module.css'

export function MeetingPackRoute() {
  const { meetingId = '' } = useParams()
  return <MeetingPackScreen key={meetingId} meetingId={meetingId} />
}

function MeetingPackScreen({ meetingId }: { readonly meetingId: string }) {
  const query = useQuery('meetings.pack', { meetingId })
  return (
    <QueryPage title="Meeting" query={query}>
      {(pack) => <PackView pack={pack} />}
    </QueryPage>
  )
}

function PackView({ pack }: { readonly pack: MeetingPack }) {
  const { meeting, page } = pack
  const [editing, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('book.write')
  return (
    <Page
      title={meeting.subject}
      windowTitle="Meeting pack"
      badges={<MeetingStatusBadge status={meeting.status} />}
      subtitle={<PackSubtitle pack={pack} />}
      actions={<PackActions meeting={meeting} />}
    >
      <div className={classes.columns}>
        <Reading pack={pack} />
        <Stack gap="md" miw={0} className={classes.sticky}>
          {mayWrite ? <Capture pack={pack} /> : null}
          <TasksSection householdId={page.household.id} tasks={page.tasks} withForm={false} />
          <ProfileSection household={page.household} onEdit={mayWrite ? open : undefined} />
        </Stack>
      </div>
      <ProfileEditor household={page.household} opened={editing} onClose={close} />
    </Page>
  )
}

/** With whom, when and where; then how fresh the figures are. */
function PackSubtitle({ pack: { meeting, page, bookAsOf } }: { readonly pack: MeetingPack }) {
  return (
    <>
      <div>
        <Anchor component={Link} to={`/households/${page.household.id}`} size="sm" fw={560}>
          {page.household.name}
        </Anchor>
        {' · '}
        {formatDay(localDay(meeting.startsAt))}, {formatSpan(meeting.startsAt, meeting.endsAt)}
        {meeting.location === null ? '' : ` · ${meeting.location}`}
        {meeting.attendees === null ? '' : ` · with ${meeting.attendees}`}
      </div>
      <div>
        Book as of {formatInstant(bookAsOf)}
        {page.rollUp.asOf === null ? '' : ` · positions as of ${formatDate(page.rollUp.asOf)}`}
      </div>
    </>
  )
}

function Reading({ pack }: { readonly pack: MeetingPack }) {
  const { page, meeting, lastMeetingAt } = pack
  const since = lastMeetingAt === null ? 'all so far' : `since ${formatDate(lastMeetingAt)}`
  return (
    <Stack gap="md" miw={0}>
      <ChecksSection checks={pack.checks} />
      <ChangesSection changes={pack.changes} lastMeetingAt={lastMeetingAt} />
      {meeting.agenda === null ? null : (
        <Section title="Agenda">
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {meeting.agenda}
          </Text>
        </Section>
      )}
      <PeopleSection page={page} />
      <RollUpSection householdId={page.household.id} rollUp={page.rollUp} />
      <TargetSection page={page} />
      <AccountsSection accounts={page.accounts} targets={page.targets} />
      <Section title="Holdings" note={pack.holdings.length} flush>
        <HoldingsTable holdings={pack.holdings} compact />
      </Section>
      <Section title="Transactions" note={since} flush>
        {pack.transactions.length === 0 ? (
          <NothingHere title="No transactions" description="Nothing was booked since the last meeting." />
        ) : (
          <TransactionsTable transactions={pack.transactions} />
        )}
      </Section>
      <CommunicationsSection communications={pack.communications} />
      {pack.previousNotes.length === 0 ? null : (
        <Section title="Notes from earlier meetings" note={pack.previousNotes.length}>
          <NotesList notes={pack.previousNotes} label="Notes from earlier meetings" />
        </Section>
      )}
      <DocumentsSection
        householdId={page.household.id}
        documents={page.documents}
        meeting={{ id: meeting.id, kept: pack.kept }}
      />
    </Stack>
  )
}

/** Where the meeting is written up. */
function Capture({ pack: { meeting, page, notes } }: { readonly pack: MeetingPack }) {
  return (
    <>
      <Section title="Notes of this meeting" note={notes.length === 0 ? null : notes.length}>
        <Stack gap="md">
          <NoteForm meetingId={meeting.id} />
          {notes.length === 0 ? null : <NotesList notes={notes} label="Notes of this meeting" />}
        </Stack>
      </Section>
      <Section title="Follow up">
        <AddTaskForm householdId={page.household.id} meetingId={meeting.id} />
      </Section>
    </>
  )
}
