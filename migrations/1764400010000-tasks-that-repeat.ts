import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Tasks come again: how, and which one follows which. */
export class TasksThatRepeat1764400010000 implements MigrationInterface {
  name = 'TasksThatRepeat1764400010000'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE tasks ADD repeat_every integer
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD repeat_unit text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD repeat_from text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD repeat_anchor_on date
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD previous_id uuid
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_every CHECK (repeat_every >= 1 AND repeat_every <= 365)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_unit CHECK (repeat_unit IN ('days', 'weeks', 'months', 'years'))
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from CHECK (repeat_from IN ('schedule', 'completion'))
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_unit CHECK (repeat_from <> 'schedule' OR repeat_unit IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_every CHECK (repeat_from <> 'schedule' OR repeat_every IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_anchor_on CHECK (repeat_from <> 'schedule' OR repeat_anchor_on IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_completion_repeat_unit CHECK (repeat_from <> 'completion' OR repeat_unit IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_completion_repeat_every CHECK (repeat_from <> 'completion' OR repeat_every IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT uq_tasks_previous_id UNIQUE (previous_id)
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT uq_tasks_previous_id
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from_completion_repeat_every
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from_completion_repeat_unit
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from_schedule_repeat_anchor_on
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from_schedule_repeat_every
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from_schedule_repeat_unit
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_from
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_unit
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_repeat_every
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN previous_id
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN repeat_anchor_on
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN repeat_from
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN repeat_unit
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN repeat_every
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }
}
