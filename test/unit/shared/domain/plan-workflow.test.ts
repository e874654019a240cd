import { expect, test } from 'vitest'
import { isBusinessDay } from '#shared/domain/business-days.ts'
import { ownerOfStep, planWorkflow } from '#shared/domain/plan-workflow.ts'
import { workflowTemplates } from '#shared/domain/workflow-templates.ts'
import { tasks } from '#shared/records/tasks.ts'

test('a workflow that begins on a Saturday begins on the Monday, and says what it is about', () => {
  const [first, second] = planWorkflow('transfer', '2026-11-28', 'IRA from Northern')

  expect([first, second?.dueOn]).toEqual([
    {
      ...{ number: 1, details: null, dueOn: '2026-11-30', by: 'assistant', priority: 'normal' },
      title: 'Get the latest statement, and check what can be transferred in kind – IRA from Northern',
    },
    '2026-11-30',
  ])
})

test('every workflow has steps in order, on business days, that fit their fields', () => {
  const faults = (Object.keys(workflowTemplates) as (keyof typeof workflowTemplates)[]).flatMap((name) => {
    const steps = planWorkflow(name, '2026-12-24', 'x'.repeat(100))
    const days = steps.map(({ dueOn }) => dueOn)
    const inOrder = [...days].sort().join() === days.join()
    const fits = steps.every(({ title }) => title.length <= (tasks.fields.title.maxLength ?? 0))
    return inOrder && fits && days.every(isBusinessDay) && steps.length > 4 ? [] : [name]
  })

  expect(faults).toEqual([])
})

const adviser = { id: 'ada', role: 'adviser' } as const
const operations = { id: 'otto', role: 'operations' } as const

test.each([
  ['operations', [adviser, operations], 'otto'],
  ['operations', [adviser], 'ada'],
  ['assistant', [adviser, operations], 'ada'],
  ['adviser', [adviser, operations], 'ada'],
  // An adviser who left can be given nothing: whoever starts it does it.
  ['adviser', [operations], 'me'],
] as const)('a step of %s, among %j, is done by %s', (by, colleagues, owner) => {
  expect(ownerOfStep(by, colleagues, 'ada', 'me')).toBe(owner)
})
