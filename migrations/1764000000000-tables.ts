import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The records' tables, as generated from `shared/records`. */
export class Tables1764000000000 implements MigrationInterface {
  name = 'Tables1764000000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        login text NOT NULL,
        display_name text NOT NULL,
        role text NOT NULL,
        title text,
        email text,
        active boolean NOT NULL,
        CONSTRAINT uq_users_login UNIQUE (login),
        CONSTRAINT ck_users_role CHECK (role IN ('adviser', 'assistant', 'compliance', 'operations',
          'administrator', 'examiner')),
        CONSTRAINT pk_users PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE TABLE households (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        name text NOT NULL,
        type text NOT NULL,
        status text NOT NULL,
        advisor_id uuid NOT NULL,
        primary_person_id uuid,
        service_tier text NOT NULL,
        review_cadence text NOT NULL,
        last_review_on date,
        next_review_on date,
        client_since date,
        terminated_on date,
        termination_reason text,
        retail_investor boolean NOT NULL,
        objective text,
        risk_tolerance text,
        risk_capacity text,
        horizon text,
        liquidity text,
        income_band text,
        net_worth_band text,
        liquid_net_worth_band text,
        tax_bracket numeric(12,6),
        profile_confirmed_on date,
        profile_confirmed_by uuid,
        CONSTRAINT ck_households_type CHECK (type IN ('individual', 'couple', 'family', 'multigenerational')),
        CONSTRAINT ck_households_status CHECK (status IN ('prospect', 'onboarding', 'active', 'inactive',
          'terminated', 'estate')),
        CONSTRAINT ck_households_service_tier CHECK (service_tier IN ('platinum', 'gold', 'silver', 'bronze')),
        CONSTRAINT ck_households_review_cadence CHECK (review_cadence IN ('monthly', 'quarterly', 'semiannual',
          'annual')),
        CONSTRAINT ck_households_objective CHECK (objective IN ('preservation', 'income', 'growth_and_income',
          'growth', 'aggressive_growth')),
        CONSTRAINT ck_households_risk_tolerance CHECK (risk_tolerance IN ('conservative', 'moderately_conservative',
          'moderate', 'moderately_aggressive', 'aggressive')),
        CONSTRAINT ck_households_risk_capacity CHECK (risk_capacity IN ('conservative', 'moderately_conservative',
          'moderate', 'moderately_aggressive', 'aggressive')),
        CONSTRAINT ck_households_horizon CHECK (horizon IN ('under_3_years', 'from_3_to_5_years',
          'from_6_to_10_years', 'over_10_years')),
        CONSTRAINT ck_households_liquidity CHECK (liquidity IN ('low', 'medium', 'high')),
        CONSTRAINT ck_households_income_band CHECK (income_band IN ('under_100k', 'from_100k_to_500k',
          'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
        CONSTRAINT ck_households_net_worth_band CHECK (net_worth_band IN ('under_100k', 'from_100k_to_500k',
          'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
        CONSTRAINT ck_households_liquid_net_worth_band CHECK (liquid_net_worth_band IN ('under_100k',
          'from_100k_to_500k', 'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
        CONSTRAINT pk_households PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_households_advisor_id_name ON households (advisor_id, name)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_households_primary_person_id ON households (primary_person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_households_profile_confirmed_by ON households (profile_confirmed_by)
    `)
    await queryRunner.query(`
      CREATE TABLE persons (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        first_name text NOT NULL,
        middle_name text,
        last_name text NOT NULL,
        preferred_name text,
        born_on date,
        died_on date,
        ssn_encrypted text,
        ssn_last4 text,
        citizenship text,
        tax_residency text,
        marital_status text,
        employment_status text,
        employer text,
        email text,
        phone text,
        address_line text,
        city text,
        state text,
        postal_code text,
        id_type text,
        id_number_encrypted text,
        id_expires_on date,
        politically_exposed boolean NOT NULL,
        control_person_ticker text,
        broker_affiliated boolean NOT NULL,
        accredited_investor boolean NOT NULL,
        qualified_client boolean NOT NULL,
        vulnerable_client boolean NOT NULL,
        email_consent boolean NOT NULL,
        CONSTRAINT ck_persons_marital_status CHECK (marital_status IN ('single', 'married', 'domestic_partner',
          'divorced', 'widowed')),
        CONSTRAINT ck_persons_employment_status CHECK (employment_status IN ('employed', 'self_employed', 'retired',
          'student', 'homemaker', 'unemployed')),
        CONSTRAINT ck_persons_id_type CHECK (id_type IN ('passport', 'driver_license', 'state_id')),
        CONSTRAINT pk_persons PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_household_id ON persons (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_last_name_first_name ON persons (last_name, first_name)
    `)
    await queryRunner.query(`
      CREATE TABLE household_members (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        person_id uuid NOT NULL,
        role text NOT NULL,
        from_date date,
        to_date date,
        is_primary boolean NOT NULL,
        in_roll_up boolean NOT NULL,
        CONSTRAINT ck_household_members_role CHECK (role IN ('head', 'spouse', 'partner', 'child', 'grandchild',
          'parent', 'sibling', 'other_dependent', 'other')),
        CONSTRAINT pk_household_members PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_household_members_household_id ON household_members (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_household_members_person_id ON household_members (person_id)
    `)
    await queryRunner.query(`
      CREATE TABLE entities (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        name text NOT NULL,
        type text NOT NULL,
        ein_encrypted text,
        ein_last4 text,
        formed_on date,
        formation_state text,
        tax_classification text,
        trust_date date,
        situs text,
        CONSTRAINT ck_entities_type CHECK (type IN ('revocable_trust', 'irrevocable_trust', 'testamentary_trust',
          'charitable_trust', 'special_needs_trust', 'estate', 'llc', 'c_corp', 's_corp', 'gp', 'lp', 'llp',
          'sole_prop', 'foundation', 'nonprofit', 'retirement_plan', 'government')),
        CONSTRAINT ck_entities_tax_classification CHECK (tax_classification IN ('grantor', 'simple', 'complex',
          'disregarded', 'partnership', 'corporation', 'exempt')),
        CONSTRAINT pk_entities PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_entities_household_id ON entities (household_id)
    `)
    await queryRunner.query(`
      CREATE TABLE accounts (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        name text NOT NULL,
        registration text NOT NULL,
        status text NOT NULL,
        management text NOT NULL,
        tax_status text NOT NULL,
        custodian text NOT NULL,
        number_encrypted text,
        number_last4 text,
        opened_on date,
        closed_on date,
        model text,
        benchmark text,
        lot_method text NOT NULL,
        fee_basis text NOT NULL,
        billing text NOT NULL,
        custody_flag boolean NOT NULL,
        standing_letter boolean NOT NULL,
        rmd_required boolean NOT NULL,
        CONSTRAINT ck_accounts_registration CHECK (registration IN ('individual', 'individual_tod', 'jtwros',
          'joint_tic', 'joint_tbe', 'community_property', 'utma_ugma', 'trust', 'estate', 'traditional_ira',
          'rollover_ira', 'roth_ira', 'sep', 'simple', 'inherited_ira', 'inherited_roth', 'plan_401k', 'solo_401k',
          'plan_403b', 'plan_457b', 'pension', 'hsa', 'plan_529', 'coverdell', 'corporate', 'llc', 'partnership',
          'nonprofit', 'daf', 'annuity')),
        CONSTRAINT ck_accounts_status CHECK (status IN ('prospective', 'pending', 'transferring_in', 'active',
          'restricted', 'transferring_out', 'closed')),
        CONSTRAINT ck_accounts_management CHECK (management IN ('discretionary', 'non_discretionary', 'held_away',
          'reporting_only')),
        CONSTRAINT ck_accounts_tax_status CHECK (tax_status IN ('taxable', 'tax_deferred', 'tax_free', 'exempt')),
        CONSTRAINT ck_accounts_lot_method CHECK (lot_method IN ('fifo', 'lifo', 'highest_cost', 'specific',
          'average')),
        CONSTRAINT ck_accounts_fee_basis CHECK (fee_basis IN ('tiered', 'flat_bps', 'fixed', 'hourly', 'retainer',
          'performance', 'none')),
        CONSTRAINT ck_accounts_billing CHECK (billing IN ('advance', 'arrears')),
        CONSTRAINT pk_accounts PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_accounts_household_id ON accounts (household_id)
    `)
    await queryRunner.query(`
      CREATE TABLE account_owners (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        account_id uuid NOT NULL,
        person_id uuid,
        entity_id uuid,
        percent numeric(12,6) NOT NULL,
        CONSTRAINT pk_account_owners PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_account_owners_household_id ON account_owners (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_account_owners_account_id ON account_owners (account_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_account_owners_person_id ON account_owners (person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_account_owners_entity_id ON account_owners (entity_id)
    `)
    await queryRunner.query(`
      CREATE TABLE beneficiaries (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        account_id uuid NOT NULL,
        person_id uuid,
        entity_id uuid,
        name text,
        class text NOT NULL,
        percent numeric(12,6) NOT NULL,
        per_stirpes boolean NOT NULL,
        verified_on date,
        CONSTRAINT ck_beneficiaries_class CHECK (class IN ('primary', 'contingent')),
        CONSTRAINT pk_beneficiaries PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_beneficiaries_household_id ON beneficiaries (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_beneficiaries_account_id ON beneficiaries (account_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_beneficiaries_person_id ON beneficiaries (person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_beneficiaries_entity_id ON beneficiaries (entity_id)
    `)
    await queryRunner.query(`
      CREATE TABLE meetings (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        subject text NOT NULL,
        kind text NOT NULL,
        status text NOT NULL,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        location text,
        attendees text,
        agenda text,
        held_at timestamptz(3),
        CONSTRAINT ck_meetings_kind CHECK (kind IN ('review', 'planning', 'onboarding', 'service', 'prospect')),
        CONSTRAINT ck_meetings_status CHECK (status IN ('planned', 'held', 'cancelled')),
        CONSTRAINT pk_meetings PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_meetings_household_id_starts_at ON meetings (household_id, starts_at)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_meetings_starts_at ON meetings (starts_at)
    `)
    await queryRunner.query(`
      CREATE TABLE tasks (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        meeting_id uuid,
        title text NOT NULL,
        details text,
        owner_id uuid NOT NULL,
        priority text NOT NULL,
        status text NOT NULL,
        due_on date,
        completed_at timestamptz(3),
        CONSTRAINT ck_tasks_priority CHECK (priority IN ('low', 'normal', 'high')),
        CONSTRAINT ck_tasks_status CHECK (status IN ('open', 'done', 'cancelled')),
        CONSTRAINT pk_tasks PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_tasks_household_id_status ON tasks (household_id, status)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_tasks_meeting_id ON tasks (meeting_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_tasks_owner_id_due_on ON tasks (owner_id, due_on)
    `)
    await queryRunner.query(`
      CREATE TABLE meeting_notes (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        meeting_id uuid NOT NULL,
        kind text NOT NULL,
        body text NOT NULL,
        basis text,
        written_at timestamptz(3) NOT NULL,
        CONSTRAINT ck_meeting_notes_kind CHECK (kind IN ('note', 'decision', 'recommendation', 'question')),
        CONSTRAINT pk_meeting_notes PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_meeting_notes_household_id ON meeting_notes (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_meeting_notes_meeting_id_written_at ON meeting_notes (meeting_id, written_at)
    `)
    await queryRunner.query(`
      CREATE TABLE securities (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        symbol text NOT NULL,
        name text NOT NULL,
        cusip text,
        isin text,
        figi text,
        type text NOT NULL,
        asset_class text NOT NULL,
        sector text,
        coupon numeric(12,6),
        matures_on date,
        expense_ratio numeric(12,6),
        CONSTRAINT uq_securities_symbol UNIQUE (symbol),
        CONSTRAINT ck_securities_type CHECK (type IN ('stock', 'etf', 'mutual_fund', 'money_market', 'treasury',
          'municipal', 'corporate_bond', 'cd', 'option', 'reit', 'structured_note', 'private_fund', 'annuity',
          'digital_asset', 'cash')),
        CONSTRAINT ck_securities_asset_class CHECK (asset_class IN ('us_equity', 'intl_equity', 'em_equity',
          'taxable_fixed', 'municipal_fixed', 'cash', 'real_assets', 'commodities', 'alternatives', 'other')),
        CONSTRAINT pk_securities PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE TABLE positions (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        account_id uuid NOT NULL,
        security_id uuid NOT NULL,
        as_of date NOT NULL,
        quantity numeric(24,8) NOT NULL,
        price numeric(24,8) NOT NULL,
        market_value numeric(20,4) NOT NULL,
        accrued_income numeric(20,4) NOT NULL,
        cost_basis numeric(20,4),
        reconciliation text NOT NULL,
        CONSTRAINT uq_positions_account_id_security_id_as_of UNIQUE (account_id, security_id, as_of),
        CONSTRAINT ck_positions_reconciliation CHECK (reconciliation IN ('matched', 'break', 'unreconciled')),
        CONSTRAINT pk_positions PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_positions_household_id ON positions (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_positions_account_id ON positions (account_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_positions_security_id ON positions (security_id)
    `)
    await queryRunner.query(`
      CREATE TABLE communications (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        meeting_id uuid,
        channel text NOT NULL,
        direction text NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        participants text NOT NULL,
        subject text NOT NULL,
        body text,
        category text NOT NULL,
        off_channel boolean NOT NULL,
        capture text NOT NULL,
        supervision text NOT NULL,
        amends_id uuid,
        CONSTRAINT ck_communications_channel CHECK (channel IN ('email', 'phone', 'voicemail', 'video', 'in_person',
          'sms', 'whatsapp', 'chat', 'social', 'portal', 'letter', 'fax')),
        CONSTRAINT ck_communications_direction CHECK (direction IN ('inbound', 'outbound', 'internal')),
        CONSTRAINT ck_communications_category CHECK (category IN ('advice', 'funds_movement', 'order',
          'performance', 'complaint', 'general')),
        CONSTRAINT ck_communications_capture CHECK (capture IN ('manual', 'sync', 'import')),
        CONSTRAINT ck_communications_supervision CHECK (supervision IN ('unsampled', 'pending', 'approved',
          'escalated')),
        CONSTRAINT pk_communications PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_communications_household_id_occurred_at ON communications (household_id, occurred_at)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_communications_meeting_id ON communications (meeting_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_communications_amends_id ON communications (amends_id)
    `)
    await queryRunner.query(`
      CREATE TABLE documents (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        account_id uuid,
        title text NOT NULL,
        type text NOT NULL,
        file_name text NOT NULL,
        media_type text NOT NULL,
        byte_length integer NOT NULL,
        sha256 text NOT NULL,
        document_date date,
        signed_on date,
        delivered_on date,
        disposition text NOT NULL,
        CONSTRAINT ck_documents_type CHECK (type IN ('advisory_agreement', 'ips', 'adv_2a', 'adv_2b', 'crs',
          'privacy_notice', 'account_application', 'beneficiary_form', 'trust_certificate', 'corporate_resolution',
          'poa', 'government_id', 'w9', 'w8ben', 'acat', 'loa', 'statement', 'confirmation', 'form_1099', 'k1',
          'tax_return', 'estate_plan', 'insurance', 'performance_report', 'invoice', 'meeting_pack',
          'meeting_notes', 'risk_questionnaire', 'correspondence', 'complaint', 'advertisement',
          'compliance_evidence')),
        CONSTRAINT ck_documents_disposition CHECK (disposition IN ('active', 'eligible', 'held', 'approved',
          'destroyed')),
        CONSTRAINT pk_documents PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_documents_household_id ON documents (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_documents_account_id ON documents (account_id)
    `)
    await queryRunner.query(`
      CREATE TABLE relationships (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        from_person_id uuid,
        from_entity_id uuid,
        to_person_id uuid,
        to_entity_id uuid,
        role text NOT NULL,
        percent numeric(12,6),
        from_date date,
        to_date date,
        evidence_document_id uuid,
        CONSTRAINT ck_relationships_role CHECK (role IN ('spouse', 'parent', 'child', 'guardian', 'conservator',
          'grantor', 'trustee', 'co_trustee', 'successor_trustee', 'trust_protector', 'beneficiary', 'executor',
          'power_of_attorney', 'authorized_trader', 'trusted_contact', 'attorney', 'cpa', 'officer', 'director',
          'member', 'beneficial_owner', 'employer', 'referral_source')),
        CONSTRAINT pk_relationships PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_household_id ON relationships (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_from_person_id ON relationships (from_person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_from_entity_id ON relationships (from_entity_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_to_person_id ON relationships (to_person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_to_entity_id ON relationships (to_entity_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_relationships_evidence_document_id ON relationships (evidence_document_id)
    `)
    await queryRunner.query(`
      CREATE TABLE document_contents (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        document_id uuid NOT NULL,
        chunk_number integer NOT NULL,
        content bytea NOT NULL,
        CONSTRAINT uq_document_contents_document_id_chunk_number UNIQUE (document_id, chunk_number),
        CONSTRAINT pk_document_contents PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_document_contents_household_id ON document_contents (household_id)
    `)
    await queryRunner.query(`
      CREATE TABLE prices (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        security_id uuid NOT NULL,
        priced_on date NOT NULL,
        price numeric(24,8) NOT NULL,
        source text NOT NULL,
        CONSTRAINT uq_prices_security_id_priced_on UNIQUE (security_id, priced_on),
        CONSTRAINT pk_prices PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE TABLE transactions (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        account_id uuid NOT NULL,
        security_id uuid,
        type text NOT NULL,
        traded_on date NOT NULL,
        settled_on date,
        quantity numeric(24,8),
        price numeric(24,8),
        gross_amount numeric(20,4) NOT NULL,
        commission numeric(20,4) NOT NULL,
        fee numeric(20,4) NOT NULL,
        net_amount numeric(20,4) NOT NULL,
        tax_year integer,
        status text NOT NULL,
        reverses_id uuid,
        description text,
        CONSTRAINT ck_transactions_type CHECK (type IN ('buy', 'sell', 'short', 'cover', 'dividend', 'reinvest',
          'interest', 'cap_gain_st', 'cap_gain_lt', 'return_of_capital', 'deposit', 'withdrawal',
          'transfer_in_cash', 'transfer_out_cash', 'transfer_in_kind', 'transfer_out_kind', 'journal',
          'contribution', 'rollover', 'roth_conversion', 'distribution', 'rmd', 'qcd', 'advisory_fee',
          'custodian_fee', 'rebate', 'tax_withheld', 'foreign_tax', 'split', 'reverse_split', 'spin_off', 'merger',
          'cash_in_lieu', 'option_exercise', 'option_assign', 'option_expire', 'maturity', 'call', 'paydown',
          'gift', 'adjustment', 'reversal')),
        CONSTRAINT ck_transactions_status CHECK (status IN ('pending', 'posted', 'reversed')),
        CONSTRAINT pk_transactions PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_household_id_traded_on ON transactions (household_id, traded_on)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_account_id_traded_on ON transactions (account_id, traded_on)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_security_id ON transactions (security_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_reverses_id ON transactions (reverses_id)
    `)
    await queryRunner.query(`
      ALTER TABLE users
        ADD CONSTRAINT fk_users_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_users_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE households
        ADD CONSTRAINT fk_households_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_households_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_households_advisor_id FOREIGN KEY (advisor_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_households_primary_person_id FOREIGN KEY (primary_person_id)
          REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
        ADD CONSTRAINT fk_households_profile_confirmed_by FOREIGN KEY (profile_confirmed_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE persons
        ADD CONSTRAINT fk_persons_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_persons_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_persons_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE household_members
        ADD CONSTRAINT fk_household_members_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_household_members_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_household_members_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_household_members_person_id FOREIGN KEY (person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE entities
        ADD CONSTRAINT fk_entities_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_entities_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_entities_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE accounts
        ADD CONSTRAINT fk_accounts_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_accounts_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_accounts_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners
        ADD CONSTRAINT fk_account_owners_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_account_owners_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_account_owners_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_account_owners_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_account_owners_person_id FOREIGN KEY (person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_account_owners_entity_id FOREIGN KEY (entity_id)
          REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries
        ADD CONSTRAINT fk_beneficiaries_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_beneficiaries_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_beneficiaries_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_beneficiaries_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_beneficiaries_person_id FOREIGN KEY (person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_beneficiaries_entity_id FOREIGN KEY (entity_id)
          REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE meetings
        ADD CONSTRAINT fk_meetings_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_meetings_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_meetings_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE tasks
        ADD CONSTRAINT fk_tasks_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_tasks_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_tasks_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_tasks_meeting_id FOREIGN KEY (meeting_id)
          REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_tasks_owner_id FOREIGN KEY (owner_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes
        ADD CONSTRAINT fk_meeting_notes_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_meeting_notes_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_meeting_notes_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_meeting_notes_meeting_id FOREIGN KEY (meeting_id)
          REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE securities
        ADD CONSTRAINT fk_securities_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_securities_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE positions
        ADD CONSTRAINT fk_positions_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_positions_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_positions_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_positions_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_positions_security_id FOREIGN KEY (security_id)
          REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE communications
        ADD CONSTRAINT fk_communications_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_communications_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_communications_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_communications_meeting_id FOREIGN KEY (meeting_id)
          REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_communications_amends_id FOREIGN KEY (amends_id)
          REFERENCES communications (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE documents
        ADD CONSTRAINT fk_documents_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_documents_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_documents_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_documents_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE relationships
        ADD CONSTRAINT fk_relationships_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_from_person_id FOREIGN KEY (from_person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_from_entity_id FOREIGN KEY (from_entity_id)
          REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_to_person_id FOREIGN KEY (to_person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_to_entity_id FOREIGN KEY (to_entity_id)
          REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_relationships_evidence_document_id FOREIGN KEY (evidence_document_id)
          REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents
        ADD CONSTRAINT fk_document_contents_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_contents_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_contents_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_contents_document_id FOREIGN KEY (document_id)
          REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE prices
        ADD CONSTRAINT fk_prices_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_prices_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_prices_security_id FOREIGN KEY (security_id)
          REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE transactions
        ADD CONSTRAINT fk_transactions_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_security_id FOREIGN KEY (security_id)
          REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_reverses_id FOREIGN KEY (reverses_id)
          REFERENCES transactions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // In one statement, because some of them refer to each other.
    await queryRunner.query(`
      DROP TABLE
        transactions,
        prices,
        document_contents,
        relationships,
        documents,
        communications,
        positions,
        securities,
        meeting_notes,
        tasks,
        meetings,
        beneficiaries,
        account_owners,
        accounts,
        entities,
        household_members,
        persons,
        households,
        users
    `)
  }
}
