import type { Answers } from './fake-answers.ts'
import { id } from './fixture-base.ts'
import { householdRows } from './fixture-book.ts'
import { FakeProblem } from './story.ts'

/** The fixture shows these forms; it keeps nothing that is saved in them. */
export function formAnswers() {
  return {
    'households.add': () => ({ householdId: householdRows[0]?.id ?? id() }),
    'households.update': () => ({}),
    'people.parties': () => [],
    'people.duplicates': () => ({ pairs: [], merged: [] }),
    'people.compare': () => {
      throw new FakeProblem('not_found')
    },
    'numbers.reveal': () => ({ value: '900-00-0000', householdId: id() }),
    'people.merge': ({ mergedId }) => ({ mergedId }),
    'people.undoMerge': () => ({}),
    'people.merged': () => {
      throw new FakeProblem('not_found')
    },
    'people.memberships': () => [],
    'households.team': () => ({
      adviserName: 'Margaret Ashworth',
      members: [],
      others: [],
      mayChange: true,
    }),
    'households.joinTeam': () => ({ memberId: crypto.randomUUID() }),
    'households.updateTeamMember': () => ({}),
    'households.leaveTeam': () => ({}),
    'people.relationships': () => [],
    'people.addRelationship': () => ({ relationshipId: id() }),
    'people.updateRelationship': () => ({}),
    'accounts.shares': () => ({ owners: [], beneficiaries: [] }),
    'accounts.setOwners': () => ({}),
    'accounts.setBeneficiaries': () => ({}),
    'people.add': () => ({ personId: id() }),
    'people.addEntity': () => ({ entityId: id() }),
    'people.updateEntity': () => ({}),
    'people.join': () => ({ membershipId: id() }),
    'people.updateMembership': () => ({}),
    'accounts.add': () => ({ accountId: id() }),
    'accounts.update': () => ({}),
    'portfolio.enterRight': () => ({ transactionId: id() }),
    'portfolio.reverse': () => ({ reversalId: id() }),
    'drafts.list': () => [],
    'drafts.read': () => null,
    'drafts.keep': () => ({}),
    'drafts.drop': () => ({}),
  } satisfies Partial<Answers>
}
