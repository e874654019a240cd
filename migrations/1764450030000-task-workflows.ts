import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Tasks may be steps of a workflow: of which one, and which step. */
export class TaskWorkflows1764450030000 implements MigrationInterface {
  name = 'TaskWorkflows1764450030000'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE tasks ADD workflow text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD workflow_id uuid
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD workflow_step integer
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_workflow CHECK (workflow IN ('onboarding', 'account_opening', 'transfer', 'death'))
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_workflow_step CHECK (workflow_step >= 1 AND workflow_step <= 100)
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_workflow_step
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_workflow
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN workflow_step
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN workflow_id
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN workflow
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }
}
