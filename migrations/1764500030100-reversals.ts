import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A transaction is taken back by another one that negates it, once, and both stay. */
export class Reversals1764500030100 implements MigrationInterface {
  name = 'Reversals1764500030100'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNIQUE INDEX reversed_once ON public.transactions (reverses_id) WHERE reverses_id IS NOT NULL`)
    // Asked when the unit of work ends, since it needs two statements: one adds the reversal, the other marks what it
    // takes back. Rows are read again then, as they have become. Whoever may add transactions sees all of them, so this
    // asks with their own rights.
    await runner.query(`
      CREATE FUNCTION app.require_reversal() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        reversal public.transactions;
        original public.transactions;
        broken text;
      BEGIN
        SELECT * INTO reversal FROM public.transactions WHERE id = NEW.id;
        IF NOT FOUND THEN
          RETURN NULL;
        END IF;
        IF reversal.reverses_id IS NULL THEN
          original := reversal;
          SELECT * INTO reversal FROM public.transactions WHERE reverses_id = original.id;
        ELSE
          SELECT * INTO original FROM public.transactions WHERE id = reversal.reverses_id;
        END IF;
        broken := CASE
          WHEN reversal.id IS NULL THEN CASE WHEN original.status = 'reversed' THEN 'reversed_by_another' END
          WHEN reversal.type <> 'reversal' THEN 'reversal_has_its_type'
          WHEN original.type = 'reversal' OR reversal.status = 'reversed' THEN 'reversal_is_final'
          WHEN (reversal.household_id, reversal.account_id, reversal.security_id)
            IS DISTINCT FROM (original.household_id, original.account_id, original.security_id) THEN 'reversal_in_same_account'
          WHEN (reversal.quantity, reversal.gross_amount, reversal.commission, reversal.fee, reversal.net_amount)
            IS DISTINCT FROM (-original.quantity, -original.gross_amount, -original.commission, -original.fee, -original.net_amount)
            THEN 'reversal_negates'
          WHEN reversal.traded_on < original.traded_on THEN 'reversal_comes_after'
          WHEN original.status <> 'reversed' THEN 'reversal_marks_original'
        END;
        IF broken IS NOT NULL THEN
          RAISE EXCEPTION 'transaction % breaks the rule %', NEW.id, broken
            USING ERRCODE = '23514', CONSTRAINT = broken, TABLE = 'transactions', SCHEMA = 'public';
        END IF;
        RETURN NULL;
      END
      $$`)
    // Only what has to do with a reversal is looked at: the custodians' feeds bring everything else.
    await runner.query(`
      CREATE CONSTRAINT TRIGGER reversal_added AFTER INSERT ON public.transactions
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (NEW.reverses_id IS NOT NULL OR NEW.status = 'reversed') EXECUTE FUNCTION app.require_reversal()`)
    await runner.query(`
      CREATE CONSTRAINT TRIGGER reversal_changed AFTER UPDATE ON public.transactions
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (NEW.reverses_id IS NOT NULL OR OLD.reverses_id IS NOT NULL OR NEW.status = 'reversed' OR OLD.status = 'reversed')
      EXECUTE FUNCTION app.require_reversal()`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER reversal_added ON public.transactions`)
    await runner.query(`DROP TRIGGER reversal_changed ON public.transactions`)
    await runner.query(`DROP FUNCTION app.require_reversal()`)
    await runner.query(`DROP INDEX public.reversed_once`)
  }
}
