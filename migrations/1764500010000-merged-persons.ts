import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A person who turned out to be another one is merged into them, and stays as history. */
export class MergedPersons1764500010000 implements MigrationInterface {
  name = 'MergedPersons1764500010000'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE persons ADD merged_into_id uuid
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_merged_into_id ON persons (merged_into_id)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT merged_into_another CHECK (merged_into_id <> id)
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    // No reference: a disposal of the kept person's household need not wait for the merged one's. Whoever merges sees
    // both, so this asks with their own rights; the lock keeps two merges at once from making a chain.
    await queryRunner.query(`
      CREATE FUNCTION app.guard_merge() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      BEGIN
        PERFORM FROM public.persons WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR SHARE;
        IF NOT FOUND OR EXISTS (SELECT FROM public.persons WHERE merged_into_id = NEW.id) THEN
          RAISE EXCEPTION 'a person is merged into one who is not merged, and into whom nobody was'
            USING ERRCODE = '23514', CONSTRAINT = 'merged_into_kept', TABLE = 'persons', SCHEMA = 'public';
        END IF;
        RETURN NEW;
      END
      $$`)
    await queryRunner.query(`
      CREATE TRIGGER b_merge BEFORE INSERT OR UPDATE OF merged_into_id ON public.persons
      FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION app.guard_merge()`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER b_merge ON public.persons`)
    await queryRunner.query(`DROP FUNCTION app.guard_merge()`)
    await queryRunner.query(`SELECT app.force_policies(false)`)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT merged_into_another
    `)
    await queryRunner.query(`
      DROP INDEX ix_persons_merged_into_id
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN merged_into_id
    `)
    await queryRunner.query(`SELECT app.force_policies(true)`)
    await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)
  }
}
