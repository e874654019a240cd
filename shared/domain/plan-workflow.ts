import { isBusinessDay, nextBusinessDay } from './business-days.ts'
import { addDays } from './dates.ts'
import type { Role } from './permissions.ts'
import { type WorkflowName, type WorkflowStep, workflowTemplates } from './workflow-templates.ts'

/** A step with its day. */
export interface PlannedStep {
  /** From 1. */
  readonly number: number
  readonly title: string
  readonly details: string | null
  readonly dueOn: string
  readonly by: WorkflowStep['by']
  readonly priority: 'normal' | 'high'
}

/**
 * The steps of a workflow that begins on a day. What falls on a day without trading is due on the next that has it.
 *
 * @param about what it is about, such as an account; put behind each title so that two of a kind can be told apart.
 */
export function planWorkflow(name: WorkflowName, startsOn: string, about: string | null): PlannedStep[] {
  const steps: readonly WorkflowStep[] = workflowTemplates[name].steps
  return steps.map(({ title, details = null, afterDays, by, priority }, index): PlannedStep => {
    const day = addDays(startsOn, afterDays)
    return {
      ...{ number: index + 1, title: about === null ? title : `${title} – ${about}`, details, by },
      priority: priority ?? 'normal',
      dueOn: isBusinessDay(day) ? day : nextBusinessDay(day),
    }
  })
}

/**
 * Who does a step: a colleague of the role where one serves the household, else its adviser, else whoever starts it.
 *
 * @param colleagues those who may be given a task of the household.
 */
export function ownerOfStep(
  by: WorkflowStep['by'],
  colleagues: readonly { readonly id: string; readonly role: Role }[],
  advisorId: string,
  startedBy: string,
): string {
  const mayOwn = (id: string) => colleagues.some((colleague) => colleague.id === id)
  const colleague = by === 'adviser' ? undefined : colleagues.find(({ role }) => role === by)
  return colleague?.id ?? (mayOwn(advisorId) ? advisorId : startedBy)
}
