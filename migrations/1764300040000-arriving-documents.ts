import type { MigrationInterface, QueryRunner } from 'typeorm'

const logged = [
  ['insert', 'NEW TABLE AS new_rows', 'new_rows'],
  ['update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', 'new_rows'],
  ['delete', 'OLD TABLE AS old_rows', 'old_rows'],
] as const

/**
 * Laptops no longer carry contents: they ask for those they are to keep, so the change log need not name them. What a
 * laptop files arrives in pieces beforehand, and is filed in one go when the version is added and all of it is there.
 */
export class ArrivingDocuments1764300040000 implements MigrationInterface {
  name = 'ArrivingDocuments1764300040000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER c_sync_moved ON public.document_contents`)
    for (const [event] of logged) {
      await runner.query(`DROP TRIGGER c_sync_${event} ON public.document_contents`)
      await runner.query(`DROP FUNCTION sync.log_document_contents_${event}()`)
    }
    await this.createPieces(runner)
    await this.createFiling(runner)
  }

  private async createPieces(runner: QueryRunner): Promise<void> {
    // No reference to the version: it is added last, so that nobody ever sees a part of one.
    await runner.query(`
      CREATE TABLE sync.arriving_pieces (
        id uuid NOT NULL,
        version_id uuid NOT NULL,
        chunk_number integer NOT NULL CHECK (chunk_number >= 0),
        content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 1048576),
        user_id uuid NOT NULL DEFAULT app.user_id() REFERENCES public.users (id),
        arrived_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (version_id, chunk_number)
      )`)
    await runner.query(`CREATE INDEX ix_arriving_pieces_user_id ON sync.arriving_pieces (user_id)`)
    await runner.query(`ALTER TABLE sync.arriving_pieces ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE sync.arriving_pieces FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_pieces ON sync.arriving_pieces
      USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()))`)
    await runner.query(`GRANT SELECT, INSERT, DELETE ON sync.arriving_pieces TO firm_member`)
  }

  private async createFiling(runner: QueryRunner): Promise<void> {
    // As whoever adds the version, so that their policies hold for the contents too. Who files by psql adds the contents
    // afterwards, as before; a laptop says that it is one, and files what is whole or nothing.
    await runner.query(`
      CREATE FUNCTION app.file_arrived_pieces() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        whole bytea := (SELECT string_agg(content, ''::bytea ORDER BY chunk_number)
          FROM sync.arriving_pieces WHERE version_id = NEW.id);
      BEGIN
        IF whole IS NULL AND coalesce(current_setting('app.device_id', true), '') = '' THEN
          RETURN NULL;
        END IF;
        IF coalesce(octet_length(whole), 0) <> NEW.byte_length
          OR encode(sha256(coalesce(whole, ''::bytea)), 'hex') <> NEW.sha256 THEN
          RAISE EXCEPTION 'the file that arrived is not the one that was to be filed; send it again' USING ERRCODE = 'AW007';
        END IF;
        INSERT INTO public.document_contents (id, household_id, version_id, chunk_number, content)
        SELECT id, NEW.household_id, version_id, chunk_number, content
        FROM sync.arriving_pieces WHERE version_id = NEW.id;
        DELETE FROM sync.arriving_pieces WHERE version_id = NEW.id;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER e_file_pieces AFTER INSERT ON public.document_versions
      FOR EACH ROW EXECUTE FUNCTION app.file_arrived_pieces()`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER e_file_pieces ON public.document_versions`)
    await runner.query(`DROP FUNCTION app.file_arrived_pieces()`)
    await runner.query(`DROP TABLE sync.arriving_pieces`)
    for (const [event, transition, rows] of logged) {
      await runner.query(`
        CREATE FUNCTION sync.log_document_contents_${event}() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
          BEGIN
            INSERT INTO sync.change_log (table_name, row_id, household_id)
            SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM ${rows}) AS changed;
            RETURN NULL;
          END
          $$`)
      await runner.query(`
        CREATE TRIGGER c_sync_${event} AFTER ${event.toUpperCase()} ON public.document_contents REFERENCING ${transition}
        FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_${event}()`)
    }
    await runner.query(`
      CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.document_contents FOR EACH ROW
      WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved()`)
  }
}
