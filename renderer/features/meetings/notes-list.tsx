import { Group, Stack, Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { formatInstant } from '#renderer/ui/dates.ts'
import type { NoteView } from '#shared/ipc/meetings.ts'
import classes from './meetings.module.css'

/** Notes as written, each with where it stands on its way to the firm. */
export function NotesList({ notes, label }: { readonly notes: readonly NoteView[]; readonly label: string }) {
  return (
    <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }} aria-label={label}>
      {notes.map((note) => (
        <li key={note.id} className={classes.note} data-kind={note.kind}>
          <Group justify="space-between" gap="xs" mb={2}>
            <Text size="xs" c="dimmed">
              <Text span inherit fw={620} c="var(--mantine-color-text)">
                {choiceLabel('meeting_notes', 'kind', note.kind)}
              </Text>
              {' · '}
              {note.authorName} · {formatInstant(note.writtenAt)}
            </Text>
            <ChangeStateBadge state={note.state} showSynced withLink />
          </Group>
          <Text size="sm" className={classes.body}>
            {note.body}
          </Text>
          {note.basis === null ? null : (
            <Text size="xs" c="dimmed" mt={4} className={classes.body}>
              Basis: {note.basis}
            </Text>
          )}
        </li>
      ))}
    </Stack>
  )
}
