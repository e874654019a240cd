import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { getHotkeyHandler } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { Shortcut } from '#renderer/ui/shortcut.tsx'
import { changeDraft, clearDraft, emptyDraft, type NoteKind, useMeetings } from './store.ts'

const kinds = Object.entries(choicesOf('meeting_notes', 'kind')).map(([value, label]) => ({ value, label }))

/** Writes a note, decision, recommendation, or question into the meeting. */
export function NoteForm({ meetingId }: { readonly meetingId: string }) {
  const draft = useMeetings(({ drafts }) => drafts[meetingId]) ?? emptyDraft
  const { run, busy } = useCommand('meetings.addNote')
  const [problem, setProblem] = useState<string | null>(null)

  const save = async (event?: FormEvent) => {
    event?.preventDefault()
    if (busy) return
    if (draft.body.trim() === '') return setProblem('Write something first')
    setProblem(null)
    const basis = basisLabels[draft.kind] !== undefined && draft.basis.trim() !== '' ? draft.basis.trim() : null
    const result = await run({ meetingId, kind: draft.kind, body: draft.body.trim(), basis }, { done: 'Note saved.' })
    if (result.ok) clearDraft(meetingId)
  }
  const saveKey = getHotkeyHandler([['mod+Enter', () => void save()]])

  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="xs">
        <SegmentedControl
          aria-label="Kind of note"
          size="xs"
          fullWidth
          data={kinds}
          value={draft.kind}
          onChange={(kind) => changeDraft(meetingId, { kind: kind as NoteKind })}
        />
        <Textarea
          label="Note"
          placeholder={placeholders[draft.kind]}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={20_000}
          error={problem}
          value={draft.body}
          onChange={(event) => changeDraft(meetingId, { body: event.currentTarget.value })}
          onKeyDown={saveKey}
        />
        {basisLabels[draft.kind] !== undefined ? (
          <Textarea
            label="Basis"
            description={basisLabels[draft.kind]}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={4000}
            value={draft.basis}
            onChange={(event) => changeDraft(meetingId, { basis: event.currentTarget.value })}
            onKeyDown={saveKey}
          />
        ) : null}
        <Group justify="space-between">
          <Group gap={6} c="dimmed">
            <Shortcut keys={['mod', 'Enter']} />
            <Text size="xs">saves</Text>
          </Group>
          <Button type="submit" loading={busy}>
            Add note
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What is asked for as the basis, where a kind of note has one. */
const basisLabels: Readonly<Partial<Record<NoteKind, string>>> = {
  decision: 'Why it was decided so',
  recommendation: 'Why this is in the client’s best interest',
}

const placeholders: Readonly<Record<NoteKind, string>> = {
  note: 'What was said',
  decision: 'What was decided, and by whom',
  recommendation: 'What you recommend',
  question: 'What has to be found out',
}
