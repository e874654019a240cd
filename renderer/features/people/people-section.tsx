import { Avatar, Badge, Box, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconBuildingBank } from '@tabler/icons-react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatShare } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { endingOf } from '#shared/domain/relationship-roles.ts'
import type { HouseholdPage, MemberView } from '#shared/ipc/households.ts'
import { AddMenu } from './add-menu.tsx'
import { DuplicatesNotice, MergedNotice } from './duplicates-notice.tsx'
import { EditEntity } from './entity-editor.tsx'
import { EditPerson } from './person-editor.tsx'
import { PersonMenu } from './person-menu.tsx'

type Relationship = HouseholdPage['relationships'][number]

interface PeopleSectionProps {
  readonly page: HouseholdPage
  /** Whether people can be changed from here. */
  readonly editable?: boolean
  /** False where relationships have a section of their own. */
  readonly withRelationships?: boolean
}

/** Who is who: members, trusts and companies, and what they are to one another. */
export function PeopleSection({ page, editable = false, withRelationships = true }: PeopleSectionProps) {
  const { members, entities, relationships } = page
  return (
    <Section title="Who is who" actions={editable ? <AddMenu page={page} /> : null}>
      {editable ? <DuplicatesNotice householdId={page.household.id} /> : null}
      {members.length === 0 && entities.length === 0 ? (
        <NothingHere title="Nobody recorded yet" description="People appear here once they are entered in the book." />
      ) : null}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" verticalSpacing="md">
        {members.map((member) => (
          <Member key={member.person.id} member={member} householdId={page.household.id} editable={editable} />
        ))}
        {entities.map((entity) => (
          <Group key={entity.id} gap="sm" wrap="nowrap" align="flex-start">
            <Avatar size={36} color="gray" variant="light" radius="md">
              <IconBuildingBank size={19} stroke={1.6} aria-hidden />
            </Avatar>
            <Box miw={0}>
              <Group gap={6}>
                <Text size="sm" fw={600}>
                  {entity.name}
                </Text>
                {editable ? <EditEntity entity={entity} /> : null}
              </Group>
              <Text size="xs" c="dimmed">
                {choiceLabel('entities', 'type', entity.type)}
                {entity.einLast4 === null ? '' : ` · EIN ends ${entity.einLast4}`}
                {entity.formedOn === null ? '' : ` · formed ${formatDate(entity.formedOn)}`}
              </Text>
            </Box>
          </Group>
        ))}
      </SimpleGrid>
      {editable ? <MergedNotice householdId={page.household.id} /> : null}
      {relationships.length === 0 || !withRelationships ? null : (
        <List size="sm" mt="md" pt="md" spacing={3} style={{ borderTop: '1px solid var(--border-soft)' }}>
          {relationships.map((relationship) => (
            <List.Item key={relationship.id}>
              <RelationshipSentence relationship={relationship} />
            </List.Item>
          ))}
        </List>
      )}
    </Section>
  )
}

interface MemberProps {
  readonly member: MemberView
  readonly householdId: string
  readonly editable: boolean
}

function Member({ member: { person, role, age }, householdId, editable }: MemberProps) {
  const name = `${person.preferredName ?? person.firstName} ${person.lastName}`
  const facts = [
    choiceLabel('household_members', 'role', role),
    person.diedOn === null ? (age === null ? null : `${age} years`) : `died ${formatDate(person.diedOn)}`,
    person.employmentStatus === null ? null : choiceLabel('persons', 'employmentStatus', person.employmentStatus),
    person.ssnLast4 === null ? null : `SSN ends ${person.ssnLast4}`,
  ].filter((fact) => fact !== null)
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Avatar size={36} name={name} color="harbour" variant="light" aria-hidden />
      <Stack gap={1} miw={0}>
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          {editable ? (
            <>
              <EditPerson person={person} name={name} />
              <PersonMenu person={person} name={name} householdId={householdId} />
            </>
          ) : null}
          {person.vulnerableClient ? (
            <Badge size="xs" color="orange">
              Take extra care
            </Badge>
          ) : null}
          {person.politicallyExposed ? (
            <Badge size="xs" color="violet">
              Politically exposed
            </Badge>
          ) : null}
        </Group>
        <Text size="xs" c="dimmed">
          {/* Lines break between facts, not within one. */}
          {facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · ')}
        </Text>
        <Group gap={0} style={{ columnGap: 10 }} fz="xs" c="dimmed">
          {person.phone === null ? null : <span style={{ whiteSpace: 'nowrap' }}>{person.phone}</span>}
          {person.email === null ? null : <span style={{ overflowWrap: 'anywhere' }}>{person.email}</span>}
        </Group>
      </Stack>
    </Group>
  )
}

function RelationshipSentence({ relationship }: { readonly relationship: Relationship }) {
  const { from, role, to, percent, toDate } = relationship
  const word = choiceLabel('relationships', 'role', role)
  const isOver = endingOf(toDate, todayDate()) === 'over'
  return (
    <>
      <strong>{from}</strong> {isOver ? 'was' : 'is'} the {lowerFirst(word)} of <strong>{to}</strong>
      {percent === null ? '' : ` (${formatShare(percent)})`}
      {toDate === null ? '' : ` until ${formatDate(toDate)}`}
    </>
  )
}

/** Labels start with a capital; inside a sentence they do not, unless they are an abbreviation. */
function lowerFirst(label: string): string {
  return /^[A-Z][A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
}
