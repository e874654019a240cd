import type { MigrationInterface, QueryRunner } from 'typeorm'

/** People are also found by middle name and phone, tasks, meetings, and communications by all that is written in them. */
export class SearchMoreFields1764300061000 implements MigrationInterface {
  name = 'SearchMoreFields1764300061000'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(first_name, '') || ' ' || coalesce(middle_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, '') || ' ' || coalesce(agenda, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, '') || ' ' || coalesce(details, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, '') || ' ' || coalesce(body, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
    // Middle names are names that people mistype, too.
    await queryRunner.query(`SELECT app.act_for_keeper(true)`)
    await queryRunner.query(`SELECT app.rebuild_vocabulary()`)
    await queryRunner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE communications DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.search_words(COALESCE(subject, ''::text))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.search_words(COALESCE(title, ''::text))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.search_words(COALESCE(subject, ''::text))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.search_words(((((((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(preferred_name, ''::text)) || ' '::text) || COALESCE(email, ''::text)))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
    await queryRunner.query(`SELECT app.act_for_keeper(true)`)
    await queryRunner.query(`SELECT app.rebuild_vocabulary()`)
    await queryRunner.query(`SELECT app.act_for_keeper(false)`)
  }
}
