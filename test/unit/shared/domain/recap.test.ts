import { expect, test } from 'vitest'
import { type RecapFacts, recapLetter } from '#shared/domain/recap.ts'

const facts: RecapFacts = {
  ...{ attendees: 'Anna and Ben', subject: 'Annual review', heldOn: '2026-11-24', adviserName: 'Ada Adviser' },
  notes: [
    { kind: 'note', body: 'Anna seemed tired; ask after her mother.', basis: null },
    { kind: 'decision', body: 'Keep twelve months of spending in cash.', basis: 'The roof is due in spring.' },
    { kind: 'recommendation', body: 'Sell half of the single stock.', basis: null },
    { kind: 'question', body: 'Does the trust own the house?', basis: null },
  ],
  tasks: [
    { title: 'Send the trust deed', dueOn: '2026-12-01', ownerName: 'Otto' },
    { title: 'Call the attorney', dueOn: null, ownerName: '' },
  ],
}

test('the letter has what was decided and why, what is open, and the next steps; plain notes stay out', () => {
  expect(recapLetter(facts)).toBe(`Dear Anna and Ben,

Thank you for meeting with us on 24 Nov 2026 (Annual review). This is how we understood our conversation.

What we decided
• Keep twelve months of spending in cash.
  Why: The roof is due in spring.

What we recommended, and why
• Sell half of the single stock.

What is still to be found out
• Does the trust own the house?

Next steps
• Send the trust deed (Otto, by 1 Dec 2026)
• Call the attorney

Please tell us if you remember anything differently, or if something has changed since.

Kind regards,
Ada Adviser`)
})

test('a meeting without decisions makes a letter without empty titles', () => {
  const letter = recapLetter({ ...facts, notes: facts.notes.slice(0, 1), tasks: [] })

  expect(letter.split('\n\n')).toHaveLength(4)
})

test('whoever writes the letter is not addressed by it', () => {
  const letter = recapLetter({ ...facts, attendees: 'Anna Müller, Ada Adviser , Ben Müller' })

  expect(letter.split('\n')[0]).toBe('Dear Anna Müller, Ben Müller,')
})
