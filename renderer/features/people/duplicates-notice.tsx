import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useQuery } from '#renderer/data/use-query.ts'
import type { DuplicatePair } from '#shared/ipc/merging.ts'
import { MergePersons } from './merge-persons.tsx'
import { MergedPerson } from './merged-person.tsx'

/** Who may be in the book twice, with the way to make one of them. */
export function DuplicatesNotice({ householdId }: { readonly householdId: string }) {
  const { data } = useQuery('people.duplicates', { householdId })
  const [pair, setPair] = useState<DuplicatePair | null>(null)
  const [opened, setOpened] = useState(false)
  if (data === undefined || (data.pairs.length === 0 && pair === null)) return null
  return (
    <>
      {data.pairs.length === 0 ? null : (
        <Alert
          mb="md"
          color="orange"
          icon={<IconUsers size={18} aria-hidden />}
          title="Possible duplicates"
          role="note"
        >
          <Stack gap={6}>
            {data.pairs.map((found) => (
              <Group key={`${found.here.id} ${found.other.id}`} gap="sm" justify="space-between">
                <Text size="sm" flex={1} miw={200}>
                  {describePair(found)}
                </Text>
                <Button
                  size="compact-sm"
                  variant="light"
                  color="orange"
                  aria-label={`Compare ${found.here.name} and ${found.other.name}…`}
                  onClick={() => {
                    setPair(found)
                    setOpened(true)
                  }}
                >
                  Compare…
                </Button>
              </Group>
            ))}
          </Stack>
        </Alert>
      )}
      {pair === null ? null : (
        <MergePersons
          person={{ id: pair.here.id, name: pair.here.name, householdId }}
          otherId={pair.other.id}
          opened={opened}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  )
}

function describePair({ here, other, reason }: DuplicatePair): string {
  const what = reason === 'number' ? 'the same social security number' : 'the same name and date of birth'
  return `${here.name} and ${other.name} (${other.householdName}) have ${what}.`
}

/** Who was merged into the household's people: history, which can be opened and taken back. */
export function MergedNotice({ householdId }: { readonly householdId: string }) {
  const { data } = useQuery('people.duplicates', { householdId })
  const [shown, setShown] = useState<string | null>(null)
  return (
    <>
      {(data?.merged ?? []).map(({ id, name, keptName }) => (
        <Text key={id} size="xs" c="dimmed" mt="sm">
          A record of {name} was merged into {keptName}.{' '}
          <Anchor component="button" type="button" size="xs" onClick={() => setShown(id)}>
            Show it
          </Anchor>
        </Text>
      ))}
      <MergedPerson personId={shown} onClose={() => setShown(null)} />
    </>
  )
}
