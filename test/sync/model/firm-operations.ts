import { toColumn } from '#shared/schema/names.ts'
import { pick, profileChange, taskStatus } from './choices.ts'
import type { Operation } from './operations.ts'
import { workTogether } from './work-together.ts'
import { closeTransaction, type World } from './world.ts'

export type FirmOperation = Exclude<Operation, { on: number }>

const INSERT_TASK = `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
  SELECT gen_random_uuid(), id, $2, advisor_id, 'low', 'open' FROM households WHERE id = $1`

/** Does what the firm's other users do, by SQL, and what IT does to the database. */
export async function runFirmOperation(world: World, operation: FirmOperation): Promise<void> {
  const { firm } = world
  const { ada, ben, cy } = firm.people
  const household = 'household' in operation ? pick(firm.households, operation.household) : undefined
  world.count += 1
  switch (operation.do) {
    case 'firmProfile':
      return changeProfile(world, operation)
    case 'firmTask':
      return void (await firm.query(INSERT_TASK, [household, `Firm’s task ${world.count}`]))
    case 'firmProgress':
      return changeTask(world, operation.task, operation.status)
    case 'firmRemove':
      return removeTask(world, operation.task)
    case 'reassign': {
      const to = pick([ada, ben], operation.to)
      return void (await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [household, to?.id]))
    }
    case 'team':
      return changeTeam(world, household ?? '', cy.id)
    case 'open':
      return openTransaction(world, household ?? '')
    case 'close':
      return closeTransaction(world, operation.how === 'commit' ? 'COMMIT' : 'ROLLBACK')
    case 'keepFirm':
      await closeTransaction(world, 'ROLLBACK')
      return firm.keep()
    case 'restoreFirm':
      return restoreFirm(world)
    case 'together':
      return workTogether(world, operation)
  }
}

export async function changeProfile(
  { firm }: World,
  { household, field, value }: { household: number; field: number; value: number },
): Promise<void> {
  const id = pick(firm.households, household)
  for (const [name, wanted] of Object.entries(profileChange(field, value))) {
    await firm.query(`UPDATE households SET ${toColumn(name)} = $2 WHERE id = $1`, [id, wanted])
  }
}

async function pickTask({ firm }: World, place: number): Promise<unknown> {
  return pick(await firm.query('SELECT id FROM tasks ORDER BY id'), place)?.id
}

async function changeTask(world: World, place: number, status: number): Promise<void> {
  await world.firm.query(
    `UPDATE tasks SET status = $2, completed_at = CASE WHEN $2 = 'done' THEN now() END WHERE id = $1`,
    [await pickTask(world, place), taskStatus(status)],
  )
}

async function removeTask(world: World, place: number): Promise<void> {
  await world.firm.query('DELETE FROM tasks WHERE id = $1', [await pickTask(world, place)])
}

async function changeTeam({ firm }: World, household: string, person: string): Promise<void> {
  const left = await firm.query('DELETE FROM team_members WHERE household_id = $1 AND user_id = $2 RETURNING id', [
    household,
    person,
  ])
  if (left.length > 0) return
  await firm.query(
    `INSERT INTO team_members (id, household_id, user_id, role) VALUES (gen_random_uuid(), $1, $2, 'assistant')`,
    [household, person],
  )
}

async function openTransaction(world: World, household: string): Promise<void> {
  await closeTransaction(world, 'COMMIT')
  world.open = await world.firm.connect()
  await world.open.query('BEGIN')
  await world.open.query(INSERT_TASK, [household, `Late task ${world.count}`])
}

/** The firm goes back behind what it has applied since: the laptops are to send that again. */
async function restoreFirm(world: World): Promise<void> {
  await closeTransaction(world, 'ROLLBACK')
  await world.firm.restore()
}
