import { Button, Group, Modal, NativeSelect, Progress, Stack, Text, TextInput } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useForm } from '@mantine/form'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import { todayDate } from '#renderer/ui/dates.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatBytes } from '#renderer/ui/money.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import { FILEABLE, fileableExtensions } from '#shared/domain/file-kinds.ts'
import type { FoundText } from '#shared/ipc/documents.ts'
import { type FileFacts, sendFile } from './send-file.ts'

interface AddDocumentProps {
  readonly householdId: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Files a scan or a photo of a signed page, with or without the network. */
export function AddDocument({ householdId, opened, onClose }: AddDocumentProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a document" size="lg">
      {opened ? <AddForm householdId={householdId} onClose={onClose} /> : null}
    </Modal>
  )
}

const types = Object.entries(choicesOf('documents', 'type')).map(([value, label]) => ({ value, label }))

interface Draft {
  readonly file: File | null
  readonly title: string
  readonly type: FileFacts['type']
  readonly documentDate: string | null
}

/** What search will find of it, said at once, so that nobody relies on more. */
const searchable: Readonly<Record<FoundText, string>> = {
  read: 'Search finds what it says.',
  none: 'It has no text, so search finds it by its title.',
  unread: 'Its text could not be read here, so search finds it by its title.',
}

const empty = (): Draft => ({ file: null, title: '', type: 'correspondence', documentDate: todayDate(new Date()) })

function AddForm({ householdId, onClose }: Omit<AddDocumentProps, 'opened'>) {
  const [percent, setPercent] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm<Draft>({
    initialValues: empty(),
    validate: {
      file: (file) => (file === null ? 'Choose a file or drop one here' : null),
      title: (title) => (title.trim() === '' ? 'Give it a title' : null),
    },
  })
  const add = form.onSubmit(async ({ file, title, type, documentDate }) => {
    if (file === null) return
    setProblem(null)
    setPercent(0)
    const result = await sendFile(householdId, file, { title: title.trim(), type, documentDate }, setPercent)
    setPercent(null)
    if (!result.ok) return setProblem(result.error.message)
    sayDone(`Document saved on this laptop; it is sent when online. ${searchable[result.value.text]}`)
    onClose()
  })
  const busy = percent !== null
  return (
    <form onSubmit={add} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        <FileField
          file={form.values.file}
          problem={form.errors.file}
          onChoose={(file) => form.setFieldValue('file', file)}
        />
        <TextInput
          label="Title"
          placeholder="What it is, as you would look for it"
          maxLength={300}
          {...form.getInputProps('title')}
        />
        <Group gap="sm" grow align="flex-start">
          <NativeSelect label="Type" data={types} {...form.getInputProps('type')} />
          <DateField
            label="Date of the document"
            value={form.values.documentDate}
            onChange={(date) => form.setFieldValue('documentDate', date)}
          />
        </Group>
        {percent === null ? null : <Saving percent={percent} />}
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Add document
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Saving({ percent }: { readonly percent: number }) {
  const text = percent < 100 ? 'Encrypting the file' : 'Reading its text for search'
  return (
    <div>
      <Progress value={percent} aria-label={text} />
      <Text size="xs" c="dimmed" mt={4} role="status">
        {text}…
      </Text>
    </div>
  )
}

interface FileFieldProps {
  readonly file: File | null
  readonly problem: React.ReactNode
  readonly onChoose: (file: File) => void
}

/** The page cannot know what a file really is, so every file is taken here and the main process looks into it. */
function FileField({ file, problem, onChoose }: FileFieldProps) {
  return (
    <div>
      <Dropzone
        multiple={false}
        inputProps={{ 'aria-label': 'File', accept: fileableExtensions.join(',') }}
        onDrop={([chosen]) => chosen !== undefined && onChoose(chosen)}
        p="md"
      >
        <Group gap="sm" wrap="nowrap" justify="center" style={{ pointerEvents: 'none' }}>
          <IconFileUpload size={28} stroke={1.4} aria-hidden style={{ flex: 'none' }} />
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={560} truncate>
              {file === null ? 'Drop a file here, or choose one' : file.name}
            </Text>
            <Text size="xs" c="dimmed">
              {file === null ? `A scan or a photo: ${FILEABLE}` : `${formatBytes(file.size)} · choose another`}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {problem ? (
        <Text size="xs" c="red" mt={4} role="alert">
          {problem}
        </Text>
      ) : null}
    </div>
  )
}
