import type { MigrationInterface, QueryRunner } from 'typeorm'

const mine = 'household_id = ANY ((SELECT app.my_household_ids())::uuid[])'

const logged = [
  ['insert', 'NEW TABLE AS new_rows', 'new_rows'],
  ['update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', 'new_rows'],
  ['delete', 'OLD TABLE AS old_rows', 'old_rows'],
] as const

const pieces = `WHEN 'document_contents' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id`

/** Where functions name the tables of documents: what stands there before, and with pages. Each on one line. */
const mentions = [
  [
    'app.retention_sql(text, text, boolean)',
    `IN ('document_versions', 'document_contents')`,
    `IN ('document_versions', 'document_contents', 'document_pages')`,
  ],
  [
    'app.retention_sql(text, text, boolean)',
    pieces,
    `WHEN 'document_pages' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id JOIN public.documents AS d ON d.id = v.document_id ' ${pieces}`,
  ],
  [
    'app.unmark_needed()',
    `(VALUES ('document_contents', 'document_versions', 'version_id')`,
    `(VALUES ('document_pages', 'document_versions', 'version_id'), ('document_contents', 'document_versions', 'version_id')`,
  ],
  [
    'app.search_statement(integer, text, text, integer, integer)',
    `'communications', 'meeting_notes']`,
    `'communications', 'meeting_notes', 'document_pages']`,
  ],
] as const

/** The text of documents, page by page, found by the search of the firm and carried by laptops. */
export class DocumentPages1764300060000 implements MigrationInterface {
  name = 'DocumentPages1764300060000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createTable(runner)
    await this.createPolicies(runner)
    await this.createTriggers(runner)
    await this.keepPages(runner)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const [name, before, after] of mentions) await this.rewriteFunction(runner, name, before, after)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  private async createTable(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.force_policies(false)`)
    await runner.query(`
      CREATE TABLE public.document_pages (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        version_id uuid NOT NULL,
        page_number integer NOT NULL,
        content text NOT NULL,
        search_text text GENERATED ALWAYS AS (app.search_words(coalesce(content, ''))) STORED,
        CONSTRAINT uq_document_pages_version_id_page_number UNIQUE (version_id, page_number),
        CONSTRAINT ck_document_pages_page_number CHECK (page_number >= 1),
        CONSTRAINT ck_document_pages_content CHECK (char_length(content) <= 100000),
        CONSTRAINT pk_document_pages PRIMARY KEY (id),
        CONSTRAINT fk_document_pages_created_by FOREIGN KEY (created_by)
          REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        CONSTRAINT fk_document_pages_updated_by FOREIGN KEY (updated_by)
          REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        CONSTRAINT fk_document_pages_household_id FOREIGN KEY (household_id)
          REFERENCES public.households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        CONSTRAINT fk_document_pages_version_id FOREIGN KEY (version_id)
          REFERENCES public.document_versions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
      )`)
    await runner.query(`CREATE INDEX ix_document_pages_household_id ON public.document_pages (household_id)`)
    await runner.query(`
      CREATE INDEX document_pages_search ON public.document_pages USING gin (search_text gin_trgm_ops)`)
    await runner.query(`SELECT app.force_policies(true)`)
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE public.document_pages ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE public.document_pages FORCE ROW LEVEL SECURITY`)
    await runner.query(`CREATE POLICY own_book ON public.document_pages USING (${mine}) WITH CHECK (${mine})`)
    await runner.query(`
      CREATE POLICY firm_reads ON public.document_pages FOR SELECT
      TO firm_compliance, firm_examiner, firm_operations USING (true)`)
    await runner.query(`
      CREATE POLICY operations_add ON public.document_pages FOR INSERT TO firm_operations WITH CHECK (true)`)
    await runner.query(`CREATE POLICY keeper_reads ON public.document_pages FOR SELECT TO firm_keeper USING (true)`)
    await runner.query(`CREATE POLICY keeper_disposes ON public.document_pages FOR DELETE TO firm_keeper USING (true)`)
    await runner.query(`GRANT SELECT ON public.document_pages TO firm_member`)
    await runner.query(`
      GRANT INSERT ON public.document_pages TO firm_adviser, firm_assistant, firm_operations, firm_pooler`)
    await runner.query(`GRANT SELECT, DELETE ON public.document_pages TO firm_keeper`)
  }

  private async createTriggers(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_pages
      FOR EACH ROW EXECUTE FUNCTION app.stamp_row()`)
    await runner.query(`
      CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_pages
      FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another')`)
    await runner.query(`SELECT audit.watch('public.document_pages')`)
    for (const [event, transition, rows] of logged) {
      await runner.query(`
        CREATE FUNCTION sync.log_document_pages_${event}() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        BEGIN
          INSERT INTO sync.change_log (table_name, row_id, household_id)
          SELECT 'document_pages', changed.* FROM (SELECT id, household_id FROM ${rows}) AS changed;
          RETURN NULL;
        END
        $$`)
      await runner.query(`
        CREATE TRIGGER c_sync_${event} AFTER ${event} ON public.document_pages REFERENCING ${transition}
        FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_pages_${event}()`)
    }
    await runner.query(`
      CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.document_pages FOR EACH ROW
      WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved()`)
  }

  private async keepPages(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await this.movePlaces(runner, 1)
    await runner.query(`
      INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
      SELECT 'document_pages', 'client', 'household', 'created_at', place + 1
      FROM app.record_classes WHERE table_name = 'document_contents'`)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE TRIGGER b_keep BEFORE DELETE ON public.document_pages
      FOR EACH ROW EXECUTE FUNCTION app.refuse_deletion()`)
    await runner.query(`
      CREATE TRIGGER b_keep_all BEFORE TRUNCATE ON public.document_pages
      FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_truncation()`)
  }

  /** Places are unique at every moment, so those that move go round below zero. */
  private async movePlaces(runner: QueryRunner, by: number): Promise<void> {
    await runner.query(`
      UPDATE app.record_classes SET place = -place - ${by}
      WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'document_contents')`)
    await runner.query(`UPDATE app.record_classes SET place = -place WHERE place < 0`)
  }

  /** Changes one place of a function's text, whatever else of it was changed since. */
  private async rewriteFunction(runner: QueryRunner, name: string, before: string, after: string): Promise<void> {
    await runner.query(`
      DO $body$
      DECLARE
        former text := $text$${before}$text$;
        present text := $text$${after}$text$;
        definition text := pg_get_functiondef('${name}'::regprocedure);
      BEGIN
        IF array_length(string_to_array(definition, former), 1) <> 2 THEN
          RAISE EXCEPTION '${name} does not say once: %', former;
        END IF;
        EXECUTE replace(definition, former, present);
      END
      $body$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const [name, before, after] of mentions.toReversed()) await this.rewriteFunction(runner, name, after, before)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await runner.query(`ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY`)
    await runner.query(`DELETE FROM app.record_classes WHERE table_name = 'document_pages'`)
    await this.movePlaces(runner, -1)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
    await runner.query(`SELECT audit.unwatch('public.document_pages')`)
    await runner.query(`DROP TABLE public.document_pages`)
    for (const [event] of logged) await runner.query(`DROP FUNCTION sync.log_document_pages_${event}()`)
  }
}
