import { Badge, Group, Stack, Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { formatShare } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { groupBy } from '#shared/domain/group.ts'
import { endingOf, isAuthority } from '#shared/domain/relationship-roles.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { RelationshipSide } from '#shared/ipc/people.ts'
import { EditRelationship } from './relationship-editor.tsx'

/** What each of the household is to others, and others to them; what gives power says until when and by which document. */
export function RelationshipsSection({ page }: { readonly page: HouseholdPage }) {
  const sides = useQuery('people.relationships', { householdId: page.household.id })
  return (
    <QueryView query={sides} rows={3}>
      {(rows) =>
        rows.length === 0 ? null : (
          <Section title="Relationships">
            <Stack gap="md">
              {[...groupBy(rows, ({ partyId }) => partyId)].map(([partyId, ofParty]) => (
                <PartyRelationships key={partyId} sides={ofParty} documents={page.documents} />
              ))}
            </Stack>
          </Section>
        )
      }
    </QueryView>
  )
}

interface PartyRelationshipsProps {
  readonly sides: readonly RelationshipSide[]
  readonly documents: HouseholdPage['documents']
}

function PartyRelationships({ sides, documents }: PartyRelationshipsProps) {
  const mayWrite = useMay('book.write')
  return (
    <div>
      <Text size="sm" fw={600} component="h3">
        {sides[0]?.partyName}
      </Text>
      <Stack component="ul" gap={2} m={0} p={0} style={{ listStyle: 'none' }}>
        {sides.map((side) => (
          <Group component="li" key={side.relationship.id} gap={6}>
            <Sentence side={side} />
            <Authority side={side} />
            {mayWrite ? <EditRelationship side={side} documents={documents} /> : null}
          </Group>
        ))}
      </Stack>
    </div>
  )
}

/** `Spouse of Bo Clark`, `Power of attorney: Dee Moss`. */
function Sentence({ side: { relationship, role, direction, otherName } }: { readonly side: RelationshipSide }) {
  const word = choiceLabel('relationships', 'role', role)
  const { percent, fromDate } = relationship
  return (
    <Text size="sm" span>
      {direction === 'is' ? `${word} of ` : `${word}: `}
      <strong>{otherName}</strong>
      {percent === null ? '' : ` (${formatShare(percent)})`}
      {fromDate === null ? '' : `, since ${formatDate(fromDate)}`}
    </Text>
  )
}

/** When it ends or ended; for what gives power, whether a document evidences it. */
function Authority({ side: { relationship, evidenceTitle } }: { readonly side: RelationshipSide }) {
  const { role, toDate, evidenceDocumentId } = relationship
  const ending = endingOf(toDate, todayDate())
  const isPower = isAuthority(role)
  const [is, was] = isPower ? ['Expires', 'Expired'] : ['Ends', 'Ended']
  return (
    <>
      {toDate === null ? null : (
        <Badge size="sm" color={ending === 'open' || !isPower ? 'gray' : ending === 'soon' ? 'orange' : 'red'}>
          {ending === 'over' ? was : is} {formatDate(toDate)}
        </Badge>
      )}
      {evidenceDocumentId === null ? null : (
        <Text size="xs" c="dimmed" span>
          by {evidenceTitle ?? 'a document outside your book'}
        </Text>
      )}
      {isPower && evidenceDocumentId === null && ending !== 'over' ? (
        <Badge size="sm" color="orange">
          No document
        </Badge>
      ) : null}
    </>
  )
}
