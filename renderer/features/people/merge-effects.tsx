import { Alert, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { MergeLine } from '#shared/ipc/merging.ts'

const headings: Readonly<Record<MergeLine['how'], string>> = {
  moves: 'Moves to the record that stays',
  joins: 'Is joined with what the record that stays has already',
  ends: 'Ends',
  stays: 'Stays with the merged record, since it is never changed',
}

/** What a merge brings about beside the fields. */
export function MergeEffects({ lines }: { readonly lines: readonly MergeLine[] }) {
  const groups = (Object.keys(headings) as MergeLine['how'][])
    .map((how) => ({ how, texts: lines.filter((line) => line.how === how).map(({ text }) => text) }))
    .filter(({ texts }) => texts.length > 0)
  if (groups.length === 0) return <Text size="sm">Nothing else in the book speaks of the merged record.</Text>
  return (
    <Stack gap="xs">
      {groups.map(({ how, texts }) => (
        <div key={how}>
          <Text size="sm" fw={600}>
            {headings[how]}
          </Text>
          <List size="sm">
            {texts.map((text, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read alike, and none of them moves.
              <List.Item key={`${text} ${index}`}>{text}</List.Item>
            ))}
          </List>
        </div>
      ))}
    </Stack>
  )
}

/** What speaks against a merge, or has to be looked at afterwards. */
export function MergeWarnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} title="Look at this first">
      <Stack gap={4}>
        {warnings.map((warning) => (
          <Text key={warning} size="sm">
            {warning}
          </Text>
        ))}
      </Stack>
    </Alert>
  )
}
