-- The whole schema as one script, for a database administrator to read, or to run with psql on an empty database.
-- Written by `npm run migration:snapshot` from what the migrations run, in their order; never edited by hand.

CREATE TABLE "schema_migrations" ("id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL, CONSTRAINT "PK_62441bec32630ced9e4cccae336" PRIMARY KEY ("id"));

START TRANSACTION;

CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA app;

CREATE SCHEMA sync;

CREATE SCHEMA audit;

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'firm_member', 'firm_adviser', 'firm_assistant', 'firm_compliance', 'firm_operations',
    'firm_administrator', 'firm_examiner', 'firm_pooler'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
    IF role_name <> 'firm_member' THEN
      EXECUTE format('GRANT firm_member TO %I', role_name);
    END IF;
  END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_member;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1763900000000, 'Foundation1763900000000');

COMMIT;

START TRANSACTION;

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
);

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
);

CREATE INDEX ix_households_advisor_id_name ON households (advisor_id, name);

CREATE INDEX ix_households_primary_person_id ON households (primary_person_id);

CREATE INDEX ix_households_profile_confirmed_by ON households (profile_confirmed_by);

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
);

CREATE INDEX ix_persons_household_id ON persons (household_id);

CREATE INDEX ix_persons_last_name_first_name ON persons (last_name, first_name);

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
);

CREATE INDEX ix_household_members_household_id ON household_members (household_id);

CREATE INDEX ix_household_members_person_id ON household_members (person_id);

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
);

CREATE INDEX ix_entities_household_id ON entities (household_id);

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
);

CREATE INDEX ix_accounts_household_id ON accounts (household_id);

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
);

CREATE INDEX ix_account_owners_household_id ON account_owners (household_id);

CREATE INDEX ix_account_owners_account_id ON account_owners (account_id);

CREATE INDEX ix_account_owners_person_id ON account_owners (person_id);

CREATE INDEX ix_account_owners_entity_id ON account_owners (entity_id);

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
);

CREATE INDEX ix_beneficiaries_household_id ON beneficiaries (household_id);

CREATE INDEX ix_beneficiaries_account_id ON beneficiaries (account_id);

CREATE INDEX ix_beneficiaries_person_id ON beneficiaries (person_id);

CREATE INDEX ix_beneficiaries_entity_id ON beneficiaries (entity_id);

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
);

CREATE INDEX ix_meetings_household_id_starts_at ON meetings (household_id, starts_at);

CREATE INDEX ix_meetings_starts_at ON meetings (starts_at);

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
);

CREATE INDEX ix_tasks_household_id_status ON tasks (household_id, status);

CREATE INDEX ix_tasks_meeting_id ON tasks (meeting_id);

CREATE INDEX ix_tasks_owner_id_due_on ON tasks (owner_id, due_on);

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
);

CREATE INDEX ix_meeting_notes_household_id ON meeting_notes (household_id);

CREATE INDEX ix_meeting_notes_meeting_id_written_at ON meeting_notes (meeting_id, written_at);

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
);

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
);

CREATE INDEX ix_positions_household_id ON positions (household_id);

CREATE INDEX ix_positions_account_id ON positions (account_id);

CREATE INDEX ix_positions_security_id ON positions (security_id);

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
);

CREATE INDEX ix_communications_household_id_occurred_at ON communications (household_id, occurred_at);

CREATE INDEX ix_communications_meeting_id ON communications (meeting_id);

CREATE INDEX ix_communications_amends_id ON communications (amends_id);

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
);

CREATE INDEX ix_documents_household_id ON documents (household_id);

CREATE INDEX ix_documents_account_id ON documents (account_id);

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
);

CREATE INDEX ix_relationships_household_id ON relationships (household_id);

CREATE INDEX ix_relationships_from_person_id ON relationships (from_person_id);

CREATE INDEX ix_relationships_from_entity_id ON relationships (from_entity_id);

CREATE INDEX ix_relationships_to_person_id ON relationships (to_person_id);

CREATE INDEX ix_relationships_to_entity_id ON relationships (to_entity_id);

CREATE INDEX ix_relationships_evidence_document_id ON relationships (evidence_document_id);

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
);

CREATE INDEX ix_document_contents_household_id ON document_contents (household_id);

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
);

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
);

CREATE INDEX ix_transactions_household_id_traded_on ON transactions (household_id, traded_on);

CREATE INDEX ix_transactions_account_id_traded_on ON transactions (account_id, traded_on);

CREATE INDEX ix_transactions_security_id ON transactions (security_id);

CREATE INDEX ix_transactions_reverses_id ON transactions (reverses_id);

ALTER TABLE users
  ADD CONSTRAINT fk_users_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_users_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE persons
  ADD CONSTRAINT fk_persons_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_persons_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_persons_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE household_members
  ADD CONSTRAINT fk_household_members_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_person_id FOREIGN KEY (person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE entities
  ADD CONSTRAINT fk_entities_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_entities_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_entities_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE accounts
  ADD CONSTRAINT fk_accounts_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_accounts_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_accounts_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE meetings
  ADD CONSTRAINT fk_meetings_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meetings_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meetings_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE meeting_notes
  ADD CONSTRAINT fk_meeting_notes_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_meeting_id FOREIGN KEY (meeting_id)
    REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE securities
  ADD CONSTRAINT fk_securities_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_securities_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES communications (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE documents
  ADD CONSTRAINT fk_documents_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_contents
  ADD CONSTRAINT fk_document_contents_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_document_id FOREIGN KEY (document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE prices
  ADD CONSTRAINT fk_prices_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_prices_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_prices_security_id FOREIGN KEY (security_id)
    REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES transactions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000000000, 'Tables1764000000000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.user_id() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT CASE
    WHEN pg_has_role(session_user, 'firm_pooler', 'MEMBER')
      THEN nullif(current_setting('app.current_user_id', true), '')::uuid
    ELSE (SELECT id FROM public.users WHERE login = session_user AND active)
  END
$$;

CREATE FUNCTION app.my_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
$$;

CREATE FUNCTION app.ensure_login(login_name text, login_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  group_role text;
  former_role text;
BEGIN
  SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', login_name);
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
  FOR former_role IN
    SELECT granted.rolname FROM pg_auth_members
    JOIN pg_roles AS granted ON granted.oid = roleid JOIN pg_roles AS holder ON holder.oid = member
    WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\_%' AND granted.rolname <> group_role
  LOOP
    EXECUTE format('REVOKE %I FROM %I', former_role, login_name);
  END LOOP;
  EXECUTE format('GRANT %I TO %I', group_role, login_name);
END
$$;

REVOKE ALL ON FUNCTION app.ensure_login(text, text) FROM PUBLIC;

CREATE TABLE app.devices (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES public.users (id),
  name text NOT NULL,
  app_version text NOT NULL,
  registered_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
  revoked_at timestamptz(3),
  last_sequence bigint NOT NULL DEFAULT 0,
  last_hash text NOT NULL DEFAULT repeat('0', 64)
);

CREATE INDEX ix_devices_user_id ON app.devices (user_id);

ALTER TABLE app.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.devices FORCE ROW LEVEL SECURITY;

CREATE POLICY own_devices ON app.devices USING (user_id = (SELECT app.user_id()));

CREATE POLICY firm_devices ON app.devices FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

GRANT SELECT ON app.devices TO firm_member;

CREATE FUNCTION app.register_device(device uuid, device_name text, version text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  owner uuid;
  revoked timestamptz;
BEGIN
  INSERT INTO app.devices (id, user_id, name, app_version)
  VALUES (device, app.user_id(), device_name, version)
  ON CONFLICT (id) DO NOTHING;
  UPDATE app.devices SET last_seen_at = now(), app_version = version
  WHERE id = device AND user_id = app.user_id()
  RETURNING user_id, revoked_at INTO owner, revoked;
  IF owner IS NULL THEN
    RAISE EXCEPTION 'this device is registered to somebody else' USING ERRCODE = '42501';
  END IF;
  IF revoked IS NOT NULL THEN
    RAISE EXCEPTION 'this device was revoked' USING ERRCODE = '42501';
  END IF;
END
$$;

ALTER TABLE public.households ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.households FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.households TO firm_member;

ALTER TABLE public.persons ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.persons FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.persons TO firm_member;

ALTER TABLE public.household_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.household_members FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.household_members TO firm_member;

ALTER TABLE public.entities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.entities FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.entities TO firm_member;

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.accounts FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.accounts TO firm_member;

ALTER TABLE public.account_owners ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_owners FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.account_owners TO firm_member;

ALTER TABLE public.beneficiaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.beneficiaries FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.beneficiaries TO firm_member;

ALTER TABLE public.meetings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meetings FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.meetings TO firm_member;

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tasks FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.tasks TO firm_member;

ALTER TABLE public.meeting_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_notes FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.meeting_notes TO firm_member;

ALTER TABLE public.positions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.positions FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.positions TO firm_member;

ALTER TABLE public.communications ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.communications TO firm_member;

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.documents FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.documents TO firm_member;

ALTER TABLE public.relationships ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.relationships FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.relationships TO firm_member;

ALTER TABLE public.document_contents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.document_contents FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.document_contents TO firm_member;

ALTER TABLE public.transactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transactions FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.transactions TO firm_member;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.users TO firm_member;

ALTER TABLE public.securities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.securities FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.securities TO firm_member;

ALTER TABLE public.prices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.prices FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.prices TO firm_member;

CREATE POLICY firm_reads ON public.users FOR SELECT USING (true);

CREATE POLICY firm_reads ON public.securities FOR SELECT USING (true);

CREATE POLICY firm_reads ON public.prices FOR SELECT USING (true);

CREATE POLICY own_book ON public.households USING (advisor_id = (SELECT app.user_id())) WITH CHECK (advisor_id = (SELECT app.user_id()));

CREATE POLICY firm_reads ON public.households FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.households FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.households FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.persons USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.persons FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.persons FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.persons FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.household_members USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.household_members FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.household_members FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.household_members FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.entities USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.entities FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.entities FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.entities FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.accounts USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.accounts FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.accounts FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.accounts FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.account_owners USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.account_owners FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.account_owners FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.account_owners FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.beneficiaries USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.beneficiaries FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.beneficiaries FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.beneficiaries FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.meetings USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.meetings FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.meetings FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.meetings FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.tasks USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.tasks FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.tasks FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.tasks FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.meeting_notes USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.meeting_notes FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.meeting_notes FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.meeting_notes FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.positions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.positions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.positions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.positions FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.communications USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.communications FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.communications FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.communications FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.documents USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.documents FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.documents FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.documents FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.relationships USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.relationships FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.relationships FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.relationships FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.document_contents USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.document_contents FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.document_contents FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.document_contents FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.transactions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.transactions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.transactions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.transactions FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.households
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.persons
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.household_members
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.entities
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.accounts
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.account_owners
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.beneficiaries
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.meetings
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.tasks
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.documents
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.relationships
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.meeting_notes TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.communications TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.document_contents TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT SELECT ON public.schema_migrations TO firm_member;

CREATE FUNCTION app.stamp_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.version := 1;
    NEW.created_at := now();
    NEW.created_by := app.user_id();
  ELSE
    NEW.id := OLD.id;
    NEW.version := OLD.version + 1;
    NEW.created_at := OLD.created_at;
    NEW.created_by := OLD.created_by;
  END IF;
  NEW.updated_at := now();
  NEW.updated_by := app.user_id();
  RETURN NEW;
END
$$;

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.households
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.persons
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.household_members
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.entities
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.account_owners
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.beneficiaries
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.meetings
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.tasks
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.meeting_notes
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.positions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.communications
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.documents
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.relationships
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.transactions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.users
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.securities
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.prices
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000001000, 'Identity1764000001000');

COMMIT;

START TRANSACTION;

CREATE TABLE public.audit_events (
  id uuid NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  occurred_at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  origin text NOT NULL CHECK (origin IN ('server', 'laptop')),
  device_id uuid,
  device_sequence bigint,
  actor_id uuid,
  actor_login text NOT NULL,
  app_version text,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  type text NOT NULL,
  action text NOT NULL,
  table_name text,
  row_id uuid,
  household_id uuid,
  changes jsonb,
  reason text,
  payload text,
  previous_hash text,
  hash text NOT NULL,
  PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX ix_audit_events_row ON public.audit_events (table_name, row_id, recorded_at);

CREATE INDEX ix_audit_events_household ON public.audit_events (household_id, recorded_at);

CREATE INDEX ix_audit_events_actor ON public.audit_events (actor_id, recorded_at);

CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence);

ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_events FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.audit_events TO firm_member;

CREATE POLICY trail_written ON public.audit_events FOR INSERT WITH CHECK (true);

CREATE POLICY own_trail ON public.audit_events FOR SELECT USING (actor_id = (SELECT app.user_id()));

CREATE POLICY firm_trail ON public.audit_events FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % is refused', TG_OP USING ERRCODE = '42501';
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.audit_events
FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE TABLE audit.events_default PARTITION OF public.audit_events DEFAULT;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.events_default
FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  month timestamptz;
  partition_name text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
  FOR step IN 0..least(greatest(months_ahead, 0), 24) LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => step);
    partition_name := 'events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('audit.' || partition_name) IS NOT NULL;
    CONTINUE WHEN EXISTS (
      SELECT FROM audit.events_default WHERE recorded_at >= month AND recorded_at < month + interval '1 month');
    EXECUTE format(
      'CREATE TABLE audit.%I PARTITION OF public.audit_events FOR VALUES FROM (%L) TO (%L)',
      partition_name, month, month + interval '1 month');
    EXECUTE format(
      'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I
       FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', partition_name);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

SELECT audit.ensure_partitions();

CREATE FUNCTION audit.changed_fields(old_row jsonb, new_row jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key))
  FROM jsonb_object_keys(coalesce(new_row, old_row)) AS key
  WHERE key NOT IN ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content')
    AND (old_row -> key) IS DISTINCT FROM (new_row -> key)
$$;

CREATE FUNCTION audit.record_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  subject jsonb := coalesce(new_row, old_row);
  changed jsonb := audit.changed_fields(old_row, new_row);
  action text := CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END;
  event_id uuid := gen_random_uuid();
  household uuid := CASE WHEN TG_TABLE_NAME = 'households' THEN (subject ->> 'id')::uuid
                         ELSE (subject ->> 'household_id')::uuid END;
  actor uuid := app.user_id();
  at timestamptz(3) := clock_timestamp();
BEGIN
  INSERT INTO public.audit_events (
    id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
    household_id, changes, hash)
  VALUES (
    event_id, at, at, 'server', nullif(current_setting('app.device_id', true), '')::uuid, actor, session_user,
    'data', action, TG_TABLE_NAME, (subject ->> 'id')::uuid, household, changed,
    encode(sha256(convert_to(concat_ws('|', event_id, at, actor, session_user, action, TG_TABLE_NAME,
      subject ->> 'id', changed::text), 'UTF8')), 'hex'));
  RETURN NULL;
END
$$;

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.users
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.households
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.persons
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.household_members
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.entities
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.account_owners
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.beneficiaries
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.meetings
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.tasks
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.meeting_notes
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.securities
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.positions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.communications
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.documents
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.relationships
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.prices
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.transactions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE FUNCTION audit.append_laptop_events(device uuid, events jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  chain record;
  event jsonb;
  body jsonb;
  position bigint;
BEGIN
  SELECT last_sequence, last_hash INTO chain FROM app.devices
  WHERE id = device AND user_id = app.user_id() AND revoked_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this device is not registered to you' USING ERRCODE = '42501';
  END IF;
  FOR event IN SELECT value FROM jsonb_array_elements(events) LOOP
    body := (event ->> 'payload')::jsonb;
    position := (body ->> 'sequence')::bigint;
    IF position <= chain.last_sequence THEN
      IF NOT EXISTS (SELECT FROM public.audit_events
                     WHERE device_id = device AND device_sequence = position AND hash = event ->> 'hash') THEN
        RAISE EXCEPTION 'event % of this laptop was changed after it was sent', position USING ERRCODE = 'AW001';
      END IF;
      CONTINUE;
    END IF;
    IF position <> chain.last_sequence + 1 OR event ->> 'previousHash' <> chain.last_hash THEN
      RAISE EXCEPTION 'the laptop''s trail is cut before event %', position USING ERRCODE = 'AW001';
    END IF;
    IF encode(sha256(convert_to(chain.last_hash || (event ->> 'payload'), 'UTF8')), 'hex') <> event ->> 'hash'
       OR (body ->> 'actorId')::uuid IS DISTINCT FROM app.user_id() OR (body ->> 'deviceId')::uuid <> device THEN
      RAISE EXCEPTION 'event % of this laptop does not match its hash or its author', position
        USING ERRCODE = 'AW001';
    END IF;
    INSERT INTO public.audit_events (
      id, occurred_at, origin, device_id, device_sequence, actor_id, actor_login, app_version, type, action,
      table_name, row_id, household_id, changes, reason, payload, previous_hash, hash)
    VALUES (
      (body ->> 'id')::uuid, (body ->> 'occurredAt')::timestamptz, 'laptop', device, position,
      (body ->> 'actorId')::uuid, session_user, body ->> 'appVersion', body ->> 'type', body ->> 'action',
      body ->> 'table', (body ->> 'rowId')::uuid, (body ->> 'householdId')::uuid, nullif(body -> 'changes', 'null'),
      body ->> 'reason', event ->> 'payload', event ->> 'previousHash', event ->> 'hash');
    chain.last_sequence := position;
    chain.last_hash := event ->> 'hash';
  END LOOP;
  UPDATE app.devices SET last_sequence = chain.last_sequence, last_hash = chain.last_hash, last_seen_at = now()
  WHERE id = device;
  RETURN chain.last_sequence;
END
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000002000, 'Audit1764000002000');

COMMIT;

START TRANSACTION;

CREATE TABLE sync.change_log (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  household_id uuid,
  logged_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ix_change_log_household ON sync.change_log (household_id, xid);

CREATE INDEX ix_change_log_firm ON sync.change_log (xid) WHERE household_id IS NULL;

CREATE TABLE sync.access_log (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  user_id uuid NOT NULL,
  household_id uuid NOT NULL,
  granted boolean NOT NULL,
  logged_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ix_access_log_user ON sync.access_log (user_id, xid);

CREATE TABLE sync.epoch (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  began_at timestamptz(3) NOT NULL DEFAULT now()
);

INSERT INTO sync.epoch DEFAULT VALUES;

ALTER TABLE sync.change_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.change_log FORCE ROW LEVEL SECURITY;

CREATE POLICY own_changes ON sync.change_log FOR SELECT
USING (household_id = ANY (ARRAY(SELECT app.my_households())) OR household_id IS NULL);

CREATE POLICY log_written ON sync.change_log FOR INSERT WITH CHECK (true);

ALTER TABLE sync.access_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.access_log FORCE ROW LEVEL SECURITY;

CREATE POLICY own_access ON sync.access_log FOR SELECT USING (user_id = (SELECT app.user_id()));

CREATE POLICY log_written ON sync.access_log FOR INSERT WITH CHECK (true);

GRANT SELECT ON sync.change_log, sync.access_log, sync.epoch TO firm_member;

CREATE FUNCTION sync.log_households_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.households REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_insert();

CREATE FUNCTION sync.log_households_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM old_rows UNION SELECT id, id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.households REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_update();

CREATE FUNCTION sync.log_households_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.households REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_delete();

CREATE FUNCTION sync.log_persons_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.persons REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_insert();

CREATE FUNCTION sync.log_persons_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.persons REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_update();

CREATE FUNCTION sync.log_persons_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.persons REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_delete();

CREATE FUNCTION sync.log_household_members_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.household_members REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_insert();

CREATE FUNCTION sync.log_household_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.household_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_update();

CREATE FUNCTION sync.log_household_members_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.household_members REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_delete();

CREATE FUNCTION sync.log_entities_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.entities REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_insert();

CREATE FUNCTION sync.log_entities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.entities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_update();

CREATE FUNCTION sync.log_entities_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.entities REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_delete();

CREATE FUNCTION sync.log_accounts_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.accounts REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_insert();

CREATE FUNCTION sync.log_accounts_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.accounts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_update();

CREATE FUNCTION sync.log_accounts_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.accounts REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_delete();

CREATE FUNCTION sync.log_account_owners_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.account_owners REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_insert();

CREATE FUNCTION sync.log_account_owners_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.account_owners REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_update();

CREATE FUNCTION sync.log_account_owners_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.account_owners REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_delete();

CREATE FUNCTION sync.log_beneficiaries_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.beneficiaries REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_insert();

CREATE FUNCTION sync.log_beneficiaries_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.beneficiaries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_update();

CREATE FUNCTION sync.log_beneficiaries_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.beneficiaries REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_delete();

CREATE FUNCTION sync.log_meetings_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.meetings REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_insert();

CREATE FUNCTION sync.log_meetings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.meetings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_update();

CREATE FUNCTION sync.log_meetings_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.meetings REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_delete();

CREATE FUNCTION sync.log_tasks_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_insert();

CREATE FUNCTION sync.log_tasks_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_update();

CREATE FUNCTION sync.log_tasks_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.tasks REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_delete();

CREATE FUNCTION sync.log_meeting_notes_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.meeting_notes REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_insert();

CREATE FUNCTION sync.log_meeting_notes_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.meeting_notes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_update();

CREATE FUNCTION sync.log_meeting_notes_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.meeting_notes REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_delete();

CREATE FUNCTION sync.log_positions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.positions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_insert();

CREATE FUNCTION sync.log_positions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.positions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_update();

CREATE FUNCTION sync.log_positions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.positions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_delete();

CREATE FUNCTION sync.log_communications_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.communications REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_insert();

CREATE FUNCTION sync.log_communications_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.communications REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_update();

CREATE FUNCTION sync.log_communications_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.communications REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_delete();

CREATE FUNCTION sync.log_documents_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.documents REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_insert();

CREATE FUNCTION sync.log_documents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.documents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_update();

CREATE FUNCTION sync.log_documents_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.documents REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_delete();

CREATE FUNCTION sync.log_relationships_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.relationships REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_insert();

CREATE FUNCTION sync.log_relationships_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.relationships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_update();

CREATE FUNCTION sync.log_relationships_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.relationships REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_delete();

CREATE FUNCTION sync.log_document_contents_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.document_contents REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_insert();

CREATE FUNCTION sync.log_document_contents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.document_contents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_update();

CREATE FUNCTION sync.log_document_contents_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.document_contents REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_delete();

CREATE FUNCTION sync.log_transactions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.transactions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_insert();

CREATE FUNCTION sync.log_transactions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.transactions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_update();

CREATE FUNCTION sync.log_transactions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.transactions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_delete();

CREATE FUNCTION sync.log_users_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.users REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_insert();

CREATE FUNCTION sync.log_users_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_update();

CREATE FUNCTION sync.log_users_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.users REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_delete();

CREATE FUNCTION sync.log_securities_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.securities REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_insert();

CREATE FUNCTION sync.log_securities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.securities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_update();

CREATE FUNCTION sync.log_securities_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.securities REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_delete();

CREATE FUNCTION sync.log_prices_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.prices REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_insert();

CREATE FUNCTION sync.log_prices_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.prices REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_update();

CREATE FUNCTION sync.log_prices_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.prices REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_delete();

CREATE FUNCTION sync.log_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.advisor_id <> NEW.advisor_id) THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (OLD.advisor_id, OLD.id, false);
  END IF;
  IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR OLD.advisor_id <> NEW.advisor_id) THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (NEW.advisor_id, NEW.id, true);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF advisor_id OR DELETE ON public.households
FOR EACH ROW EXECUTE FUNCTION sync.log_access();

CREATE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'snapshot', pg_current_snapshot()::text,
    'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'epoch', (SELECT epoch FROM sync.epoch),
    'standby', pg_is_in_recovery(),
    'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
    'schema', CASE
      WHEN expected_migration = (
        SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
      WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
      ELSE 'older' END,
    'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
    'changes', (
      SELECT jsonb_object_agg(table_name, ids) FROM (
        SELECT table_name, jsonb_agg(DISTINCT row_id) AS ids FROM (
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
          UNION ALL
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id IS NULL
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
        ) AS pointers GROUP BY table_name
      ) AS by_table),
    'access', (
      SELECT jsonb_object_agg(household_id, household_id = ANY (ARRAY(SELECT app.my_households())))
      FROM (SELECT DISTINCT household_id FROM sync.access_log
            WHERE user_id = (SELECT app.user_id())
              AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)) AS touched)
  )
$$;

CREATE TABLE sync.applied_mutations (
  mutation_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  user_id uuid NOT NULL REFERENCES public.users (id),
  applied_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (mutation_id)
);

CREATE INDEX ix_applied_mutations_device_id ON sync.applied_mutations (device_id);

CREATE INDEX ix_applied_mutations_user_id ON sync.applied_mutations (user_id);

ALTER TABLE sync.applied_mutations ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.applied_mutations FORCE ROW LEVEL SECURITY;

CREATE POLICY own_mutations ON sync.applied_mutations
USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()));

GRANT SELECT, INSERT ON sync.applied_mutations TO firm_member;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000003000, 'Sync1764000003000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.fold_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(
    translate(
      lower(replace(replace(replace(replace(
        regexp_replace(normalize(given, NFKD), '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g'),
        'Þ', 'th'), 'ẞ', 'ss'), 'Æ', 'ae'), 'Œ', 'oe')),
      'łŁøØđĐðÐħĦı', 'llooddddhhi'),
    'þ', 'th'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200000000, 'FoldText1764200000000');

COMMIT;

START TRANSACTION;

DO $$
DECLARE
  bound regclass;
BEGIN
  FOR bound IN SELECT oid FROM pg_class WHERE relrowsecurity AND NOT relispartition
               AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', bound);
  END LOOP;
END
$$;

ALTER TABLE document_contents DROP CONSTRAINT fk_document_contents_document_id;

ALTER TABLE document_contents DROP CONSTRAINT uq_document_contents_document_id_chunk_number;

ALTER TABLE document_contents RENAME COLUMN document_id TO version_id;

CREATE TABLE team_members (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  CONSTRAINT uq_team_members_household_id_user_id UNIQUE (household_id, user_id),
  CONSTRAINT ck_team_members_role CHECK (role IN ('associate', 'planner', 'portfolio_manager', 'assistant',
    'operations')),
  CONSTRAINT pk_team_members PRIMARY KEY (id)
);

CREATE INDEX ix_team_members_user_id_household_id ON team_members (user_id, household_id);

CREATE TABLE document_versions (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  document_id uuid NOT NULL,
  version_number integer NOT NULL,
  file_name text NOT NULL,
  media_type text NOT NULL,
  byte_length integer NOT NULL,
  sha256 text NOT NULL,
  CONSTRAINT uq_document_versions_document_id_version_number UNIQUE (document_id, version_number),
  CONSTRAINT ck_document_versions_version_number CHECK (version_number >= 1),
  CONSTRAINT ck_document_versions_file_name CHECK (char_length(file_name) <= 255),
  CONSTRAINT ck_document_versions_media_type CHECK (char_length(media_type) <= 120),
  CONSTRAINT ck_document_versions_byte_length CHECK (byte_length >= 0),
  CONSTRAINT ck_document_versions_sha256 CHECK (char_length(sha256) <= 64 AND sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT pk_document_versions PRIMARY KEY (id)
);

CREATE INDEX ix_document_versions_household_id ON document_versions (household_id);

CREATE TABLE disclosures (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  person_id uuid,
  kind text NOT NULL,
  edition text NOT NULL,
  document_id uuid,
  delivered_on date NOT NULL,
  method text NOT NULL,
  acknowledged_on date,
  CONSTRAINT ck_disclosures_kind CHECK (kind IN ('adv_2a', 'adv_2b', 'crs', 'privacy_notice')),
  CONSTRAINT ck_disclosures_edition CHECK (char_length(edition) <= 60),
  CONSTRAINT ck_disclosures_method CHECK (method IN ('email', 'portal', 'letter', 'in_person')),
  CONSTRAINT ck_disclosures_delivered_on_until_acknowledged_on CHECK (delivered_on <= acknowledged_on),
  CONSTRAINT pk_disclosures PRIMARY KEY (id)
);

CREATE INDEX ix_disclosures_household_id_kind_delivered_on ON disclosures (household_id, kind, delivered_on);

CREATE INDEX ix_disclosures_person_id ON disclosures (person_id);

CREATE INDEX ix_disclosures_document_id ON disclosures (document_id);

CREATE TABLE firm_settings (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  firm_name text NOT NULL,
  fiscal_year_end_month integer NOT NULL,
  enterprise_ended_on date,
  CONSTRAINT ck_firm_settings_firm_name CHECK (char_length(firm_name) <= 200),
  CONSTRAINT ck_firm_settings_fiscal_year_end_month CHECK (fiscal_year_end_month >= 1 AND fiscal_year_end_month <= 12),
  CONSTRAINT pk_firm_settings PRIMARY KEY (id)
);

CREATE TABLE retention_policies (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  record_class text NOT NULL,
  trigger text NOT NULL,
  years integer NOT NULL,
  from_fiscal_year_end boolean NOT NULL,
  performance_support boolean NOT NULL,
  basis text NOT NULL,
  in_force_from date NOT NULL,
  ended_on date,
  CONSTRAINT ck_retention_policies_record_class CHECK (record_class IN ('client', 'transaction',
    'communication', 'audit')),
  CONSTRAINT ck_retention_policies_trigger CHECK (trigger IN ('termination', 'account_closed', 'record_date',
    'last_entry', 'superseded', 'enterprise_end')),
  CONSTRAINT ck_retention_policies_years CHECK (years >= 1 AND years <= 100),
  CONSTRAINT ck_retention_policies_basis CHECK (char_length(basis) <= 1000),
  CONSTRAINT ck_retention_policies_in_force_from_until_ended_on CHECK (in_force_from <= ended_on),
  CONSTRAINT pk_retention_policies PRIMARY KEY (id)
);

CREATE INDEX ix_retention_policies_record_class_in_force_from ON retention_policies (record_class, in_force_from);

CREATE TABLE compliance_reviews (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid,
  account_id uuid,
  type text NOT NULL,
  status text NOT NULL,
  outcome text,
  period_start date,
  period_end date,
  due_on date,
  scope_text text,
  sample text,
  method text,
  findings text,
  severity text,
  remediation text,
  remediation_owner_id uuid,
  remediation_due_on date,
  remediation_closed_on date,
  reviewer_id uuid NOT NULL,
  approver_id uuid,
  signed_at timestamptz(3),
  CONSTRAINT ck_compliance_reviews_type CHECK (type IN ('annual_program', 'new_account', 'periodic_account',
    'best_interest', 'fee_billing', 'trade_surveillance', 'best_execution', 'communications', 'marketing',
    'personal_trading', 'gifts', 'outside_business', 'political_contributions', 'complaint', 'custody',
    'cybersecurity', 'vendor', 'bcp', 'disclosure_delivery', 'rmd', 'vulnerable_client')),
  CONSTRAINT ck_compliance_reviews_status CHECK (status IN ('planned', 'in_progress', 'in_approval',
    'signed_off', 'cancelled')),
  CONSTRAINT ck_compliance_reviews_outcome CHECK (outcome IN ('pass', 'observation', 'exception',
    'deficiency', 'escalated', 'not_applicable')),
  CONSTRAINT ck_compliance_reviews_scope_text CHECK (char_length(scope_text) <= 4000),
  CONSTRAINT ck_compliance_reviews_sample CHECK (char_length(sample) <= 4000),
  CONSTRAINT ck_compliance_reviews_method CHECK (char_length(method) <= 4000),
  CONSTRAINT ck_compliance_reviews_findings CHECK (char_length(findings) <= 20000),
  CONSTRAINT ck_compliance_reviews_severity CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  CONSTRAINT ck_compliance_reviews_remediation CHECK (char_length(remediation) <= 20000),
  CONSTRAINT ck_compliance_reviews_period_start_until_period_end CHECK (period_start <= period_end),
  CONSTRAINT ck_compliance_reviews_reviewer_id_not_approver_id CHECK (reviewer_id <> approver_id),
  CONSTRAINT ck_compliance_reviews_status_signed_off_outcome CHECK (status <> 'signed_off' OR outcome IS NOT NULL),
  CONSTRAINT ck_compliance_reviews_status_signed_off_approver_id CHECK (status <> 'signed_off' OR approver_id IS NOT NULL),
  CONSTRAINT ck_compliance_reviews_status_signed_off_signed_at CHECK (status <> 'signed_off' OR signed_at IS NOT NULL),
  CONSTRAINT pk_compliance_reviews PRIMARY KEY (id)
);

CREATE INDEX ix_compliance_reviews_household_id ON compliance_reviews (household_id);

CREATE INDEX ix_compliance_reviews_account_id ON compliance_reviews (account_id);

CREATE INDEX ix_compliance_reviews_status_due_on ON compliance_reviews (status, due_on);

CREATE INDEX ix_compliance_reviews_remediation_owner_id ON compliance_reviews (remediation_owner_id);

CREATE INDEX ix_compliance_reviews_reviewer_id ON compliance_reviews (reviewer_id);

CREATE INDEX ix_compliance_reviews_approver_id ON compliance_reviews (approver_id);

CREATE TABLE legal_holds (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  matter text NOT NULL,
  kind text NOT NULL,
  scope_text text,
  issuer text NOT NULL,
  issued_on date NOT NULL,
  reason text NOT NULL,
  is_confidential boolean NOT NULL,
  released_at timestamptz(3),
  release_reason text,
  CONSTRAINT ck_legal_holds_matter CHECK (char_length(matter) <= 300),
  CONSTRAINT ck_legal_holds_kind CHECK (kind IN ('litigation', 'exam', 'investigation', 'complaint')),
  CONSTRAINT ck_legal_holds_scope_text CHECK (char_length(scope_text) <= 4000),
  CONSTRAINT ck_legal_holds_issuer CHECK (char_length(issuer) <= 200),
  CONSTRAINT ck_legal_holds_reason CHECK (char_length(reason) <= 4000),
  CONSTRAINT ck_legal_holds_release_reason CHECK (char_length(release_reason) <= 4000),
  CONSTRAINT pk_legal_holds PRIMARY KEY (id)
);

CREATE INDEX ix_legal_holds_released_at ON legal_holds (released_at);

CREATE TABLE legal_hold_items (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  hold_id uuid NOT NULL,
  subject_table text NOT NULL,
  subject_id uuid NOT NULL,
  CONSTRAINT uq_legal_hold_items_hold_id_subject_table_subject_id UNIQUE (hold_id, subject_table, subject_id),
  CONSTRAINT ck_legal_hold_items_subject_table CHECK (char_length(subject_table) <= 63 AND subject_table ~ '^[a-z][a-z_]{1,62}$'),
  CONSTRAINT pk_legal_hold_items PRIMARY KEY (id)
);

CREATE INDEX ix_legal_hold_items_subject_id ON legal_hold_items (subject_id);

CREATE TABLE disposals (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  reason text NOT NULL,
  status text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz(3) NOT NULL,
  approved_by uuid,
  approved_at timestamptz(3),
  executed_at timestamptz(3),
  CONSTRAINT ck_disposals_reason CHECK (char_length(reason) <= 4000),
  CONSTRAINT ck_disposals_status CHECK (status IN ('proposed', 'approved', 'executed', 'cancelled')),
  CONSTRAINT ck_disposals_proposed_at_until_approved_at CHECK (proposed_at <= approved_at),
  CONSTRAINT ck_disposals_approved_at_until_executed_at CHECK (approved_at <= executed_at),
  CONSTRAINT ck_disposals_proposed_by_not_approved_by CHECK (proposed_by <> approved_by),
  CONSTRAINT ck_disposals_status_approved_approved_by CHECK (status <> 'approved' OR approved_by IS NOT NULL),
  CONSTRAINT ck_disposals_status_approved_approved_at CHECK (status <> 'approved' OR approved_at IS NOT NULL),
  CONSTRAINT ck_disposals_status_executed_approved_by CHECK (status <> 'executed' OR approved_by IS NOT NULL),
  CONSTRAINT ck_disposals_status_executed_executed_at CHECK (status <> 'executed' OR executed_at IS NOT NULL),
  CONSTRAINT pk_disposals PRIMARY KEY (id)
);

CREATE INDEX ix_disposals_status ON disposals (status);

CREATE INDEX ix_disposals_proposed_by ON disposals (proposed_by);

CREATE INDEX ix_disposals_approved_by ON disposals (approved_by);

CREATE TABLE disposal_items (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  disposal_id uuid NOT NULL,
  subject_table text NOT NULL,
  subject_id uuid NOT NULL,
  subject_household_id uuid,
  policy_id uuid NOT NULL,
  explanation text NOT NULL,
  retain_until date NOT NULL,
  row_sha256 text,
  disposed_at timestamptz(3),
  CONSTRAINT uq_disposal_items_disposal_id_subject_table_subject_id UNIQUE (disposal_id, subject_table, subject_id),
  CONSTRAINT ck_disposal_items_subject_table CHECK (char_length(subject_table) <= 63 AND subject_table ~ '^[a-z][a-z_]{1,62}$'),
  CONSTRAINT ck_disposal_items_explanation CHECK (char_length(explanation) <= 1000),
  CONSTRAINT ck_disposal_items_row_sha256 CHECK (char_length(row_sha256) <= 64 AND row_sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT pk_disposal_items PRIMARY KEY (id)
);

CREATE INDEX ix_disposal_items_subject_id ON disposal_items (subject_id);

CREATE INDEX ix_disposal_items_policy_id ON disposal_items (policy_id);

INSERT INTO document_versions (id, created_at, created_by, updated_at, updated_by, household_id, document_id,
  version_number, file_name, media_type, byte_length, sha256)
SELECT id, created_at, created_by, created_at, created_by, household_id, id,
  1, file_name, media_type, byte_length, lower(sha256)
FROM documents;

ALTER TABLE documents DROP COLUMN byte_length;

ALTER TABLE documents DROP COLUMN file_name;

ALTER TABLE documents DROP COLUMN media_type;

ALTER TABLE documents DROP COLUMN sha256;

ALTER TABLE persons ADD ssn_blind_index text;

ALTER TABLE persons ADD tax_id_encrypted text;

ALTER TABLE persons ADD tax_id_last4 text;

ALTER TABLE persons ADD tax_id_blind_index text;

ALTER TABLE persons ADD id_number_blind_index text;

ALTER TABLE entities ADD ein_blind_index text;

ALTER TABLE accounts ADD number_blind_index text;

ALTER TABLE accounts ADD performance_last_used_on date;

ALTER TABLE account_owners ADD ended_on date;

ALTER TABLE beneficiaries ADD ended_on date;

ALTER TABLE communications ADD message_id text;

ALTER TABLE communications ADD thread_id text;

ALTER TABLE documents ADD superseded_on date;

ALTER TABLE transactions ADD recommended_by uuid;

ALTER TABLE transactions ADD placed_by uuid;

ALTER TABLE transactions ADD is_discretionary boolean;

ALTER TABLE transactions ADD broker text;

ALTER TABLE transactions ADD affirmed_at timestamptz(3);

CREATE INDEX ix_households_name ON households (name);

CREATE INDEX ix_households_advisor_id_next_review_on_active ON households (advisor_id, next_review_on) WHERE status IN ('prospect', 'onboarding', 'active', 'inactive', 'estate');

CREATE INDEX ix_persons_ssn_blind_index ON persons (ssn_blind_index);

CREATE INDEX ix_persons_tax_id_blind_index ON persons (tax_id_blind_index);

CREATE INDEX ix_persons_id_number_blind_index ON persons (id_number_blind_index);

CREATE INDEX ix_entities_ein_blind_index ON entities (ein_blind_index);

CREATE INDEX ix_accounts_number_blind_index ON accounts (number_blind_index);

CREATE INDEX ix_accounts_household_id_active ON accounts (household_id) WHERE status IN ('prospective', 'pending', 'transferring_in', 'active', 'restricted', 'transferring_out');

CREATE INDEX ix_tasks_owner_id_due_on_active ON tasks (owner_id, due_on) WHERE status IN ('open');

CREATE INDEX ix_transactions_recommended_by ON transactions (recommended_by);

CREATE INDEX ix_transactions_placed_by ON transactions (placed_by);

ALTER TABLE users ADD CONSTRAINT ck_users_login CHECK (char_length(login) <= 63);

ALTER TABLE users ADD CONSTRAINT ck_users_display_name CHECK (char_length(display_name) <= 200);

ALTER TABLE users ADD CONSTRAINT ck_users_title CHECK (char_length(title) <= 200);

ALTER TABLE users ADD CONSTRAINT ck_users_email CHECK (char_length(email) <= 320);

ALTER TABLE households ADD CONSTRAINT ck_households_name CHECK (char_length(name) <= 200);

ALTER TABLE households ADD CONSTRAINT ck_households_termination_reason CHECK (char_length(termination_reason) <= 500);

ALTER TABLE households ADD CONSTRAINT ck_households_tax_bracket CHECK (tax_bracket >= 0 AND tax_bracket <= 100);

ALTER TABLE households ADD CONSTRAINT ck_households_client_since_until_terminated_on CHECK (client_since <= terminated_on);

ALTER TABLE households ADD CONSTRAINT ck_households_status_terminated_terminated_on CHECK (status <> 'terminated' OR terminated_on IS NOT NULL);

ALTER TABLE persons ADD CONSTRAINT ck_persons_first_name CHECK (char_length(first_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_middle_name CHECK (char_length(middle_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_last_name CHECK (char_length(last_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_preferred_name CHECK (char_length(preferred_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_encrypted CHECK (char_length(ssn_encrypted) <= 4096 AND ssn_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_last4 CHECK (char_length(ssn_last4) <= 4 AND ssn_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_blind_index CHECK (ssn_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_encrypted CHECK (char_length(tax_id_encrypted) <= 4096 AND tax_id_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_last4 CHECK (char_length(tax_id_last4) <= 4 AND tax_id_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_blind_index CHECK (tax_id_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_citizenship CHECK (char_length(citizenship) <= 2 AND citizenship ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_residency CHECK (char_length(tax_residency) <= 2 AND tax_residency ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_employer CHECK (char_length(employer) <= 200);

ALTER TABLE persons ADD CONSTRAINT ck_persons_email CHECK (char_length(email) <= 320);

ALTER TABLE persons ADD CONSTRAINT ck_persons_phone CHECK (char_length(phone) <= 40);

ALTER TABLE persons ADD CONSTRAINT ck_persons_address_line CHECK (char_length(address_line) <= 200);

ALTER TABLE persons ADD CONSTRAINT ck_persons_city CHECK (char_length(city) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_state CHECK (char_length(state) <= 2 AND state ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_postal_code CHECK (char_length(postal_code) <= 10);

ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_encrypted CHECK (char_length(id_number_encrypted) <= 4096 AND id_number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_blind_index CHECK (id_number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_control_person_ticker CHECK (char_length(control_person_ticker) <= 12);

ALTER TABLE persons ADD CONSTRAINT ck_persons_born_on_until_died_on CHECK (born_on <= died_on);

ALTER TABLE household_members ADD CONSTRAINT ck_household_members_from_date_until_to_date CHECK (from_date <= to_date);

ALTER TABLE entities ADD CONSTRAINT ck_entities_name CHECK (char_length(name) <= 200);

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_encrypted CHECK (char_length(ein_encrypted) <= 4096 AND ein_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_last4 CHECK (char_length(ein_last4) <= 4 AND ein_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_blind_index CHECK (ein_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_formation_state CHECK (char_length(formation_state) <= 2 AND formation_state ~ '^[A-Z]{2}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_situs CHECK (char_length(situs) <= 2 AND situs ~ '^[A-Z]{2}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_name CHECK (char_length(name) <= 200);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_custodian CHECK (char_length(custodian) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_encrypted CHECK (char_length(number_encrypted) <= 4096 AND number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_last4 CHECK (char_length(number_last4) <= 4 AND number_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_blind_index CHECK (number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_model CHECK (char_length(model) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_benchmark CHECK (char_length(benchmark) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_opened_on_until_closed_on CHECK (opened_on <= closed_on);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_status_closed_closed_on CHECK (status <> 'closed' OR closed_on IS NOT NULL);

ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_one_of_person_id_entity_id CHECK (num_nonnulls(person_id, entity_id) = 1);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_name CHECK (char_length(name) <= 200);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_one_of_person_id_entity_id_name CHECK (num_nonnulls(person_id, entity_id, name) = 1);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_subject CHECK (char_length(subject) <= 200);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_location CHECK (char_length(location) <= 200);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_attendees CHECK (char_length(attendees) <= 500);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_agenda CHECK (char_length(agenda) <= 4000);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_starts_at_until_ends_at CHECK (starts_at <= ends_at);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_title CHECK (char_length(title) <= 300);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_details CHECK (char_length(details) <= 4000);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_done_completed_at CHECK (status <> 'done' OR completed_at IS NOT NULL);

ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_body CHECK (char_length(body) <= 20000);

ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_basis CHECK (char_length(basis) <= 4000);

ALTER TABLE securities ADD CONSTRAINT ck_securities_symbol CHECK (char_length(symbol) <= 20);

ALTER TABLE securities ADD CONSTRAINT ck_securities_name CHECK (char_length(name) <= 200);

ALTER TABLE securities ADD CONSTRAINT ck_securities_cusip CHECK (char_length(cusip) <= 9);

ALTER TABLE securities ADD CONSTRAINT ck_securities_isin CHECK (char_length(isin) <= 12);

ALTER TABLE securities ADD CONSTRAINT ck_securities_figi CHECK (char_length(figi) <= 12);

ALTER TABLE securities ADD CONSTRAINT ck_securities_sector CHECK (char_length(sector) <= 100);

ALTER TABLE securities ADD CONSTRAINT ck_securities_coupon CHECK (coupon >= 0);

ALTER TABLE securities ADD CONSTRAINT ck_securities_expense_ratio CHECK (expense_ratio >= 0);

ALTER TABLE positions ADD CONSTRAINT ck_positions_price CHECK (price >= 0);

ALTER TABLE communications ADD CONSTRAINT ck_communications_participants CHECK (char_length(participants) <= 500);

ALTER TABLE communications ADD CONSTRAINT ck_communications_subject CHECK (char_length(subject) <= 300);

ALTER TABLE communications ADD CONSTRAINT ck_communications_body CHECK (char_length(body) <= 100000);

ALTER TABLE communications ADD CONSTRAINT ck_communications_message_id CHECK (char_length(message_id) <= 500);

ALTER TABLE communications ADD CONSTRAINT ck_communications_thread_id CHECK (char_length(thread_id) <= 500);

ALTER TABLE documents ADD CONSTRAINT ck_documents_title CHECK (char_length(title) <= 300);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_from_person_id_from_entity_id CHECK (num_nonnulls(from_person_id, from_entity_id) = 1);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_to_person_id_to_entity_id CHECK (num_nonnulls(to_person_id, to_entity_id) = 1);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_date_until_to_date CHECK (from_date <= to_date);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_person_id_not_to_person_id CHECK (from_person_id <> to_person_id);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_entity_id_not_to_entity_id CHECK (from_entity_id <> to_entity_id);

ALTER TABLE document_contents ADD CONSTRAINT ck_document_contents_chunk_number CHECK (chunk_number >= 0);

ALTER TABLE prices ADD CONSTRAINT ck_prices_price CHECK (price >= 0);

ALTER TABLE prices ADD CONSTRAINT ck_prices_source CHECK (char_length(source) <= 60);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_price CHECK (price >= 0);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_tax_year CHECK (tax_year >= 1900 AND tax_year <= 2200);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_description CHECK (char_length(description) <= 500);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_broker CHECK (char_length(broker) <= 100);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_traded_on_until_settled_on CHECK (traded_on <= settled_on);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_type_reversal_reverses_id CHECK (type <> 'reversal' OR reverses_id IS NOT NULL);

ALTER TABLE document_contents ADD CONSTRAINT uq_document_contents_version_id_chunk_number UNIQUE (version_id, chunk_number);

ALTER TABLE team_members
  ADD CONSTRAINT fk_team_members_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_user_id FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_versions
  ADD CONSTRAINT fk_document_versions_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_document_id FOREIGN KEY (document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE disclosures
  ADD CONSTRAINT fk_disclosures_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disclosures_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disclosures_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disclosures_person_id FOREIGN KEY (person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disclosures_document_id FOREIGN KEY (document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_contents
  ADD CONSTRAINT fk_document_contents_version_id FOREIGN KEY (version_id)
    REFERENCES document_versions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE transactions
  ADD CONSTRAINT fk_transactions_recommended_by FOREIGN KEY (recommended_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_placed_by FOREIGN KEY (placed_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE firm_settings
  ADD CONSTRAINT fk_firm_settings_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_firm_settings_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE retention_policies
  ADD CONSTRAINT fk_retention_policies_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_retention_policies_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE compliance_reviews
  ADD CONSTRAINT fk_compliance_reviews_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_remediation_owner_id FOREIGN KEY (remediation_owner_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_reviewer_id FOREIGN KEY (reviewer_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_compliance_reviews_approver_id FOREIGN KEY (approver_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE legal_holds
  ADD CONSTRAINT fk_legal_holds_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_holds_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE legal_hold_items
  ADD CONSTRAINT fk_legal_hold_items_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_hold_items_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_hold_items_hold_id FOREIGN KEY (hold_id)
    REFERENCES legal_holds (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE disposals
  ADD CONSTRAINT fk_disposals_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_proposed_by FOREIGN KEY (proposed_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_approved_by FOREIGN KEY (approved_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE disposal_items
  ADD CONSTRAINT fk_disposal_items_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_disposal_id FOREIGN KEY (disposal_id)
    REFERENCES disposals (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_policy_id FOREIGN KEY (policy_id)
    REFERENCES retention_policies (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE households ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED;

CREATE INDEX households_search ON households USING gin (search_text gin_trgm_ops);

ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, ''))) STORED;

CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops);

ALTER TABLE entities ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED;

CREATE INDEX entities_search ON entities USING gin (search_text gin_trgm_ops);

ALTER TABLE accounts ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, '') || ' ' || coalesce(custodian, '') || ' ' || coalesce(number_last4, ''))) STORED;

CREATE INDEX accounts_search ON accounts USING gin (search_text gin_trgm_ops);

ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED;

CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops);

ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED;

CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops);

ALTER TABLE meeting_notes ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(body, ''))) STORED;

CREATE INDEX meeting_notes_search ON meeting_notes USING gin (search_text gin_trgm_ops);

ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED;

CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops);

ALTER TABLE documents ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED;

CREATE INDEX documents_search ON documents USING gin (search_text gin_trgm_ops);

DO $$
DECLARE
  bound regclass;
BEGIN
  FOR bound IN SELECT oid FROM pg_class WHERE relrowsecurity AND NOT relispartition
               AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', bound);
  END LOOP;
END
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200001000, 'RecordRules1764200001000');

COMMIT;

START TRANSACTION;

CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE public.household_members
  ADD CONSTRAINT one_head_at_a_time EXCLUDE USING gist (
    household_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (role = 'head'),
  ADD CONSTRAINT one_primary_household_at_a_time EXCLUDE USING gist (
    person_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (is_primary),
  ADD CONSTRAINT one_place_at_a_time EXCLUDE USING gist (
    household_id WITH =, person_id WITH =, daterange(from_date, to_date, '[]') WITH &&);

CREATE UNIQUE INDEX one_firm ON public.firm_settings ((true));

CREATE FUNCTION app.require_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  share record;
  total numeric;
BEGIN
  FOR share IN
    SELECT DISTINCT (image ->> 'account_id')::uuid AS account_id, image ->> 'class' AS class
    FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
    WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
  LOOP
    PERFORM FROM public.accounts WHERE id = share.account_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'beneficiaries' THEN
      SELECT sum(percent) INTO total FROM public.beneficiaries
      WHERE account_id = share.account_id AND class = share.class AND ended_on IS NULL;
    ELSE
      SELECT sum(percent) INTO total FROM public.account_owners
      WHERE account_id = share.account_id AND ended_on IS NULL;
    END IF;
    IF total <> 100 THEN
      RAISE EXCEPTION 'the shares of account % (%) make % and not 100',
        share.account_id, coalesce(share.class || ' beneficiaries', 'owners'), trim_scale(total)
        USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER beneficiaries_total_100 AFTER INSERT OR DELETE OR UPDATE OF account_id, class, percent, ended_on ON public.beneficiaries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole();

CREATE CONSTRAINT TRIGGER owners_total_100 AFTER INSERT OR DELETE OR UPDATE OF account_id, percent, ended_on ON public.account_owners
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200001500, 'Totals1764200001500');

COMMIT;

START TRANSACTION;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'firm_keeper') THEN
    CREATE ROLE firm_keeper NOLOGIN;
  END IF;
END
$$;

CREATE FUNCTION app.act_for_keeper(active boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF current_setting('server_version_num')::integer >= 160000 THEN
    EXECUTE format('GRANT firm_keeper TO %I WITH INHERIT %s, SET TRUE', current_user, CASE WHEN active THEN 'TRUE' ELSE 'FALSE' END);
  ELSIF active THEN
    EXECUTE format('GRANT firm_keeper TO %I', current_user);
  ELSE
    EXECUTE format('REVOKE firm_keeper FROM %I', current_user);
  END IF;
END
$$;

REVOKE ALL ON FUNCTION app.act_for_keeper(boolean) FROM PUBLIC;

CREATE FUNCTION app.force_policies(forced boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  bound regclass;
BEGIN
  FOR bound IN
    SELECT oid FROM pg_class WHERE relrowsecurity AND NOT relispartition
      AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
  LOOP
    EXECUTE format('ALTER TABLE %s %s ROW LEVEL SECURITY', bound, CASE WHEN forced THEN 'FORCE' ELSE 'NO FORCE' END);
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION app.force_policies(boolean) FROM PUBLIC;

GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_keeper;

GRANT CREATE ON SCHEMA app, sync, audit TO firm_keeper;

DO $$
DECLARE
  kept regclass;
BEGIN
  FOR kept IN
    SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ('schema_migrations', 'epoch')
      AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO firm_keeper', kept);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY keeper_reads ON %s FOR SELECT TO firm_keeper USING (true)', kept);
  END LOOP;
END
$$;

CREATE FUNCTION app.advised_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
$$;

CREATE FUNCTION app.team_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
$$;

CREATE OR REPLACE FUNCTION app.my_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
  UNION
  SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
$$;

DROP POLICY own_book ON public.households;

CREATE POLICY own_book ON public.households
USING (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())))
WITH CHECK (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())));

CREATE FUNCTION sync.log_team_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (OLD.user_id, OLD.household_id, false);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (NEW.user_id, NEW.household_id, true);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF user_id, household_id OR DELETE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION sync.log_team_access();

GRANT SELECT ON public.team_members, public.document_versions, public.disclosures TO firm_member;

CREATE POLICY firm_reads ON public.team_members FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.team_members FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY firm_reads ON public.document_versions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.document_versions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY firm_reads ON public.disclosures FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.disclosures FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY own_book ON public.document_versions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

GRANT INSERT ON public.document_versions TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

CREATE POLICY own_book ON public.disclosures USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

GRANT INSERT ON public.disclosures TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

CREATE POLICY own_book ON public.team_members FOR SELECT USING (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY adviser_adds ON public.team_members FOR INSERT WITH CHECK (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY adviser_changes ON public.team_members FOR UPDATE USING (household_id = ANY (ARRAY(SELECT app.advised_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY adviser_removes ON public.team_members FOR DELETE USING (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY operations_change ON public.team_members FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY operations_remove ON public.team_members FOR DELETE TO firm_operations USING (true);

GRANT INSERT, UPDATE, DELETE ON public.team_members TO firm_adviser, firm_operations, firm_pooler;

GRANT SELECT ON public.firm_settings TO firm_member;

CREATE POLICY firm_reads ON public.firm_settings FOR SELECT USING (true);

GRANT INSERT, UPDATE ON public.firm_settings TO firm_compliance;

CREATE POLICY compliance_add ON public.firm_settings FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.firm_settings FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT SELECT ON public.retention_policies TO firm_member;

CREATE POLICY firm_reads ON public.retention_policies FOR SELECT USING (true);

GRANT INSERT, UPDATE ON public.retention_policies TO firm_compliance;

CREATE POLICY compliance_add ON public.retention_policies FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.retention_policies FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.users TO firm_administrator;

CREATE POLICY administrator_add ON public.users FOR INSERT TO firm_administrator WITH CHECK (true);

CREATE POLICY administrator_change ON public.users FOR UPDATE TO firm_administrator USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.securities TO firm_operations;

CREATE POLICY operations_add ON public.securities FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.securities FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.prices TO firm_operations;

CREATE POLICY operations_add ON public.prices FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.prices FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.positions TO firm_operations;

GRANT INSERT, UPDATE (status) ON public.transactions TO firm_operations;

GRANT SELECT ON public.compliance_reviews TO firm_compliance, firm_examiner;

GRANT SELECT ON public.legal_holds TO firm_compliance, firm_examiner;

GRANT SELECT ON public.legal_hold_items TO firm_compliance, firm_examiner;

GRANT SELECT ON public.disposals TO firm_compliance, firm_examiner;

GRANT SELECT ON public.disposal_items TO firm_compliance, firm_examiner;

CREATE POLICY firm_reads ON public.compliance_reviews FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY firm_reads ON public.disposals FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY firm_reads ON public.disposal_items FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY compliance_reads ON public.legal_holds FOR SELECT TO firm_compliance USING (true);

CREATE POLICY examiner_reads ON public.legal_holds FOR SELECT TO firm_examiner USING (NOT is_confidential);

CREATE POLICY compliance_reads ON public.legal_hold_items FOR SELECT TO firm_compliance USING (true);

CREATE POLICY examiner_reads ON public.legal_hold_items FOR SELECT
TO firm_examiner USING (hold_id IN (SELECT id FROM public.legal_holds));

GRANT INSERT, UPDATE ON public.compliance_reviews TO firm_compliance;

CREATE POLICY compliance_add ON public.compliance_reviews FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.compliance_reviews FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.legal_holds TO firm_compliance;

CREATE POLICY compliance_add ON public.legal_holds FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.legal_holds FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT ON public.legal_hold_items TO firm_compliance;

CREATE POLICY compliance_add ON public.legal_hold_items FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE TABLE app.leases (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  granted_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT expires_after_it_was_granted CHECK (expires_at > granted_at)
);

CREATE INDEX ix_leases_device_id ON app.leases (device_id, expires_at);

CREATE TABLE app.checkouts (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  household_id uuid NOT NULL,
  checked_out_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3),
  ended_by text CHECK (ended_by IN ('purged', 'wiped', 'revoked', 'lease_ended')),
  proof text,
  CONSTRAINT ends_after_it_began CHECK (ended_at >= checked_out_at),
  CONSTRAINT ended_somehow CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

CREATE UNIQUE INDEX one_open_checkout ON app.checkouts (device_id, household_id) WHERE ended_at IS NULL;

CREATE INDEX ix_checkouts_device_id ON app.checkouts (device_id, checked_out_at);

CREATE INDEX ix_checkouts_household_id ON app.checkouts (household_id, checked_out_at);

ALTER TABLE app.leases ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.leases FORCE ROW LEVEL SECURITY;

GRANT SELECT ON app.leases TO firm_member, firm_keeper;

CREATE POLICY keeper_reads ON app.leases FOR SELECT TO firm_keeper USING (true);

CREATE POLICY own_devices ON app.leases FOR SELECT
USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())));

CREATE POLICY firm_reads ON app.leases FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

ALTER TABLE app.checkouts ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.checkouts FORCE ROW LEVEL SECURITY;

GRANT SELECT ON app.checkouts TO firm_member, firm_keeper;

CREATE POLICY keeper_reads ON app.checkouts FOR SELECT TO firm_keeper USING (true);

CREATE POLICY own_devices ON app.checkouts FOR SELECT
USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())));

CREATE POLICY firm_reads ON app.checkouts FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disclosures
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disclosures
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.firm_settings
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.firm_settings
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.retention_policies
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.retention_policies
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.compliance_reviews
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.compliance_reviews
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.legal_holds
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.legal_holds
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.legal_hold_items
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.legal_hold_items
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disposals
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disposals
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disposal_items
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disposal_items
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE FUNCTION sync.log_team_members_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.team_members REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_insert();

CREATE FUNCTION sync.log_team_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.team_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_update();

CREATE FUNCTION sync.log_team_members_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.team_members REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_delete();

CREATE FUNCTION sync.log_document_versions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.document_versions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_insert();

CREATE FUNCTION sync.log_document_versions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.document_versions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_update();

CREATE FUNCTION sync.log_document_versions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.document_versions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_delete();

CREATE FUNCTION sync.log_disclosures_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.disclosures REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_insert();

CREATE FUNCTION sync.log_disclosures_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.disclosures REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_update();

CREATE FUNCTION sync.log_disclosures_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.disclosures REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_delete();

CREATE FUNCTION sync.log_firm_settings_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.firm_settings REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_insert();

CREATE FUNCTION sync.log_firm_settings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.firm_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_update();

CREATE FUNCTION sync.log_firm_settings_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.firm_settings REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_delete();

CREATE FUNCTION sync.log_retention_policies_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.retention_policies REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_insert();

CREATE FUNCTION sync.log_retention_policies_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.retention_policies REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_update();

CREATE FUNCTION sync.log_retention_policies_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.retention_policies REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_delete();

CREATE FUNCTION app.guard_adviser() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (SELECT role FROM public.users WHERE id = NEW.advisor_id) <> 'adviser' THEN
    RAISE EXCEPTION 'the adviser of a household must be a user with the role adviser' USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.advisor_id <> OLD.advisor_id AND NOT pg_has_role(current_user, 'firm_operations', 'USAGE')
     AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION 'only operations may give a household to another adviser' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER b_guard_adviser BEFORE INSERT OR UPDATE OF advisor_id ON public.households
FOR EACH ROW EXECUTE FUNCTION app.guard_adviser();

CREATE FUNCTION app.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = '42501';
END
$$;

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another');

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another');

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.compliance_reviews
FOR EACH ROW WHEN (OLD.status = 'signed_off')
EXECUTE FUNCTION app.refuse_change('a signed review is final; begin another');

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.user_id() OWNER TO firm_keeper;

ALTER FUNCTION app.my_households() OWNER TO firm_keeper;

ALTER FUNCTION app.advised_households() OWNER TO firm_keeper;

ALTER FUNCTION app.team_households() OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200002000, 'Access1764200002000');

COMMIT;

START TRANSACTION;

CREATE OR REPLACE FUNCTION app.ensure_login(login_name text, login_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
    DECLARE
      group_role text;
      former record;
    BEGIN
      SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', login_name);
      END IF;
      EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
      FOR former IN
        SELECT granted.rolname AS role, grantor.rolname AS grantor FROM pg_auth_members
        JOIN pg_roles AS granted ON granted.oid = roleid
        JOIN pg_roles AS holder ON holder.oid = member
        JOIN pg_roles AS grantor ON grantor.oid = pg_auth_members.grantor
        WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\_%' AND granted.rolname <> group_role
      LOOP
        IF current_setting('server_version_num')::integer >= 160000 THEN
          EXECUTE format('REVOKE %I FROM %I GRANTED BY %I', former.role, login_name, former.grantor);
        ELSE
          EXECUTE format('REVOKE %I FROM %I', former.role, login_name);
        END IF;
      END LOOP;
      EXECUTE format('GRANT %I TO %I', group_role, login_name);
    END
    $$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200002500, 'LoginGrants1764200002500');

COMMIT;

START TRANSACTION;

ALTER TABLE public.audit_events ALTER COLUMN changes TYPE json USING changes::json;

DROP INDEX public.ix_audit_events_device;

CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence)
WHERE device_sequence IS NOT NULL;

SELECT app.act_for_keeper(true);

CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
    RETURN nullif(current_setting('app.current_user_id', true), '')::uuid;
  END IF;
  RETURN (SELECT id FROM public.users WHERE login = session_user AND active);
END
$$;

SELECT app.act_for_keeper(false);

CREATE OR REPLACE FUNCTION app.stamp_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  author uuid := app.user_id();
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.version := 1;
    NEW.created_at := now();
    NEW.created_by := author;
  ELSE
    NEW.id := OLD.id;
    NEW.version := OLD.version + 1;
    NEW.created_at := OLD.created_at;
    NEW.created_by := OLD.created_by;
  END IF;
  NEW.updated_at := now();
  NEW.updated_by := author;
  RETURN NEW;
END
$$;

CREATE FUNCTION audit.instant_text(moment timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE FUNCTION audit.hash_of(event public.audit_events) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT encode(sha256(convert_to(
    CASE WHEN event.origin = 'laptop' THEN event.previous_hash || event.payload
    ELSE json_build_array(
      audit.instant_text(event.recorded_at), audit.instant_text(event.occurred_at), event.origin,
      event.device_id, event.actor_id, event.actor_login, event.app_version, event.transaction_id::text,
      event.table_name, event.type, event.action, event.reason, event.id, event.row_id, event.household_id
    )::text || chr(10) || coalesce(event.changes::text, '') END, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit.head_of(at timestamptz, device uuid, actor uuid) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  moment text := to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
BEGIN
  RETURN left(json_build_array(
    moment, moment, 'server', device, actor, session_user, NULL, pg_current_xact_id()::text)::text, -1);
END
$$;

CREATE FUNCTION audit.present(
  OUT at timestamptz, OUT device uuid, OUT actor uuid, OUT login text, OUT head text)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  at := clock_timestamp()::timestamptz(3);
  device := nullif(current_setting('app.device_id', true), '')::uuid;
  actor := app.user_id();
  login := session_user;
  head := audit.head_of(at, device, actor);
END
$$;

CREATE FUNCTION audit.record_event(
  event_type text, event_action text, subject_table text, subject_id uuid, household uuid,
  event_changes jsonb, event_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  who record;
  event public.audit_events;
BEGIN
  SELECT * INTO who FROM audit.present();
  event.id := gen_random_uuid();
  event.occurred_at := who.at;
  event.recorded_at := who.at;
  event.origin := 'server';
  event.device_id := who.device;
  event.actor_id := who.actor;
  event.actor_login := who.login;
  event.transaction_id := pg_current_xact_id();
  event.type := event_type;
  event.action := event_action;
  event.table_name := subject_table;
  event.row_id := subject_id;
  event.household_id := household;
  event.changes := nullif(event_changes, 'null')::json;
  event.reason := event_reason;
  INSERT INTO public.audit_events (
    id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
    household_id, changes, reason, hash)
  VALUES (
    event.id, event.occurred_at, event.recorded_at, event.origin, event.device_id, event.actor_id,
    event.actor_login, event.type, event.action, event.table_name, event.row_id, event.household_id,
    event.changes, event.reason, audit.hash_of(event));
  RETURN event.id;
END
$$;

REVOKE ALL ON FUNCTION audit.record_event(text, text, text, uuid, uuid, jsonb, text) FROM PUBLIC;

CREATE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT NULL::text $$;

CREATE FUNCTION audit.columns_of(watched regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT string_agg(attname || ' ' || atttypid, ',' ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped
$$;

CREATE FUNCTION audit.planned_columns_of(watched regclass) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT audit.columns_of(watched) $$;

CREATE FUNCTION audit.pair_text(head text, before anyelement, after anyelement) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN concat(head, coalesce(to_json(before), 'null'), ',', coalesce(to_json(after), 'null'), ']');
END
$$;

CREATE FUNCTION audit.fields_sql(watched regclass, operation text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT 'array_to_string(ARRAY[' || coalesce(string_agg(CASE
    WHEN operation = 'UPDATE' THEN format(
      'CASE WHEN o.%1$I%2$s IS DISTINCT FROM n.%1$I%2$s THEN audit.pair_text(%3$L, o.%1$I, n.%1$I) END',
      name, CASE WHEN comparable THEN '' ELSE '::text' END, key || ':[')
    WHEN kind = 'bool'::regtype THEN format(
      'CASE %s.%I WHEN true THEN %L WHEN false THEN %L END', side, name, head || 'true' || tail,
      head || 'false' || tail)
    WHEN kind = 'uuid'::regtype THEN format(
      'CASE WHEN %1$s.%2$I IS NOT NULL THEN concat(%3$L, %1$s.%2$I, %4$L) END', side, name, head || '"',
      '"' || tail)
    ELSE format(
      'CASE WHEN %1$s.%2$I IS NOT NULL THEN concat(%3$L, to_json(%1$s.%2$I), %4$L) END', side, name, head, tail)
    END, ',' || chr(10) ORDER BY attnum), '') || ']::text[], '','')'
  FROM (
    SELECT attnum, attname AS name, atttypid AS kind, to_json(attname::text)::text AS key,
      CASE operation WHEN 'DELETE' THEN 'o' ELSE 'n' END AS side,
      to_json(attname::text)::text || CASE operation WHEN 'DELETE' THEN ':[' ELSE ':[null,' END AS head,
      CASE operation WHEN 'DELETE' THEN ',null]' ELSE ']' END AS tail,
      EXISTS (SELECT FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod
              WHERE amname = 'btree' AND opcdefault AND opcintype = atttypid) AS comparable
    FROM pg_attribute
    WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped AND attname NOT IN (
      'id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content', 'search_text')
  ) AS watched_columns
$$;

CREATE FUNCTION audit.has_column(watched regclass, column_name text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM pg_attribute
                 WHERE attrelid = watched AND attname = column_name AND attnum > 0 AND NOT attisdropped)
$$;

CREATE FUNCTION audit.events_sql(watched regclass, operation text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  table_name text := (SELECT relname FROM pg_class WHERE oid = watched);
  side text := CASE operation WHEN 'DELETE' THEN 'o' ELSE 'n' END;
  household text := CASE WHEN table_name = 'households' THEN side || '.id'
    WHEN audit.has_column(watched, 'household_id') THEN side || '.household_id' ELSE 'NULL::uuid' END;
  head text := format('SELECT gen_random_uuid() AS id, %s.id AS row_id, %s AS household, ', side, household);
  fields text := audit.fields_sql(watched, operation);
  ends_hold text := 'false';
BEGIN
  IF operation = 'INSERT' THEN
    RETURN head || CASE WHEN table_name = 'legal_holds' THEN $sql$'retention' AS type, 'hold_placed' AS action$sql$
      ELSE $sql$'data' AS type, 'create' AS action$sql$ END
      || $sql$, NULL::text AS reason, '{' || $sql$ || fields || $sql$ || '}' AS changes FROM new_rows AS n$sql$;
  ELSIF operation = 'DELETE' THEN
    RETURN head || format($sql$
      CASE WHEN certificate IS NULL THEN 'data' ELSE 'retention' END AS type,
      CASE WHEN certificate IS NULL THEN 'delete' ELSE 'disposed' END AS action,
      certificate AS reason, CASE WHEN certificate IS NULL THEN '{' || %s || '}' END AS changes
      FROM (SELECT *, audit.certificate_of(%L, id) AS certificate FROM old_rows OFFSET 0) AS o$sql$,
      fields, table_name);
  END IF;
  IF table_name = 'legal_holds' AND audit.has_column(watched, 'released_at') THEN
    ends_hold := 'o.released_at IS NULL AND n.released_at IS NOT NULL';
  END IF;
  -- A full join is always hashed or merged. The plan is kept from the first call, which may be of a single row,
  -- and a nested loop chosen then would take minutes for ten thousand. OFFSET 0 keeps the fields from being set up
  -- and compared a second time, for the condition.
  RETURN format($sql$SELECT id, row_id, household, type, action, reason, nullif('{' || fields || '}', '{}') AS changes
    FROM (%s CASE WHEN %s THEN 'retention' ELSE 'data' END AS type,
      CASE WHEN %2$s THEN 'hold_released' ELSE 'update' END AS action, NULL::text AS reason,
      %s AS fields, %s AS touched
      FROM old_rows AS o FULL JOIN new_rows AS n ON n.id = o.id OFFSET 0) AS pair
    WHERE fields <> '' OR touched$sql$,
    head, ends_hold, fields, CASE WHEN audit.has_column(watched, 'content')
      THEN 'o.content IS DISTINCT FROM n.content' ELSE 'false' END);
END
$$;

CREATE FUNCTION audit.writer_sql(watched regclass, operation text, who text, source text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT format($sql$
    INSERT INTO public.audit_events (
      id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
      household_id, changes, reason, hash)
    SELECT event.id, %4$sat, %4$sat, 'server', %4$sdevice, %4$sactor, %4$slogin, event.type, event.action, %1$L,
      event.row_id, event.household, event.changes::json, event.reason,
      encode(sha256(convert_to(%4$shead || %2$L || event.type || '", "' || event.action || '", '
        || coalesce(to_json(event.reason)::text, 'null') || ', "' || event.id || '", "' || event.row_id || '", '
        || coalesce('"' || event.household || '"', 'null') || ']' || chr(10) || coalesce(event.changes, ''),
        'UTF8')), 'hex')
    FROM %5$s (%3$s) AS event$sql$,
    relname, ', ' || to_json(relname::text)::text || ', "', audit.events_sql(watched, operation),
    who, source)
  FROM pg_class WHERE oid = watched
$$;

REVOKE ALL ON FUNCTION audit.columns_of(regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.planned_columns_of(regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.fields_sql(regclass, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.pair_text(text, anyelement, anyelement) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.has_column(regclass, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.events_sql(regclass, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.writer_sql(regclass, text, text, text) FROM PUBLIC;

CREATE FUNCTION audit.watch(watched regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  table_name text := (SELECT relname FROM pg_class WHERE oid = watched);
  operation text;
  rows_of text;
BEGIN
  EXECUTE format($sql$
    CREATE OR REPLACE FUNCTION audit.%1$I() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $body$
    DECLARE
      who_at timestamptz := clock_timestamp()::timestamptz(3);
      who_device uuid := nullif(current_setting('app.device_id', true), '')::uuid;
      who_actor uuid := app.user_id();
      who_login text := session_user;
      who_head text := audit.head_of(who_at, who_device, who_actor);
    BEGIN
      -- A constant of the plan, which is made anew when the table that the regclass names has changed.
      IF %2$L <> audit.planned_columns_of(%6$L) THEN
        EXECUTE audit.writer_sql(TG_RELID, TG_OP, 'who.', 'audit.present() AS who,');
      ELSIF TG_OP = 'INSERT' THEN %3$s;
      ELSIF TG_OP = 'UPDATE' THEN %4$s;
      ELSE %5$s;
      END IF;
      RETURN NULL;
    END
    $body$ $sql$,
    'record_' || table_name, audit.columns_of(watched), audit.writer_sql(watched, 'INSERT', 'who_', ''),
    audit.writer_sql(watched, 'UPDATE', 'who_', ''), audit.writer_sql(watched, 'DELETE', 'who_', ''),
    format('public.%I', table_name));
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = watched AND tgname = 'b_audit') THEN
    EXECUTE format('DROP TRIGGER b_audit ON %s', watched);
  END IF;
  FOR operation, rows_of IN VALUES ('INSERT', 'NEW TABLE AS new_rows'),
    ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'), ('DELETE', 'OLD TABLE AS old_rows')
  LOOP
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_trigger WHERE tgrelid = watched AND tgname = 'b_audit_' || lower(operation));
    EXECUTE format(
      'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION audit.%I()',
      'b_audit_' || lower(operation), operation, watched, rows_of, 'record_' || table_name);
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.watch(regclass) FROM PUBLIC;

CREATE FUNCTION audit.unwatch(watched regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('DROP TRIGGER b_audit_insert ON %s', watched);
  EXECUTE format('DROP TRIGGER b_audit_update ON %s', watched);
  EXECUTE format('DROP TRIGGER b_audit_delete ON %s', watched);
  EXECUTE format('DROP FUNCTION audit.%I()', 'record_' || (SELECT relname FROM pg_class WHERE oid = watched));
END
$$;

REVOKE ALL ON FUNCTION audit.unwatch(regclass) FROM PUBLIC;

DO $$
DECLARE
  watched regclass;
BEGIN
  FOR watched IN SELECT tgrelid FROM pg_trigger
                 WHERE tgfoid = 'audit.record_row()'::regprocedure ORDER BY tgrelid::regclass::text
  LOOP
    PERFORM audit.watch(watched);
  END LOOP;
END
$$;

DROP FUNCTION audit.record_row();

DROP FUNCTION audit.changed_fields(jsonb, jsonb);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200003000, 'Trail1764200003000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION audit.guard_partition(part regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', part);
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = part AND tgname = 'refuse_truncate') THEN
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', part);
  END IF;
END
$$;

REVOKE ALL ON FUNCTION audit.guard_partition(regclass) FROM PUBLIC;

SELECT audit.guard_partition(relid) FROM pg_partition_tree('public.audit_events') ORDER BY relid::regclass::text;

CREATE FUNCTION audit.partition_of(month date) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT 'events_' || to_char(month, 'YYYY_MM')
$$;

CREATE FUNCTION audit.month_start(month date) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT date_trunc('month', month::timestamp) AT TIME ZONE 'UTC'
$$;

CREATE FUNCTION audit.next_month(month date) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT (date_trunc('month', month::timestamp) + interval '1 month')::date
$$;

CREATE FUNCTION audit.this_month() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date
$$;

CREATE FUNCTION audit.missing_months(months_ahead integer) RETURNS SETOF date
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT month FROM (
    SELECT (audit.this_month() + make_interval(months => step))::date
    FROM generate_series(0, least(greatest(months_ahead, 0), 24)) AS step
    UNION
    SELECT DISTINCT date_trunc('month', recorded_at AT TIME ZONE 'UTC')::date FROM audit.events_default
    WHERE recorded_at < audit.month_start(audit.this_month())
  ) AS wanted (month)
  WHERE to_regclass('audit.' || audit.partition_of(month)) IS NULL ORDER BY month
$$;

CREATE FUNCTION audit.create_month(month date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('CREATE TABLE audit.%I (LIKE public.audit_events INCLUDING ALL EXCLUDING IDENTITY)',
    audit.partition_of(month));
  PERFORM audit.guard_partition(to_regclass('audit.' || audit.partition_of(month)));
END
$$;

CREATE FUNCTION audit.attach_month(month date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.audit_events ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
    audit.partition_of(month), audit.month_start(month), audit.month_start(audit.next_month(month)));
END
$$;

CREATE FUNCTION audit.copy_month(month date, source regclass) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                   WHERE attrelid = source AND attnum > 0 AND NOT attisdropped);
  copied bigint;
BEGIN
  EXECUTE format(
    'INSERT INTO audit.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %3$s AS event
     WHERE recorded_at >= %4$L AND recorded_at < %5$L
       AND NOT EXISTS (SELECT FROM audit.%1$I AS made WHERE made.recorded_at = event.recorded_at AND made.id = event.id)
     ORDER BY sequence',
    audit.partition_of(month), columns, source, audit.month_start(month),
    audit.month_start(audit.next_month(month)));
  GET DIAGNOSTICS copied = ROW_COUNT;
  RETURN copied;
END
$$;

CREATE FUNCTION audit.drain_default(months date[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  month date;
  moved bigint := 0;
  columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                   WHERE attrelid = 'audit.events_default'::regclass AND attnum > 0 AND NOT attisdropped);
  kept bigint;
BEGIN
  FOREACH month IN ARRAY months LOOP
    PERFORM audit.create_month(month);
    moved := moved + audit.copy_month(month, 'audit.events_default');
  END LOOP;
  LOCK TABLE public.audit_events IN ACCESS EXCLUSIVE MODE;
  FOREACH month IN ARRAY months LOOP
    moved := moved + audit.copy_month(month, 'audit.events_default');
  END LOOP;
  ALTER TABLE public.audit_events DETACH PARTITION audit.events_default;
  ALTER TABLE audit.events_default RENAME TO events_drained;
  CREATE TABLE audit.events_default (LIKE public.audit_events INCLUDING ALL EXCLUDING IDENTITY);
  PERFORM audit.guard_partition('audit.events_default');
  FOREACH month IN ARRAY months LOOP
    PERFORM audit.attach_month(month);
  END LOOP;
  ALTER TABLE public.audit_events ATTACH PARTITION audit.events_default DEFAULT;
  EXECUTE format(
    'INSERT INTO audit.events_default (%1$s) OVERRIDING SYSTEM VALUE SELECT %1$s FROM audit.events_drained
     WHERE date_trunc(''month'', recorded_at AT TIME ZONE ''UTC'')::date <> ALL ($1) ORDER BY sequence', columns)
  USING months;
  GET DIAGNOSTICS kept = ROW_COUNT;
  IF moved + kept <> (SELECT count(*) FROM audit.events_drained) THEN
    RAISE EXCEPTION 'the default partition was not copied whole; nothing was changed' USING ERRCODE = 'AW008';
  END IF;
  DROP TABLE audit.events_drained;
END
$$;

CREATE FUNCTION audit.attach_months(months date[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  month date;
BEGIN
  FOREACH month IN ARRAY months LOOP
    PERFORM audit.create_month(month);
  END LOOP;
  LOCK TABLE ONLY public.audit_events IN SHARE UPDATE EXCLUSIVE MODE;
  LOCK TABLE audit.events_default IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM audit.events_default
             WHERE date_trunc('month', recorded_at AT TIME ZONE 'UTC')::date = ANY (months)) THEN
    RAISE EXCEPTION 'events are in the way' USING ERRCODE = 'AW009';
  END IF;
  FOREACH month IN ARRAY months LOOP
    PERFORM audit.attach_month(month);
  END LOOP;
  RETURN true;
EXCEPTION WHEN SQLSTATE 'AW009' THEN
  -- Going back gives up the locks: draining must begin with the parent's.
  RETURN false;
END
$$;

CREATE FUNCTION audit.make_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
DECLARE
  months date[];
BEGIN
  -- A snapshot from before the lock would not show what was committed since, and draining would lose it.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'partitions are made in read committed transactions only' USING ERRCODE = '25001';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
  months := ARRAY(SELECT audit.missing_months(months_ahead));
  IF cardinality(months) = 0 THEN
    RETURN 0;
  END IF;
  IF NOT audit.attach_months(months) THEN
    PERFORM audit.drain_default(months);
  END IF;
  RETURN cardinality(months);
END
$$;

CREATE OR REPLACE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET client_min_messages = error AS $$
BEGIN
  -- Where nothing is missing, which is nearly always, not even a lock is asked for.
  IF NOT EXISTS (SELECT audit.missing_months(months_ahead)) THEN
    RETURN 0;
  END IF;
  RETURN audit.make_partitions(months_ahead);
EXCEPTION WHEN OTHERS THEN
  RAISE LOG 'audit.ensure_partitions: no partition was made (SQLSTATE %)', SQLSTATE;
  RETURN 0;
END
$$;

REVOKE ALL ON FUNCTION audit.missing_months(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.create_month(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.attach_month(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.copy_month(date, regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.drain_default(date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.attach_months(date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.make_partitions(integer) FROM PUBLIC;

CREATE FUNCTION audit.require_administrator() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF NOT pg_has_role(session_user, 'firm_administrator', 'MEMBER') THEN
    RAISE EXCEPTION 'the partitions of the trail are for administrators' USING ERRCODE = '42501';
  END IF;
END
$$;

CREATE FUNCTION audit.list_partitions() RETURNS TABLE (month date, events bigint, bytes bigint, attached boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  part record;
BEGIN
  PERFORM audit.require_administrator();
  FOR part IN
    SELECT oid, relname, relispartition FROM pg_class
    WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r' AND relname ~ '^events_(\d{4}_\d{2}|default)$'
    ORDER BY relname
  LOOP
    month := CASE WHEN part.relname <> 'events_default' THEN to_date(part.relname, '"events_"YYYY_MM') END;
    EXECUTE format('SELECT count(*) FROM audit.%I', part.relname) INTO events;
    bytes := pg_total_relation_size(part.oid);
    attached := part.relispartition;
    RETURN NEXT;
  END LOOP;
END
$$;

SELECT audit.ensure_partitions();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200003100, 'TrailPartitions1764200003100');

COMMIT;

START TRANSACTION;

CREATE FUNCTION audit.years_kept() RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT 7 $$;

CREATE FUNCTION audit.subject_is_needed(table_name text, row_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  subject regclass := to_regclass('public.' || quote_ident(table_name));
  present boolean;
BEGIN
  IF subject IS NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = $1)', subject) INTO present USING row_id;
  RETURN present;
END
$$;

REVOKE ALL ON FUNCTION audit.subject_is_needed(text, uuid) FROM PUBLIC;

DO $$
BEGIN
  -- It must see every row to say that one is gone; the owner of the trail asks it for a whole month.
  PERFORM app.act_for_keeper(true);
  ALTER FUNCTION audit.subject_is_needed(text, uuid) OWNER TO firm_keeper;
  EXECUTE format('GRANT EXECUTE ON FUNCTION audit.subject_is_needed(text, uuid) TO %I', current_user);
  PERFORM app.act_for_keeper(false);
END
$$;

CREATE FUNCTION audit.month_is_needed(month date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  subject record;
BEGIN
  FOR subject IN EXECUTE format(
    'SELECT DISTINCT table_name, row_id FROM audit.%I WHERE table_name IS NOT NULL AND row_id IS NOT NULL',
    audit.partition_of(month))
  LOOP
    IF audit.subject_is_needed(subject.table_name, subject.row_id) THEN
      RETURN format('The row %s of %s, of which %s tells, is still kept or held.', subject.row_id,
        subject.table_name, to_char(month, 'YYYY-MM'));
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE FUNCTION audit.month_lines(month date) RETURNS TABLE (line text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM audit.require_administrator();
  RETURN QUERY EXECUTE format($sql$
    SELECT json_build_object(
      'sequence', sequence, 'id', id, 'recordedAt', audit.instant_text(recorded_at),
      'occurredAt', audit.instant_text(occurred_at), 'origin', origin, 'deviceId', device_id,
      'deviceSequence', device_sequence, 'actorId', actor_id, 'actorLogin', actor_login,
      'appVersion', app_version, 'transactionId', transaction_id::text, 'type', type, 'action', action,
      'table', table_name, 'rowId', row_id, 'householdId', household_id, 'changes', changes::text,
      'reason', reason, 'payload', payload, 'previousHash', previous_hash, 'hash', hash)::text
    FROM audit.%I ORDER BY sequence$sql$, audit.partition_of(month));
END
$$;

CREATE FUNCTION audit.month_digest(
  month date, OUT events bigint, OUT first_sequence bigint, OUT last_sequence bigint, OUT digest text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  event record;
BEGIN
  PERFORM audit.require_administrator();
  events := 0;
  digest := repeat('0', 64);
  FOR event IN EXECUTE format('SELECT sequence, hash FROM audit.%I ORDER BY sequence', audit.partition_of(month))
  LOOP
    events := events + 1;
    first_sequence := coalesce(first_sequence, event.sequence);
    last_sequence := event.sequence;
    digest := encode(sha256(convert_to(digest || event.sequence || ' ' || event.hash, 'UTF8')), 'hex');
  END LOOP;
END
$$;

CREATE TABLE audit.archived_chains (
  device_id uuid PRIMARY KEY REFERENCES app.devices (id),
  last_sequence bigint NOT NULL,
  last_hash text NOT NULL
);

GRANT SELECT ON audit.archived_chains TO firm_member;

CREATE FUNCTION audit.archive_refusal(month date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  part regclass := to_regclass('audit.' || audit.partition_of(month));
  name text := to_char(month, 'YYYY-MM');
  kept_until timestamptz := audit.month_start(
    (audit.next_month(month) + make_interval(years => audit.years_kept()))::date);
  older text;
BEGIN
  PERFORM audit.require_administrator();
  IF part IS NULL OR NOT (SELECT relispartition FROM pg_class WHERE oid = part) THEN
    RETURN format('The trail has no month %s; see what there is by: partitions list.', name);
  END IF;
  IF kept_until > now() THEN
    RETURN format('The trail is kept for %s years, so %s can be archived from %s on.', audit.years_kept(), name,
      to_char(kept_until AT TIME ZONE 'UTC', 'YYYY-MM-DD'));
  END IF;
  SELECT min(relname) INTO older FROM pg_partition_tree('public.audit_events') JOIN pg_class ON oid = relid
  WHERE relname ~ '^events_\d{4}_\d{2}$' AND relname < audit.partition_of(month);
  IF older IS NOT NULL THEN
    RETURN format('Archive %s first: the oldest month goes first, so that what stays has no gap.',
      translate(substr(older, 8), '_', '-'));
  END IF;
  RETURN audit.month_is_needed(month);
END
$$;

CREATE FUNCTION audit.archive_month(month date, bundle_digest text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '10s' AS $$
DECLARE
  refusal text := audit.archive_refusal(month);
  found record;
  now_there bigint;
BEGIN
  IF refusal IS NOT NULL THEN
    RAISE EXCEPTION '%', refusal USING ERRCODE = 'AW004';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'a month is archived in a read committed transaction only' USING ERRCODE = '25001';
  END IF;
  SELECT * INTO found FROM audit.month_digest(month);
  IF found.digest <> bundle_digest THEN
    RAISE EXCEPTION 'The bundle is not what the month holds; write it anew.' USING ERRCODE = 'AW005';
  END IF;
  LOCK TABLE public.audit_events IN ACCESS EXCLUSIVE MODE;
  -- Nothing changes or leaves, so as many events as before are the same events.
  EXECUTE format('SELECT count(*) FROM audit.%I', audit.partition_of(month)) INTO now_there;
  IF now_there <> found.events THEN
    RAISE EXCEPTION 'An event was added meanwhile; write the bundle anew.' USING ERRCODE = 'AW005';
  END IF;
  EXECUTE format(
    'INSERT INTO audit.archived_chains SELECT DISTINCT ON (device_id) device_id, device_sequence, hash FROM audit.%I
     WHERE origin = ''laptop'' ORDER BY device_id, device_sequence DESC
     ON CONFLICT (device_id) DO UPDATE
     SET last_sequence = excluded.last_sequence, last_hash = excluded.last_hash
     WHERE excluded.last_sequence > archived_chains.last_sequence', audit.partition_of(month));
  EXECUTE format('ALTER TABLE public.audit_events DETACH PARTITION audit.%I', audit.partition_of(month));
  PERFORM audit.record_event('retention', 'export', 'audit_events', NULL, NULL,
    jsonb_build_object('month', jsonb_build_array(NULL, to_char(month, 'YYYY-MM')),
      'events', jsonb_build_array(found.events, 0), 'digest', jsonb_build_array(NULL, bundle_digest)),
    'The month was written to a verified bundle and detached.');
END
$$;

CREATE FUNCTION audit.drop_month(month date, bundle_digest text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '10s' AS $$
DECLARE
  part regclass := to_regclass('audit.' || audit.partition_of(month));
  found record;
BEGIN
  PERFORM audit.require_administrator();
  IF part IS NULL OR (SELECT relispartition FROM pg_class WHERE oid = part) THEN
    RAISE EXCEPTION 'Only a month that was archived can be dropped.' USING ERRCODE = 'AW004';
  END IF;
  EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', part);
  SELECT * INTO found FROM audit.month_digest(month);
  IF found.digest <> bundle_digest THEN
    RAISE EXCEPTION 'The bundle is not what the month holds; keep both and ask why.' USING ERRCODE = 'AW005';
  END IF;
  EXECUTE format('DROP TABLE %s', part);
  PERFORM audit.record_event('retention', 'disposed', 'audit_events', NULL, NULL,
    jsonb_build_object('month', jsonb_build_array(to_char(month, 'YYYY-MM'), NULL),
      'events', jsonb_build_array(found.events, 0), 'digest', jsonb_build_array(bundle_digest, NULL)),
    'The archived month was dropped; its bundle was verified again.');
END
$$;

REVOKE ALL ON FUNCTION audit.month_is_needed(date) FROM PUBLIC;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200003200, 'TrailArchive1764200003200');

COMMIT;

START TRANSACTION;

CREATE TABLE app.record_classes (
  table_name text PRIMARY KEY,
  retention_class text NOT NULL CHECK (retention_class IN
    ('client', 'transaction', 'communication', 'reference', 'staff', 'compliance')),
  scope text NOT NULL CHECK (scope IN ('household', 'firm', 'user', 'office')),
  dated_by text NOT NULL,
  place integer NOT NULL UNIQUE
);

INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place) VALUES
  ('users', 'staff', 'firm', 'created_at', 0),
  ('households', 'client', 'household', 'created_at', 1),
  ('team_members', 'reference', 'household', 'created_at', 2),
  ('persons', 'client', 'household', 'created_at', 3),
  ('household_members', 'client', 'household', 'created_at', 4),
  ('entities', 'client', 'household', 'created_at', 5),
  ('accounts', 'client', 'household', 'created_at', 6),
  ('account_owners', 'client', 'household', 'created_at', 7),
  ('beneficiaries', 'client', 'household', 'created_at', 8),
  ('meetings', 'communication', 'household', 'starts_at', 9),
  ('tasks', 'client', 'household', 'created_at', 10),
  ('meeting_notes', 'communication', 'household', 'written_at', 11),
  ('securities', 'reference', 'firm', 'created_at', 12),
  ('positions', 'transaction', 'household', 'as_of', 13),
  ('communications', 'communication', 'household', 'occurred_at', 14),
  ('documents', 'client', 'household', 'document_date', 15),
  ('document_versions', 'client', 'household', 'created_at', 16),
  ('relationships', 'client', 'household', 'created_at', 17),
  ('disclosures', 'client', 'household', 'delivered_on', 18),
  ('document_contents', 'client', 'household', 'created_at', 19),
  ('prices', 'reference', 'firm', 'created_at', 20),
  ('transactions', 'transaction', 'household', 'traded_on', 21),
  ('firm_settings', 'reference', 'firm', 'created_at', 22),
  ('retention_policies', 'reference', 'firm', 'created_at', 23),
  ('compliance_reviews', 'compliance', 'office', 'created_at', 24),
  ('legal_holds', 'compliance', 'office', 'created_at', 25),
  ('legal_hold_items', 'compliance', 'office', 'created_at', 26),
  ('disposals', 'compliance', 'office', 'created_at', 27),
  ('disposal_items', 'compliance', 'office', 'created_at', 28);

ALTER TABLE app.record_classes ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY;

CREATE POLICY firm_reads ON app.record_classes FOR SELECT USING (true);

GRANT SELECT ON app.record_classes TO firm_member, firm_keeper;

CREATE FUNCTION app.today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT (now() AT TIME ZONE 'Etc/GMT+12')::date $$;

CREATE FUNCTION app.fiscal_year_end(day date, month integer) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
  SELECT (pg_catalog.make_date(extract(year FROM day)::integer, month, 1)
    + CASE WHEN extract(month FROM day) > month THEN interval '13 months' ELSE interval '1 month' END
    - interval '1 day')::date
$$;

CREATE FUNCTION app.retain_until(day date, years integer, from_fiscal_year_end boolean, month integer) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN from_fiscal_year_end THEN (date_trunc('month', app.fiscal_year_end(day, month)::timestamp)
      + pg_catalog.make_interval(years => years, months => 1) - interval '1 day')::date
    ELSE (day + pg_catalog.make_interval(years => years))::date END
$$;

CREATE FUNCTION app.has_column(table_name text, column_name text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM pg_attribute
                 WHERE attrelid = to_regclass(format('public.%I', table_name)) AND attname = column_name
                   AND attnum > 0 AND NOT attisdropped)
$$;

CREATE FUNCTION app.date_sql(table_name text, source text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT format(CASE WHEN atttypid = 'date'::regtype
    THEN 'coalesce(%1$s.%2$I, (%1$s.created_at AT TIME ZONE ''UTC'')::date)'
    ELSE 'coalesce((%1$s.%2$I AT TIME ZONE ''UTC'')::date, (%1$s.created_at AT TIME ZONE ''UTC'')::date)' END,
    source, dated_by)
  FROM app.record_classes AS class
  JOIN pg_attribute ON attrelid = to_regclass(format('public.%I', class.table_name)) AND attname = dated_by
  WHERE class.table_name = date_sql.table_name
$$;

ALTER TABLE public.retention_policies ADD CONSTRAINT one_policy_in_force
EXCLUDE USING gist (record_class WITH =, daterange(in_force_from, ended_on, '[]') WITH &&);

CREATE FUNCTION app.guard_policy() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF to_jsonb(NEW) - '{ended_on,version,updated_at,updated_by}'::text[]
     <> to_jsonb(OLD) - '{ended_on,version,updated_at,updated_by}'::text[] THEN
    RAISE EXCEPTION 'a retention policy is never rewritten: set ended_on and add another' USING ERRCODE = 'AW006';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER b_guard_policy BEFORE UPDATE ON public.retention_policies
FOR EACH ROW EXECUTE FUNCTION app.guard_policy();

ALTER TABLE public.retention_policies NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;

ALTER TABLE public.firm_settings NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;

INSERT INTO public.retention_policies (
  id, record_class, trigger, years, from_fiscal_year_end, performance_support, in_force_from, basis)
VALUES
  ('01930000-0000-7000-8000-00000000c001', 'client', 'termination', 6, false,
    true, DATE '2000-01-01', '17 CFR 275.204-2(e)(1): the rule asks for five years from the end of the fiscal year of the last entry. Six years from the end of the relationship are the firm’s choice: longer than the rule while nothing is entered afterwards; where entries follow, choose the last entry as the event.'),
  ('01930000-0000-7000-8000-00000000c002', 'transaction', 'record_date', 6, false,
    true, DATE '2000-01-01', '17 CFR 275.204-2(e)(1): the rule asks for five years from the end of the fiscal year of the last entry. Six years from the record’s own date are never shorter for a record entered in that fiscal year. Records that support performance run from its last use (275.204-2(a)(16)).'),
  ('01930000-0000-7000-8000-00000000c003', 'communication', 'record_date', 6, false,
    true, DATE '2000-01-01', '17 CFR 275.204-2(a)(7) and (e)(1): the rule asks for five years from the end of the fiscal year. Six years from the record’s own date are never shorter. Those that support performance run from its last use (275.204-2(a)(16)).'),
  ('01930000-0000-7000-8000-00000000c004', 'audit', 'record_date', 7, false,
    false, DATE '2000-01-01', 'Firm policy: no rule for advisers names seven years; it is the requested default. The trail of a record is kept at least as long as the record.');

INSERT INTO public.firm_settings (id, firm_name, fiscal_year_end_month)
SELECT '01930000-0000-7000-8000-00000000c000', 'The firm', 12
WHERE NOT EXISTS (SELECT FROM public.firm_settings);

ALTER TABLE public.retention_policies FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;

ALTER TABLE public.firm_settings FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;

CREATE FUNCTION app.policy_of(class text) RETURNS public.retention_policies
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT * FROM public.retention_policies
  WHERE record_class = class AND daterange(in_force_from, ended_on, '[]') @> app.today()
$$;

CREATE FUNCTION app.entries_sql(condition text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT string_agg(format(
    'SELECT %1$s AS household_id, max(greatest(%2$s, (e.updated_at AT TIME ZONE ''UTC'')::date)) AS entry
     FROM public.%3$I AS e WHERE %4$s GROUP BY 1',
    household, app.date_sql(table_name, 'e'), table_name, replace(condition, 'household', household)),
    ' UNION ALL ' ORDER BY place)
  FROM (SELECT *, CASE table_name WHEN 'households' THEN 'e.id' ELSE 'e.household_id' END AS household
        FROM app.record_classes
        WHERE scope = 'household' AND retention_class <> 'reference') AS kept
$$;

CREATE FUNCTION app.retention_sql(subject_table text, condition text, one_row boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  policy public.retention_policies := app.policy_of(
    (SELECT retention_class FROM app.record_classes WHERE table_name = subject_table));
  firm public.firm_settings;
  household text := CASE subject_table WHEN 'households' THEN 't.id' ELSE 't.household_id' END;
  document text := CASE WHEN subject_table = 'documents' THEN 't'
    WHEN subject_table IN ('document_versions', 'document_contents') THEN 'd' END;
  account text := CASE WHEN subject_table = 'accounts' THEN 't.id' WHEN document = 'd' THEN 'd.account_id'
    WHEN app.has_column(subject_table, 'account_id') THEN 't.account_id' END;
  joins text := format('JOIN public.households AS h ON h.id = %s ', household)
    || CASE subject_table
      WHEN 'document_versions' THEN 'JOIN public.documents AS d ON d.id = t.document_id '
      WHEN 'document_contents' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id
        JOIN public.documents AS d ON d.id = v.document_id '
      ELSE '' END
    || CASE WHEN account IS NULL THEN '' ELSE format('LEFT JOIN public.accounts AS a ON a.id = %s ', account) END;
  ended text := 'CASE WHEN h.status = ''terminated'' THEN h.terminated_on END';
  own text := CASE document WHEN 'd' THEN format('greatest(%s, %s)', app.date_sql(subject_table, 't'),
    app.date_sql('documents', 'd')) ELSE app.date_sql(subject_table, 't') END;
  base_event text := quote_literal(policy.trigger);
  base text;
  superseded text := 'NULL::date';
  used text := 'NULL::date';
BEGIN
  SELECT * INTO STRICT firm FROM public.firm_settings;
  CASE policy.trigger
    WHEN 'termination' THEN base := ended;
    WHEN 'account_closed' THEN
      base := CASE WHEN account IS NULL THEN ended ELSE
        format('CASE WHEN %s IS NULL THEN %s WHEN a.status = ''closed'' THEN a.closed_on END', account, ended) END;
      base_event := CASE WHEN account IS NULL THEN '''termination''' ELSE
        format('CASE WHEN %s IS NULL THEN ''termination'' ELSE ''account_closed'' END', account) END;
    WHEN 'record_date' THEN base := own;
    WHEN 'last_entry' THEN
      base := 'l.entry';
      joins := joins || CASE
        WHEN one_row THEN format('CROSS JOIN LATERAL (SELECT max(entry) AS entry FROM (%s) AS entries) AS l ',
          app.entries_sql('household = h.id'))
        ELSE format('JOIN (SELECT household_id, max(entry) AS entry FROM (%s) AS entries GROUP BY 1) AS l
          ON l.household_id = h.id ', app.entries_sql('true')) END;
    WHEN 'superseded' THEN
      base := coalesce(document || '.superseded_on', ended);
      base_event := CASE WHEN document IS NULL THEN '''termination''' ELSE base_event END;
    WHEN 'enterprise_end' THEN base := format('%L::date', firm.enterprise_ended_on);
    ELSE base := 'NULL::date';
  END CASE;
  IF document IS NOT NULL AND policy.trigger <> 'superseded' THEN
    superseded := document || '.superseded_on';
  END IF;
  IF policy.performance_support AND subject_table IN ('positions', 'transactions') THEN
    used := 'a.performance_last_used_on';
  ELSIF policy.performance_support AND (document IS NOT NULL OR subject_table = 'communications') THEN
    used := CASE WHEN document IS NULL THEN 'CASE WHEN t.category = ''performance'' THEN u.used_on END'
      ELSE format('CASE WHEN %s.type IN (''performance_report'', ''advertisement'') THEN u.used_on END', document) END;
    joins := joins || 'CROSS JOIN LATERAL (SELECT max(performance_last_used_on) AS used_on FROM public.accounts
      WHERE household_id = h.id) AS u ';
  END IF;
  RETURN format($sql$
    SELECT id, household_id, base_event,
      CASE WHEN longest IS NULL OR base_until = longest THEN base_event
           WHEN superseded_until = longest THEN 'superseded' ELSE 'performance' END AS event,
      CASE WHEN longest IS NULL THEN base_on WHEN base_until = longest THEN base_on
           WHEN superseded_until = longest THEN superseded_on ELSE used_on END AS event_date,
      longest AS retain_until
    FROM (
      SELECT *, CASE WHEN base_until IS NOT NULL THEN greatest(base_until, superseded_until, used_until) END AS longest
      FROM (
        SELECT *, app.retain_until(base_on, %1$s, %2$L, %3$s) AS base_until,
          app.retain_until(superseded_on, %1$s, %2$L, %3$s) AS superseded_until,
          app.retain_until(used_on, %1$s, true, %3$s) AS used_until
        FROM (SELECT t.id, %4$s AS household_id, %5$s AS base_event, %6$s AS base_on, %7$s AS superseded_on,
                %8$s AS used_on
              FROM public.%9$I AS t %10$s WHERE %11$s) AS events) AS dates) AS kept$sql$,
    coalesce(policy.years::text, 'NULL::integer'), coalesce(policy.from_fiscal_year_end, false),
    firm.fiscal_year_end_month, household, coalesce(base_event, 'NULL'), base, superseded, used, subject_table, joins,
    condition);
END
$$;

CREATE FUNCTION app.retention_sentence(
  policy public.retention_policies, base_event text, event text, event_date date, kept_until date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  month integer := (SELECT fiscal_year_end_month FROM public.firm_settings);
  fiscal boolean := policy.from_fiscal_year_end OR event = 'performance';
  moment text := to_char(event_date, 'YYYY-MM-DD') || CASE WHEN fiscal
    THEN to_char(app.fiscal_year_end(event_date, month), '" (fiscal year to "YYYY-MM-DD")"') ELSE '' END;
BEGIN
  IF policy.id IS NULL THEN
    RETURN 'Kept until further notice: no policy for this class of records is in force.';
  END IF;
  RETURN format('%s: %s are kept %s after %s%s (%s)%s.',
    CASE WHEN kept_until IS NULL THEN 'Kept until further notice'
      ELSE to_char(kept_until, CASE WHEN kept_until < app.today() THEN '"Was kept until "YYYY-MM-DD'
        ELSE '"Kept until "YYYY-MM-DD' END) END,
    CASE policy.record_class WHEN 'client' THEN 'client records' WHEN 'transaction' THEN 'transactions and positions'
      ELSE 'communications and meetings' END,
    CASE policy.years WHEN 1 THEN 'one year' ELSE policy.years || ' years' END,
    CASE WHEN policy.from_fiscal_year_end THEN 'the end of the fiscal year of ' ELSE '' END,
    CASE base_event WHEN 'termination' THEN 'the end of the relationship'
      WHEN 'account_closed' THEN 'the closing of the account' WHEN 'record_date' THEN 'the date of the record'
      WHEN 'last_entry' THEN 'the household’s last entry' WHEN 'superseded' THEN 'the day the document was superseded'
      ELSE 'the end of the firm' END,
    split_part(policy.basis, ': ', 1),
    CASE WHEN event_date IS NULL THEN ', which has not come yet'
      WHEN event = base_event THEN ', which was on ' || moment
      WHEN event = 'superseded' THEN ', and this one longer because its document was superseded on ' || moment
      ELSE ', and this one longer because the performance was last used on ' || moment END);
END
$$;

CREATE FUNCTION app.explain_row(subject_table text, subject_id uuid) RETURNS TABLE (
  policy_id uuid, record_class text, years integer, trigger text, basis text, event text, event_date date,
  retain_until date, held_by text[], is_needed boolean, explanation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  class app.record_classes;
  policy public.retention_policies;
  answer record;
  holds text[];
  kept boolean;
BEGIN
  SELECT * INTO class FROM app.record_classes WHERE table_name = subject_table;
  IF NOT app.may_ask_about($1, $2) THEN
    RETURN;
  END IF;
  holds := ARRAY(SELECT matter FROM app.holds_on($1, $2) ORDER BY matter);
  IF class.retention_class IN ('client', 'transaction', 'communication') THEN
    policy := app.policy_of(class.retention_class);
    EXECUTE app.retention_sql(subject_table, 't.id = $1', true) INTO answer USING subject_id;
    IF answer.id IS NULL THEN
      RETURN;
    END IF;
    kept := coalesce(answer.retain_until >= app.today(), true);
    explanation := app.retention_sentence(policy, answer.base_event, answer.event, answer.event_date, answer.retain_until);
    event := answer.event;
    event_date := answer.event_date;
    retain_until := answer.retain_until;
  ELSE
    kept := class.retention_class <> 'reference';
    explanation := CASE class.retention_class WHEN 'reference' THEN 'No rule keeps it: this is reference data.'
      WHEN 'staff' THEN 'Never deleted: who worked for the firm stays known.'
      ELSE 'Never deleted: this is a record of compliance.' END;
  END IF;
  IF cardinality(holds) > 0 THEN
    explanation := rtrim(explanation, '.') || '; it is on hold (' || array_to_string(holds, '; ')
      || '), so it stays until every hold is released.';
  END IF;
  RETURN QUERY SELECT policy.id, class.retention_class, policy.years, policy.trigger, policy.basis, event, event_date,
    retain_until, holds, kept OR cardinality(holds) > 0, explanation;
END
$$;

CREATE FUNCTION app.retention_of(subject_table text, subject_id uuid) RETURNS TABLE (
  policy_id uuid, record_class text, years integer, trigger text, basis text, event text, event_date date,
  retain_until date, held_by text[], is_needed boolean, explanation text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  seen boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM app.record_classes AS class WHERE class.table_name = $1) THEN
    RAISE EXCEPTION 'there is no kind of record called %', $1 USING ERRCODE = 'AW006';
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', $1) INTO seen USING $2;
  IF seen THEN
    RETURN QUERY SELECT * FROM app.explain_row($1, $2);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION audit.years_kept() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce((app.policy_of('audit')).years, 7)
$$;

SELECT app.act_for_keeper(true);

CREATE OR REPLACE FUNCTION audit.subject_is_needed(table_name text, row_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  class app.record_classes;
  present boolean;
  until date;
BEGIN
  SELECT * INTO class FROM app.record_classes AS known WHERE known.table_name = $1;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', $1) INTO present USING row_id;
  IF NOT present THEN
    RETURN false;
  ELSIF class.retention_class IN ('staff', 'compliance') OR app.is_held($1, $2) THEN
    RETURN true;
  ELSIF class.retention_class = 'reference' THEN
    RETURN false;
  END IF;
  EXECUTE format('SELECT retain_until FROM (%s) AS kept', app.retention_sql($1, 't.id = $1', true))
  INTO until USING row_id;
  RETURN coalesce(until >= app.today(), true);
END
$$;

SELECT app.act_for_keeper(false);

REVOKE ALL ON FUNCTION app.policy_of(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.retention_sql(text, text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.entries_sql(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.policy_of(text) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.retention_sql(text, text, boolean) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.entries_sql(text) TO firm_keeper;

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.explain_row(text, uuid) OWNER TO firm_keeper;

ALTER FUNCTION audit.years_kept() OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200004000, 'Retention1764200004000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.reached_by_sql(subject_table text, source text, passed text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  reference record;
  inner_alias text := 'r' || cardinality(passed);
  reached text[] := ARRAY[]::text[];
BEGIN
  FOR reference IN
    SELECT attname AS column_name, class.table_name AS target
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    JOIN app.record_classes AS class ON to_regclass(format('public.%I', class.table_name)) = confrelid
    WHERE contype = 'f' AND conrelid = to_regclass(format('public.%I', subject_table)) AND class.scope = 'household'
    ORDER BY attnum
  LOOP
    CONTINUE WHEN reference.target = 'households' AND cardinality(passed) > 0;
    reached := reached || format('%s.%I', source, reference.column_name);
    CONTINUE WHEN reference.target IN ('households', subject_table) OR reference.target = ANY (passed);
    reached := reached || ARRAY(
      SELECT format('(SELECT %s FROM public.%I AS %s WHERE %3$s.id = %4$s.%5$I)', further, reference.target,
        inner_alias, source, reference.column_name)
      FROM unnest(app.reached_by_sql(reference.target, inner_alias, passed || subject_table)) AS further);
  END LOOP;
  RETURN reached;
END
$$;

CREATE FUNCTION app.holds_sql(subject_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT format('FROM public.legal_hold_items AS item JOIN public.legal_holds AS hold
    ON hold.id = item.hold_id AND hold.released_at IS NULL WHERE item.subject_id = ANY (ARRAY[%s])',
    array_to_string('t.id'::text || app.reached_by_sql(subject_table, 't', ARRAY[]::text[]), ', '))
$$;

CREATE FUNCTION app.may_ask_about(subject_table text, subject_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  scope text := (SELECT class.scope FROM app.record_classes AS class WHERE class.table_name = subject_table);
  household uuid;
BEGIN
  IF pg_has_role(session_user, 'firm_compliance', 'USAGE') OR pg_has_role(session_user, 'firm_examiner', 'USAGE') THEN
    RETURN scope IS NOT NULL;
  ELSIF scope = 'household' AND NOT pg_has_role(session_user, 'firm_operations', 'USAGE') THEN
    EXECUTE format('SELECT %s FROM public.%I WHERE id = $1',
      CASE subject_table WHEN 'households' THEN 'id' ELSE 'household_id' END, subject_table)
    INTO household USING subject_id;
    RETURN household IN (SELECT app.my_households());
  END IF;
  RETURN coalesce(scope <> 'office', false) AND pg_has_role(session_user, 'firm_member', 'USAGE');
END
$$;

CREATE FUNCTION app.holds_on(subject_table text, subject_id uuid)
RETURNS TABLE (hold_id uuid, matter text, kind text, issued_on date, is_confidential boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF app.may_ask_about(subject_table, subject_id) THEN
    RETURN QUERY EXECUTE format(
      'SELECT hold.id, hold.matter, hold.kind, hold.issued_on, hold.is_confidential FROM public.legal_holds AS hold
       WHERE (NOT hold.is_confidential OR $2) AND hold.id IN (
         SELECT held.hold_id FROM public.%I AS t CROSS JOIN LATERAL (SELECT item.hold_id %s) AS held WHERE t.id = $1)
       ORDER BY hold.issued_on, hold.id',
      subject_table, app.holds_sql(subject_table))
    USING subject_id, pg_has_role(session_user, 'firm_compliance', 'USAGE');
  END IF;
END
$$;

CREATE FUNCTION app.is_held(subject_table text, subject_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  held boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I AS t WHERE t.id = $1 AND EXISTS (SELECT %s))',
    subject_table, app.holds_sql(subject_table))
  INTO held USING subject_id;
  RETURN held;
END
$$;

ALTER TABLE public.legal_holds
  ADD CONSTRAINT release_has_a_reason CHECK (released_at IS NULL OR btrim(coalesce(release_reason, '')) <> '');

CREATE FUNCTION app.guard_hold() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.released_at IS NOT NULL THEN
    RAISE EXCEPTION 'a hold is placed first and released later' USING ERRCODE = 'AW006';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.released_at IS NOT NULL
     AND (NEW.released_at, NEW.release_reason) IS DISTINCT FROM (OLD.released_at, OLD.release_reason) THEN
    RAISE EXCEPTION 'a hold that was released stays released: place another' USING ERRCODE = 'AW006';
  END IF;
  -- The server's clock says when.
  IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL THEN
    NEW.released_at := now();
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER b_guard_hold BEFORE INSERT OR UPDATE ON public.legal_holds
FOR EACH ROW EXECUTE FUNCTION app.guard_hold();

CREATE FUNCTION app.guard_hold_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  present boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'what a hold reaches is never changed: release it and place another' USING ERRCODE = 'AW006';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'a hold is placed in a unit of work with isolation level READ COMMITTED' USING ERRCODE = 'AW006';
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtext('app.legal_holds'));
  IF NOT EXISTS (SELECT FROM public.legal_holds WHERE id = NEW.hold_id AND released_at IS NULL) THEN
    RAISE EXCEPTION 'this hold is released or unknown: place another' USING ERRCODE = 'AW006';
  END IF;
  IF NOT EXISTS (SELECT FROM app.record_classes WHERE table_name = NEW.subject_table AND scope = 'household') THEN
    RAISE EXCEPTION 'a hold names a household or a record of one, not a row of %', NEW.subject_table
      USING ERRCODE = 'AW006';
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', NEW.subject_table)
  INTO present USING NEW.subject_id;
  IF NOT present THEN
    RAISE EXCEPTION 'there is no row % in %, so it cannot be held', NEW.subject_id, NEW.subject_table
      USING ERRCODE = 'AW006';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER b_guard_hold_item BEFORE INSERT OR UPDATE ON public.legal_hold_items
FOR EACH ROW EXECUTE FUNCTION app.guard_hold_item();

CREATE FUNCTION app.place_hold(
  matter text, kind text, issuer text, reason text, subjects jsonb, confidential boolean DEFAULT false,
  scope_text text DEFAULT NULL, issued_on date DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  placed uuid := gen_random_uuid();
BEGIN
  IF jsonb_array_length(subjects) = 0 THEN
    RAISE EXCEPTION 'a hold names at least one household or record' USING ERRCODE = 'AW006';
  END IF;
  INSERT INTO public.legal_holds (id, matter, kind, issuer, reason, is_confidential, scope_text, issued_on)
  VALUES (placed, $1, $2, $3, $4, $6, $7, coalesce($8, (now() AT TIME ZONE 'UTC')::date));
  INSERT INTO public.legal_hold_items (id, hold_id, subject_table, subject_id)
  SELECT gen_random_uuid(), placed, subject ->> 'table', (subject ->> 'id')::uuid
  FROM jsonb_array_elements(subjects) AS subject;
  RETURN placed;
END
$$;

CREATE FUNCTION app.release_hold(hold uuid, reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  UPDATE public.legal_holds SET released_at = now(), release_reason = $2 WHERE id = $1 AND released_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such hold, or it is released already' USING ERRCODE = 'AW006';
  END IF;
END
$$;

REVOKE ALL ON FUNCTION app.is_held(text, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.place_hold(text, text, text, text, jsonb, boolean, text, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.release_hold(uuid, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.is_held(text, uuid) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.place_hold(text, text, text, text, jsonb, boolean, text, date),
  app.release_hold(uuid, text) TO firm_compliance;

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.may_ask_about(text, uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.holds_on(text, uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.is_held(text, uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.guard_hold_item() OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200004100, 'LegalHolds1764200004100');

COMMIT;

START TRANSACTION;

CREATE TABLE app.disposal_marks (
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  row_sha256 text,
  certificate text,
  PRIMARY KEY (row_id, table_name, transaction_id)
);

ALTER TABLE app.disposal_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.disposal_marks FORCE ROW LEVEL SECURITY;

CREATE POLICY keeper_marks ON app.disposal_marks TO firm_keeper
USING (transaction_id = pg_current_xact_id()) WITH CHECK (transaction_id = pg_current_xact_id());

GRANT SELECT, INSERT, DELETE ON app.disposal_marks TO firm_keeper;

DO $$
DECLARE
  kept text;
BEGIN
  FOR kept IN SELECT table_name FROM app.record_classes WHERE scope = 'household' ORDER BY place LOOP
    EXECUTE format('GRANT DELETE ON public.%I TO firm_keeper', kept);
    EXECUTE format('CREATE POLICY keeper_disposes ON public.%I FOR DELETE TO firm_keeper USING (true)', kept);
  END LOOP;
END
$$;

GRANT INSERT, UPDATE ON public.disposals, public.disposal_items TO firm_keeper;

CREATE POLICY keeper_adds ON public.disposals FOR INSERT TO firm_keeper WITH CHECK (true);

CREATE POLICY keeper_changes ON public.disposals FOR UPDATE TO firm_keeper USING (true) WITH CHECK (true);

CREATE POLICY keeper_adds ON public.disposal_items FOR INSERT TO firm_keeper WITH CHECK (true);

CREATE POLICY keeper_changes ON public.disposal_items FOR UPDATE TO firm_keeper USING (true) WITH CHECK (true);

GRANT UPDATE (version) ON public.households TO firm_keeper;

CREATE POLICY keeper_locks ON public.households FOR UPDATE TO firm_keeper USING (true) WITH CHECK (false);

GRANT UPDATE (version) ON public.accounts TO firm_keeper;

CREATE POLICY keeper_locks ON public.accounts FOR UPDATE TO firm_keeper USING (true) WITH CHECK (false);

CREATE FUNCTION app.compliance_person() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  person uuid := (SELECT id FROM public.users WHERE login = session_user AND active AND role = 'compliance');
BEGIN
  IF person IS NULL OR NOT pg_has_role(session_user, 'firm_compliance', 'MEMBER') THEN
    RAISE EXCEPTION 'sign in with your own login: only a person of compliance may do this' USING ERRCODE = '42501';
  END IF;
  RETURN person;
END
$$;

CREATE FUNCTION app.classes_of(record_class text) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF record_class IS NULL THEN
    RETURN ARRAY['client', 'transaction', 'communication'];
  ELSIF record_class NOT IN ('client', 'transaction', 'communication') THEN
    RAISE EXCEPTION 'only the classes client, transaction, and communication are disposed of, not %', record_class
      USING ERRCODE = 'AW006';
  END IF;
  RETURN ARRAY[record_class];
END
$$;

CREATE FUNCTION app.disposable_sql(subject_table text, condition text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT format('SELECT * FROM (%s) AS kept WHERE retain_until < app.today()',
    app.retention_sql(subject_table, condition || (
      SELECT string_agg(format(' AND (%s IN (SELECT item.subject_id FROM public.legal_hold_items AS item
        JOIN public.legal_holds AS hold ON hold.id = item.hold_id AND hold.released_at IS NULL)) IS NOT TRUE',
        reached_by), '')
      FROM unnest('t.id'::text || app.reached_by_sql(subject_table, 't', ARRAY[]::text[])) AS reached_by), false))
$$;

CREATE FUNCTION app.find_disposable(record_class text DEFAULT NULL)
RETURNS TABLE (subject_table text, subject_id uuid, household_id uuid, policy_id uuid, event text, event_date date,
  retain_until date, explanation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  classes text[] := app.classes_of($1);
  class app.record_classes;
  policy public.retention_policies;
  unneeded text;
BEGIN
  IF NOT pg_has_role(session_user, 'firm_compliance', 'USAGE') THEN
    RAISE EXCEPTION 'only compliance may ask for this' USING ERRCODE = '42501';
  END IF;
  FOR class IN SELECT * FROM app.record_classes AS known
               WHERE known.retention_class = ANY (classes) ORDER BY known.place
  LOOP
    policy := app.policy_of(class.retention_class);
    CONTINUE WHEN policy.id IS NULL;
    SELECT coalesce(string_agg(format('NOT EXISTS (SELECT FROM %s AS other WHERE other.%I = t.id)',
      conrelid::regclass, attname), ' AND '), 'true')
    INTO unneeded
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    LEFT JOIN app.record_classes AS other ON to_regclass(format('public.%I', other.table_name)) = conrelid
    WHERE contype = 'f' AND confrelid = to_regclass(format('public.%I', class.table_name)) AND confdeltype <> 'c'
      AND (other.retention_class = ANY (classes)) IS NOT TRUE
      AND (other.retention_class = 'reference' AND other.scope = 'household') IS NOT TRUE;
    -- Many rows have one date: each sentence is made once.
    RETURN QUERY EXECUTE format(
      'WITH found AS MATERIALIZED (%2$s), said AS (
         SELECT *, app.retention_sentence($1, base_event, event, event_date, retain_until) AS explanation
         FROM (SELECT DISTINCT base_event, event, event_date, retain_until FROM found) AS dates)
       SELECT %1$L::text, id, household_id, $1.id, event, event_date, retain_until, explanation
       FROM found JOIN said USING (base_event, event, event_date, retain_until)',
      class.table_name, app.disposable_sql(class.table_name, unneeded)) USING policy;
  END LOOP;
END
$$;

CREATE FUNCTION app.propose_disposal(reason text, record_class text DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  who uuid := app.compliance_person();
  proposed uuid := gen_random_uuid();
BEGIN
  IF btrim(coalesce($1, '')) = '' THEN
    RAISE EXCEPTION 'say why: a disposal has a reason' USING ERRCODE = 'AW006';
  END IF;
  INSERT INTO public.disposals (id, reason, status, proposed_by, proposed_at)
  VALUES (proposed, $1, 'proposed', who, now());
  INSERT INTO public.disposal_items (
    id, disposal_id, subject_table, subject_id, subject_household_id, policy_id, explanation, retain_until)
  SELECT gen_random_uuid(), proposed, found.subject_table, found.subject_id, found.household_id, found.policy_id,
    found.explanation, found.retain_until
  FROM app.find_disposable($2) AS found;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nothing of this class can be disposed of today' USING ERRCODE = 'AW006';
  END IF;
  RETURN proposed;
END
$$;

CREATE FUNCTION app.approve_disposal(disposal uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  who uuid := app.compliance_person();
  proposed public.disposals;
BEGIN
  SELECT * INTO proposed FROM public.disposals WHERE id = disposal FOR UPDATE;
  IF proposed.status IS DISTINCT FROM 'proposed' THEN
    RAISE EXCEPTION 'there is no such disposal waiting for approval' USING ERRCODE = 'AW006';
  ELSIF proposed.proposed_by = who THEN
    RAISE EXCEPTION 'somebody else of compliance has to approve what you proposed' USING ERRCODE = 'AW006';
  END IF;
  UPDATE public.disposals SET status = 'approved', approved_by = who, approved_at = now() WHERE id = disposal;
END
$$;

CREATE FUNCTION app.cancel_disposal(disposal uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM app.compliance_person();
  UPDATE public.disposals SET status = 'cancelled' WHERE id = disposal AND status IN ('proposed', 'approved');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such disposal that could still be cancelled' USING ERRCODE = 'AW006';
  END IF;
END
$$;

CREATE FUNCTION app.mark_disposable(disposal public.disposals) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
  class app.record_classes;
  hands text := format(' Proposed by %s, approved by %s.', (SELECT login FROM public.users WHERE id = disposal.proposed_by),
    (SELECT login FROM public.users WHERE id = disposal.approved_by));
BEGIN
  INSERT INTO app.disposal_marks (table_name, row_id) VALUES ('disposals', disposal.id);
  FOR class IN SELECT * FROM app.record_classes
               WHERE table_name IN (SELECT subject_table FROM public.disposal_items WHERE disposal_id = disposal.id)
  LOOP
    EXECUTE format($sql$
      INSERT INTO app.disposal_marks (table_name, row_id, row_sha256, certificate)
      SELECT %1$L, id, sha256, 'Disposal ' || $1.id || '. ' || sentence || $3 || ' SHA-256 of the row: ' || sha256 || '.'
      FROM (SELECT found.id, encode(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), 'hex') AS sha256,
              app.retention_sentence($2, base_event, event, event_date, retain_until) AS sentence
            FROM (%2$s) AS found JOIN public.%1$I AS t ON t.id = found.id) AS going$sql$,
      class.table_name, app.disposable_sql(class.table_name, format(
        't.id IN (SELECT subject_id FROM public.disposal_items WHERE disposal_id = $1.id AND subject_table = %L)',
        class.table_name)))
    USING disposal, app.policy_of(class.retention_class), hands;
  END LOOP;
END
$$;

CREATE FUNCTION app.unmark_needed() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  stays text := 'NOT EXISTS (SELECT FROM app.disposal_marks AS going WHERE going.table_name = %L AND going.row_id = other.id)';
  needed record;
  round bigint;
  unmarked bigint := 0;
BEGIN
  FOR needed IN
    SELECT parent.table_name AS marked, format('SELECT FROM %s AS other WHERE other.%I = mark.row_id AND %s',
      conrelid::regclass, attname, format(stays, coalesce(other.table_name, ''))) AS reason
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    JOIN app.record_classes AS parent ON to_regclass(format('public.%I', parent.table_name)) = confrelid
    LEFT JOIN app.record_classes AS other ON to_regclass(format('public.%I', other.table_name)) = conrelid
    WHERE contype = 'f' AND confdeltype <> 'c' AND parent.scope = 'household'
      AND (other.retention_class = 'reference' AND other.scope = 'household') IS NOT TRUE
    UNION ALL
    SELECT part, format('SELECT FROM public.%I AS own JOIN public.%I AS other ON other.id = own.%I
      WHERE own.id = mark.row_id AND %s', part, whole, reference, format(stays, whole))
    FROM (VALUES ('document_contents', 'document_versions', 'version_id'),
      ('document_versions', 'documents', 'document_id')) AS parts (part, whole, reference)
    UNION ALL
    SELECT share, format('SELECT FROM public.%I AS own JOIN public.%1$I AS other ON other.account_id = own.account_id
      WHERE own.id = mark.row_id AND %s', share, format(stays, share))
    FROM unnest(ARRAY['account_owners', 'beneficiaries']) AS share
  LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM app.disposal_marks WHERE table_name = needed.marked);
    EXECUTE format('DELETE FROM app.disposal_marks AS mark WHERE table_name = %L AND EXISTS (%s)',
      needed.marked, needed.reason);
    GET DIAGNOSTICS round = ROW_COUNT;
    unmarked := unmarked + round;
  END LOOP;
  RETURN unmarked;
END
$$;

CREATE FUNCTION app.delete_marked() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  class app.record_classes;
BEGIN
  DELETE FROM public.team_members
  WHERE household_id IN (SELECT row_id FROM app.disposal_marks WHERE table_name = 'households');
  FOR class IN SELECT * FROM app.record_classes AS known
               WHERE known.table_name IN (SELECT table_name FROM app.disposal_marks) AND known.scope = 'household'
               ORDER BY known.place DESC
  LOOP
    EXECUTE format('DELETE FROM public.%I WHERE id IN (SELECT row_id FROM app.disposal_marks WHERE table_name = %1$L)',
      class.table_name);
  END LOOP;
END
$$;

CREATE FUNCTION app.explain_stay(subject_table text, subject_id uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  answer record;
BEGIN
  SELECT * INTO answer FROM app.explain_row($1, $2);
  RETURN CASE WHEN answer.explanation IS NULL THEN 'It is no longer there.'
    WHEN answer.is_needed THEN answer.explanation ELSE 'Another record that stays belongs to it.' END;
END
$$;

CREATE FUNCTION app.execute_disposal(disposal uuid)
RETURNS TABLE (subject_table text, subject_id uuid, disposed boolean, explanation text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  approved public.disposals;
BEGIN
  PERFORM app.compliance_person();
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'carry out a disposal in a unit of work with isolation level READ COMMITTED'
      USING ERRCODE = 'AW006';
  END IF;
  -- Whoever places a hold now waits for us; whom we had to wait for, we see.
  PERFORM pg_advisory_xact_lock(hashtext('app.legal_holds'));
  SELECT * INTO approved FROM public.disposals WHERE id = disposal FOR UPDATE;
  IF approved.status IS DISTINCT FROM 'approved' THEN
    RAISE EXCEPTION 'there is no such disposal that was approved and not yet carried out' USING ERRCODE = 'AW006';
  END IF;
  -- Nobody begins a relationship anew, opens an account, or adds a record to them meanwhile.
  PERFORM FROM public.households
  WHERE id IN (SELECT subject_household_id FROM public.disposal_items WHERE disposal_id = disposal)
  ORDER BY id FOR UPDATE;
  PERFORM FROM public.accounts
  WHERE household_id IN (SELECT subject_household_id FROM public.disposal_items WHERE disposal_id = disposal)
  ORDER BY id FOR UPDATE;
  PERFORM app.mark_disposable(approved);
  WHILE app.unmark_needed() > 0 LOOP
  END LOOP;
  PERFORM app.delete_marked();
  -- What is checked at the end is checked now, while the keeper's rights apply.
  SET CONSTRAINTS ALL IMMEDIATE;
  UPDATE public.disposal_items AS item SET row_sha256 = mark.row_sha256, disposed_at = now()
  FROM app.disposal_marks AS mark
  WHERE item.disposal_id = disposal AND mark.table_name = item.subject_table AND mark.row_id = item.subject_id;
  UPDATE public.disposals SET status = 'executed', executed_at = now() WHERE id = disposal;
  DELETE FROM app.disposal_marks;
  RETURN QUERY
    SELECT item.subject_table, item.subject_id, item.disposed_at IS NOT NULL,
      CASE WHEN item.disposed_at IS NULL THEN app.explain_stay(item.subject_table, item.subject_id)
        ELSE item.explanation END
    FROM public.disposal_items AS item WHERE item.disposal_id = disposal ORDER BY item.subject_table, item.subject_id;
END
$$;

CREATE OR REPLACE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT certificate FROM app.disposal_marks AS mark WHERE mark.table_name = $1 AND mark.row_id = $2
$$;

CREATE FUNCTION app.guard_disposal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'proposed' OR NEW.proposed_by <> app.compliance_person() THEN
      RAISE EXCEPTION 'a disposal begins as the proposal of whoever makes it' USING ERRCODE = 'AW006';
    END IF;
  ELSIF (NEW.reason, NEW.proposed_by, NEW.proposed_at) <> (OLD.reason, OLD.proposed_by, OLD.proposed_at)
    OR OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)
    OR (OLD.status, NEW.status) NOT IN (('proposed', 'approved'), ('proposed', 'cancelled'),
      ('approved', 'cancelled'), ('approved', 'executed')) THEN
    RAISE EXCEPTION 'a disposal is proposed, approved, and carried out or cancelled, and nothing of it is rewritten'
      USING ERRCODE = 'AW006';
  ELSIF NEW.status = 'approved' AND NEW.approved_by <> app.compliance_person() THEN
    RAISE EXCEPTION 'nobody approves in the name of another' USING ERRCODE = 'AW006';
  ELSIF NEW.status = 'executed' AND NOT EXISTS (
    SELECT FROM app.disposal_marks WHERE table_name = 'disposals' AND row_id = NEW.id) THEN
    RAISE EXCEPTION 'a disposal is carried out by app.execute_disposal' USING ERRCODE = 'AW006';
  ELSE
    PERFORM app.compliance_person();
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER b_guard_disposal BEFORE INSERT OR UPDATE ON public.disposals
FOR EACH ROW EXECUTE FUNCTION app.guard_disposal();

CREATE FUNCTION app.guard_disposal_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.disposed_at IS NULL AND NEW.row_sha256 IS NULL AND EXISTS (
    SELECT FROM public.disposals
    WHERE id = NEW.disposal_id AND status = 'proposed' AND proposed_by = app.compliance_person()) THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND EXISTS (
    SELECT FROM app.disposal_marks WHERE table_name = NEW.subject_table AND row_id = NEW.subject_id)
    AND EXISTS (SELECT FROM app.disposal_marks WHERE table_name = 'disposals' AND row_id = NEW.disposal_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the records of a disposal are found by app.propose_disposal and never changed' USING ERRCODE = 'AW006';
END
$$;

CREATE TRIGGER b_guard_disposal_item BEFORE INSERT OR UPDATE ON public.disposal_items
FOR EACH ROW EXECUTE FUNCTION app.guard_disposal_item();

CREATE FUNCTION app.guard_mark() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM app.compliance_person();
  RETURN NULL;
END
$$;

CREATE TRIGGER guard_mark AFTER INSERT OR UPDATE ON app.disposal_marks
FOR EACH STATEMENT EXECUTE FUNCTION app.guard_mark();

CREATE FUNCTION app.refuse_deletion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  class text := (SELECT retention_class FROM app.record_classes WHERE table_name = TG_TABLE_NAME);
  answer record;
BEGIN
  -- As text: a name is compared in another collation than the index has.
  IF EXISTS (SELECT FROM app.disposal_marks WHERE table_name = TG_TABLE_NAME::text AND row_id = OLD.id)
     OR class = 'reference' AND NOT app.is_held(TG_TABLE_NAME, OLD.id) THEN
    RETURN OLD;
  END IF;
  IF EXISTS (SELECT FROM app.holds_on(TG_TABLE_NAME, OLD.id)) THEN
    RAISE EXCEPTION 'a legal hold reaches this row of %: it stays until every hold is released', TG_TABLE_NAME
      USING ERRCODE = 'AW003', TABLE = TG_TABLE_NAME;
  END IF;
  SELECT * INTO answer FROM app.explain_row(TG_TABLE_NAME, OLD.id);
  RAISE EXCEPTION 'this row of % is not deleted: %', TG_TABLE_NAME,
    CASE WHEN class = 'reference' OR answer.explanation IS NULL THEN 'the firm keeps it.' ELSE answer.explanation END
    USING ERRCODE = 'AW002', TABLE = TG_TABLE_NAME,
      HINT = 'When its time is over, two people of compliance dispose of it: app.propose_disposal.';
END
$$;

CREATE FUNCTION app.refuse_truncation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF (SELECT retention_class FROM app.record_classes WHERE table_name = TG_TABLE_NAME) <> 'reference' THEN
    RAISE EXCEPTION 'the rows of % are kept: none is deleted but by a disposal', TG_TABLE_NAME
      USING ERRCODE = 'AW002', TABLE = TG_TABLE_NAME;
  ELSIF EXISTS (SELECT FROM public.legal_holds WHERE released_at IS NULL) THEN
    RAISE EXCEPTION 'there are legal holds: the rows of % stay until every hold is released', TG_TABLE_NAME
      USING ERRCODE = 'AW003', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  kept text;
BEGIN
  FOR kept IN SELECT table_name FROM app.record_classes
              WHERE retention_class <> 'reference' OR scope = 'household' ORDER BY place
  LOOP
    EXECUTE format('CREATE TRIGGER b_keep BEFORE DELETE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION app.refuse_deletion()', kept);
    EXECUTE format('CREATE TRIGGER b_keep_all BEFORE TRUNCATE ON public.%I
      FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_truncation()', kept);
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION app.find_disposable(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.propose_disposal(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.approve_disposal(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.cancel_disposal(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.execute_disposal(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.disposable_sql(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.classes_of(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.mark_disposable(public.disposals) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.unmark_needed() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.delete_marked() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.explain_stay(text, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.find_disposable(text) TO firm_compliance;

GRANT EXECUTE ON FUNCTION app.propose_disposal(text, text) TO firm_compliance;

GRANT EXECUTE ON FUNCTION app.approve_disposal(uuid) TO firm_compliance;

GRANT EXECUTE ON FUNCTION app.cancel_disposal(uuid) TO firm_compliance;

GRANT EXECUTE ON FUNCTION app.execute_disposal(uuid) TO firm_compliance;

GRANT EXECUTE ON FUNCTION app.disposable_sql(text, text) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.classes_of(text) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.mark_disposable(public.disposals) TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.unmark_needed() TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.delete_marked() TO firm_keeper;

GRANT EXECUTE ON FUNCTION app.explain_stay(text, uuid) TO firm_keeper;

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.find_disposable(text) OWNER TO firm_keeper;

ALTER FUNCTION app.propose_disposal(text, text) OWNER TO firm_keeper;

ALTER FUNCTION app.approve_disposal(uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.cancel_disposal(uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.execute_disposal(uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.mark_disposable(public.disposals) OWNER TO firm_keeper;

ALTER FUNCTION app.unmark_needed() OWNER TO firm_keeper;

ALTER FUNCTION app.delete_marked() OWNER TO firm_keeper;

ALTER FUNCTION app.explain_stay(text, uuid) OWNER TO firm_keeper;

ALTER FUNCTION app.compliance_person() OWNER TO firm_keeper;

ALTER FUNCTION app.guard_disposal() OWNER TO firm_keeper;

ALTER FUNCTION app.guard_disposal_item() OWNER TO firm_keeper;

ALTER FUNCTION app.refuse_deletion() OWNER TO firm_keeper;

ALTER FUNCTION app.refuse_truncation() OWNER TO firm_keeper;

ALTER FUNCTION audit.certificate_of(text, uuid) OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200004200, 'Disposal1764200004200');

COMMIT;

START TRANSACTION;

CREATE TABLE app.data_keys (
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  purpose text NOT NULL CHECK (purpose IN ('field', 'blind')),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retiring', 'retired')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid REFERENCES public.users (id),
  retired_at timestamptz(3),
  CHECK ((state = 'retired') = (retired_at IS NOT NULL))
);

CREATE UNIQUE INDEX one_active_key_per_purpose ON app.data_keys (purpose) WHERE state = 'active';

CREATE INDEX ix_data_keys_created_by ON app.data_keys (created_by);

CREATE TABLE app.key_grants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  key_id text NOT NULL REFERENCES app.data_keys (id),
  device_id uuid NOT NULL REFERENCES app.devices (id),
  recipient text NOT NULL CHECK (recipient ~ '^age1[02-9ac-hj-np-z]{58}$'),
  envelope text NOT NULL CHECK (envelope LIKE '-----BEGIN AGE ENCRYPTED FILE-----%' AND length(envelope) <= 4096),
  proof text NOT NULL,
  granted_at timestamptz(3) NOT NULL DEFAULT now(),
  granted_by uuid REFERENCES public.users (id),
  revoked_at timestamptz(3),
  revoked_by uuid REFERENCES public.users (id)
);

CREATE UNIQUE INDEX one_live_grant_per_device ON app.key_grants (key_id, device_id) WHERE revoked_at IS NULL;

CREATE INDEX ix_key_grants_key_id ON app.key_grants (key_id);

CREATE INDEX ix_key_grants_device_id ON app.key_grants (device_id);

CREATE INDEX ix_key_grants_granted_by ON app.key_grants (granted_by);

CREATE INDEX ix_key_grants_revoked_by ON app.key_grants (revoked_by);

CREATE TABLE app.key_recoveries (
  key_id text NOT NULL REFERENCES app.data_keys (id),
  recipient text NOT NULL CHECK (recipient ~ '^age1[02-9ac-hj-np-z]{58}$'),
  envelope text NOT NULL CHECK (envelope LIKE '-----BEGIN AGE ENCRYPTED FILE-----%' AND length(envelope) <= 4096),
  proof text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (key_id, recipient)
);

ALTER TABLE app.devices ADD COLUMN age_recipient text CHECK (age_recipient ~ '^age1[02-9ac-hj-np-z]{58}$');

ALTER TABLE app.data_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.data_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE app.key_grants ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.key_grants FORCE ROW LEVEL SECURITY;

ALTER TABLE app.key_recoveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.key_recoveries FORCE ROW LEVEL SECURITY;

CREATE POLICY by_its_owner ON app.data_keys TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY by_its_owner ON app.key_grants TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY by_its_owner ON app.key_recoveries TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY by_its_owner ON app.devices TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY firm_reads ON app.data_keys FOR SELECT USING (true);

CREATE POLICY operations_retire ON app.data_keys FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

GRANT SELECT ON app.data_keys TO firm_member;

GRANT UPDATE (state, retired_at) ON app.data_keys TO firm_operations;

CREATE POLICY own_grants ON app.key_grants FOR SELECT
USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())));

CREATE POLICY firm_grants ON app.key_grants FOR SELECT
TO firm_administrator, firm_operations, firm_compliance, firm_examiner USING (true);

GRANT SELECT (id, key_id, device_id, recipient, proof, granted_at, granted_by, revoked_at, revoked_by)
ON app.key_grants TO firm_member;

CREATE POLICY firm_recoveries ON app.key_recoveries FOR SELECT TO firm_administrator, firm_operations USING (true);

GRANT SELECT ON app.key_recoveries TO firm_administrator, firm_operations;

CREATE POLICY operations_devices ON app.devices FOR SELECT TO firm_operations USING (true);

CREATE FUNCTION app.record_key_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  new_row jsonb := to_jsonb(NEW);
  is_grant boolean := TG_TABLE_NAME = 'key_grants';
  changed jsonb;
BEGIN
  SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key)) INTO changed
  FROM jsonb_object_keys(new_row) AS key
  WHERE key NOT IN ('envelope', 'proof')
    AND (key IN ('key_id', 'device_id') OR (TG_TABLE_NAME = 'data_keys' AND key = 'id')
         OR coalesce(old_row -> key, 'null') <> new_row -> key);
  PERFORM audit.record_event(
    CASE WHEN is_grant THEN 'authorization' ELSE 'admin' END,
    CASE WHEN is_grant THEN 'permission_change' WHEN TG_OP = 'INSERT' THEN 'create' ELSE 'update' END,
    TG_TABLE_NAME, CASE WHEN is_grant THEN (new_row ->> 'id')::uuid END, NULL, changed, NULL);
  RETURN NULL;
END
$$;

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE ON app.data_keys
FOR EACH ROW EXECUTE FUNCTION app.record_key_event();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE ON app.key_grants
FOR EACH ROW EXECUTE FUNCTION app.record_key_event();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE ON app.key_recoveries
FOR EACH ROW EXECUTE FUNCTION app.record_key_event();

CREATE FUNCTION app.encrypted_columns()
RETURNS TABLE (table_name text, column_name text, blind_column text)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT c.relname::text, sealed.attname::text, blind.attname::text
  FROM pg_class AS c
  JOIN pg_attribute AS sealed ON sealed.attrelid = c.oid AND sealed.attnum > 0 AND NOT sealed.attisdropped
    AND sealed.attname LIKE '%\_encrypted'
  LEFT JOIN pg_attribute AS blind ON blind.attrelid = c.oid AND NOT blind.attisdropped
    AND blind.attname = regexp_replace(sealed.attname, '_encrypted$', '_blind_index')
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ORDER BY 1, 2
$$;

CREATE FUNCTION app.envelopes_per_key()
RETURNS TABLE (table_name text, column_name text, key_id text, envelopes bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  place record;
BEGIN
  IF NOT (pg_has_role(current_user, 'firm_operations', 'USAGE')
          OR pg_has_role(current_user, 'firm_compliance', 'USAGE')
          OR pg_has_role(current_user, 'firm_examiner', 'USAGE')) THEN
    RAISE EXCEPTION 'only a login that sees the whole firm can count its envelopes' USING ERRCODE = '42501';
  END IF;
  FOR place IN SELECT * FROM app.encrypted_columns() LOOP
    RETURN QUERY EXECUTE format(
      'SELECT %L, %L, split_part(%I, ''.'', 2), count(*) FROM public.%I WHERE %I IS NOT NULL GROUP BY 3',
      place.table_name, place.column_name, place.column_name, place.table_name, place.column_name);
    CONTINUE WHEN place.blind_column IS NULL;
    RETURN QUERY EXECUTE format(
      'SELECT %L, %L, split_part(%I, ''.'', 1), count(*) FROM public.%I WHERE %I IS NOT NULL GROUP BY 3',
      place.table_name, place.blind_column, place.blind_column, place.table_name, place.blind_column);
  END LOOP;
END
$$;

CREATE FUNCTION app.my_key_grants(device uuid)
RETURNS TABLE (key_id text, purpose text, state text, envelope text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT data_key.id, data_key.purpose, data_key.state, held.envelope
  FROM app.devices AS mine
  JOIN app.key_grants AS held ON held.device_id = mine.id AND held.recipient = mine.age_recipient
  JOIN app.data_keys AS data_key ON data_key.id = held.key_id
  WHERE mine.id = device AND mine.user_id = app.user_id() AND mine.revoked_at IS NULL
    AND held.revoked_at IS NULL AND NOT pg_has_role(session_user, 'firm_pooler', 'MEMBER')
  ORDER BY data_key.created_at, data_key.id
$$;

CREATE FUNCTION app.check_sealed_values() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  sealed record;
  key_name text;
  wanted text;
BEGIN
  FOR sealed IN
    SELECT key, value FROM jsonb_each_text(to_jsonb(NEW))
    WHERE (key LIKE '%\_encrypted' OR key LIKE '%\_blind\_index') AND value IS DISTINCT FROM old_row ->> key
  LOOP
    CONTINUE WHEN sealed.value IS NULL;
    key_name := NULL;
    wanted := CASE WHEN sealed.key LIKE '%\_encrypted' THEN 'field' ELSE 'blind' END;
    IF wanted = 'field' AND sealed.value ~ '^v1[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$' THEN
      key_name := split_part(sealed.value, '.', 2);
    ELSIF wanted = 'blind' AND sealed.value ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22}$' THEN
      key_name := split_part(sealed.value, '.', 1);
    END IF;
    PERFORM FROM app.data_keys
    WHERE id = key_name AND purpose = wanted AND state <> 'retired' FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION '%.% must be sealed under a key of this firm that is not retired', TG_TABLE_NAME, sealed.key
        USING ERRCODE = '23514', CONSTRAINT = 'sealed_under_a_live_key';
    END IF;
  END LOOP;
  RETURN NEW;
END
$$;

CREATE FUNCTION app.guard_encrypted_columns() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  place record;
BEGIN
  FOR place IN SELECT DISTINCT table_name FROM app.encrypted_columns() LOOP
    EXECUTE format(
      'CREATE OR REPLACE TRIGGER a_sealed BEFORE INSERT OR UPDATE ON public.%I
       FOR EACH ROW EXECUTE FUNCTION app.check_sealed_values()', place.table_name);
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION app.guard_encrypted_columns() FROM PUBLIC;

SELECT app.guard_encrypted_columns();

CREATE FUNCTION app.check_key_state() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.id, NEW.purpose, NEW.created_at, NEW.created_by)
     IS DISTINCT FROM (OLD.id, OLD.purpose, OLD.created_at, OLD.created_by) THEN
    RAISE EXCEPTION 'of a key only its state changes' USING ERRCODE = '42501';
  END IF;
  IF OLD.state = 'active' AND NEW.state = 'retiring'
     AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RETURN NEW;
  END IF;
  IF NOT (OLD.state = 'retiring' AND NEW.state = 'retired') THEN
    RAISE EXCEPTION 'a key goes from active by a rotation to retiring, and from there to retired'
      USING ERRCODE = '42501';
  END IF;
  IF NOT pg_has_role(current_user, 'firm_operations', 'USAGE') THEN
    RAISE EXCEPTION 'only operations, who see the whole firm, can retire a key' USING ERRCODE = '42501';
  END IF;
  -- An older snapshot would not show what was written since.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'retire a key in a transaction that is read committed' USING ERRCODE = '25001';
  END IF;
  IF EXISTS (SELECT FROM app.envelopes_per_key() WHERE key_id = OLD.id) THEN
    RAISE EXCEPTION 'key % still seals values: finish the rotation first', OLD.id USING ERRCODE = '55006';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER a_state BEFORE UPDATE ON app.data_keys
FOR EACH ROW EXECUTE FUNCTION app.check_key_state();

CREATE FUNCTION app.require_person() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF app.user_id() IS NULL AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    RAISE EXCEPTION 'this login belongs to nobody in the firm' USING ERRCODE = '42501';
  END IF;
END
$$;

CREATE FUNCTION app.add_key(new_key text, key_purpose text, recoveries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF coalesce(jsonb_array_length(recoveries), 0) = 0 THEN
    RAISE EXCEPTION 'a key needs somebody who can recover it' USING ERRCODE = '23514';
  END IF;
  INSERT INTO app.data_keys (id, purpose, created_by) VALUES (new_key, key_purpose, app.user_id());
  INSERT INTO app.key_recoveries (key_id, recipient, envelope, proof)
  SELECT new_key, recovery ->> 'recipient', recovery ->> 'envelope', recovery ->> 'proof'
  FROM jsonb_array_elements(recoveries) AS recovery;
END
$$;

CREATE FUNCTION app.create_key(new_key text, key_purpose text, recoveries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.require_person();
  PERFORM app.add_key(new_key, key_purpose, recoveries);
END
$$;

CREATE FUNCTION app.grant_key(
  granted_key text, device uuid, wrapped_for text, wrapped text, key_proof text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.require_person();
  PERFORM FROM app.devices WHERE id = device AND revoked_at IS NULL AND age_recipient = wrapped_for FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this device is not registered with that recipient, or was revoked' USING ERRCODE = '42501';
  END IF;
  INSERT INTO app.key_grants (key_id, device_id, recipient, envelope, proof, granted_by)
  SELECT id, device, wrapped_for, wrapped, key_proof, app.user_id()
  FROM app.data_keys WHERE id = granted_key AND state <> 'retired'
  ON CONFLICT (key_id, device_id) WHERE revoked_at IS NULL DO NOTHING;
  RETURN FOUND;
END
$$;

CREATE FUNCTION app.revoke_key_grants(device uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  taken integer;
BEGIN
  PERFORM app.require_person();
  UPDATE app.key_grants SET revoked_at = now(), revoked_by = app.user_id()
  WHERE device_id = device AND revoked_at IS NULL;
  GET DIAGNOSTICS taken = ROW_COUNT;
  RETURN taken;
END
$$;

REVOKE ALL ON FUNCTION app.add_key(text, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.create_key(text, text, jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.create_key(text, text, jsonb) TO firm_administrator;

REVOKE ALL ON FUNCTION app.grant_key(text, uuid, text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.grant_key(text, uuid, text, text, text) TO firm_administrator;

REVOKE ALL ON FUNCTION app.revoke_key_grants(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.revoke_key_grants(uuid) TO firm_administrator;

CREATE FUNCTION app.rotate_key(new_key text, key_purpose text, recoveries jsonb, grants jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  old_key text;
  given integer;
BEGIN
  PERFORM app.require_person();
  UPDATE app.data_keys SET state = 'retiring' WHERE purpose = key_purpose AND state = 'active'
  RETURNING id INTO old_key;
  IF old_key IS NULL THEN
    RAISE EXCEPTION 'there is no active key of purpose % to rotate', key_purpose USING ERRCODE = '55000';
  END IF;
  IF EXISTS (
    SELECT recovery ->> 'recipient' FROM jsonb_array_elements(recoveries) AS recovery
    EXCEPT SELECT recipient FROM app.key_recoveries WHERE key_id = old_key) THEN
    RAISE EXCEPTION 'a rotation adds nobody who can recover the key' USING ERRCODE = '42501';
  END IF;
  PERFORM app.add_key(new_key, key_purpose, recoveries);
  INSERT INTO app.key_grants (key_id, device_id, recipient, envelope, proof, granted_by)
  SELECT new_key, held.device_id, held.recipient, wanted ->> 'envelope', wanted ->> 'proof', app.user_id()
  FROM jsonb_array_elements(grants) AS wanted
  JOIN app.key_grants AS held ON held.key_id = old_key AND held.revoked_at IS NULL
    AND held.device_id = (wanted ->> 'deviceId')::uuid AND held.recipient = wanted ->> 'recipient'
  JOIN app.devices AS holder ON holder.id = held.device_id AND holder.revoked_at IS NULL;
  GET DIAGNOSTICS given = ROW_COUNT;
  IF given <> jsonb_array_length(grants) THEN
    RAISE EXCEPTION 'a rotation gives a key to no device that did not hold the old one' USING ERRCODE = '42501';
  END IF;
END
$$;

REVOKE ALL ON FUNCTION app.rotate_key(text, text, jsonb, jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.rotate_key(text, text, jsonb, jsonb) TO firm_operations;

DROP FUNCTION app.register_device(uuid, text, text);

CREATE FUNCTION app.register_device(
  device uuid, device_name text, version text, recipient text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  owner uuid;
  revoked timestamptz;
BEGIN
  INSERT INTO app.devices (id, user_id, name, app_version)
  VALUES (device, app.user_id(), device_name, version)
  ON CONFLICT (id) DO NOTHING;
  UPDATE app.devices SET last_seen_at = now(), app_version = version
  WHERE id = device AND user_id = app.user_id()
  RETURNING user_id, revoked_at INTO owner, revoked;
  IF owner IS NULL THEN
    RAISE EXCEPTION 'this device is registered to somebody else' USING ERRCODE = '42501';
  END IF;
  IF revoked IS NOT NULL THEN
    RAISE EXCEPTION 'this device was revoked' USING ERRCODE = '42501';
  END IF;
  IF recipient IS NOT NULL AND pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
    RAISE EXCEPTION 'a pooler cannot name the recipient of somebody''s keys' USING ERRCODE = '42501';
  END IF;
  UPDATE app.devices SET age_recipient = recipient
  WHERE id = device AND recipient IS NOT NULL AND age_recipient IS DISTINCT FROM recipient;
END
$$;

CREATE FUNCTION app.follow_device() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.revoked_at IS NOT NULL OR NEW.age_recipient IS DISTINCT FROM OLD.age_recipient) THEN
    UPDATE app.key_grants SET revoked_at = now(), revoked_by = app.user_id()
    WHERE device_id = NEW.id AND revoked_at IS NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.age_recipient IS DISTINCT FROM OLD.age_recipient THEN
    PERFORM audit.record_event('authorization', 'update', 'devices', NEW.id, NULL,
      jsonb_build_object('age_recipient', jsonb_build_array(OLD.age_recipient, NEW.age_recipient)), NULL);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_keys AFTER UPDATE OF revoked_at, age_recipient ON app.devices
FOR EACH ROW EXECUTE FUNCTION app.follow_device();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200005000, 'Keys1764200005000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ' ' || btrim(regexp_replace(
    app.fold_text(given),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'
  )) || ' '
$$;

ALTER TABLE public.households DROP COLUMN search_text;

ALTER TABLE public.households ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, ''))) STORED;

CREATE INDEX households_search ON public.households USING gin (search_text gin_trgm_ops);

ALTER TABLE public.persons DROP COLUMN search_text;

ALTER TABLE public.persons ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, ''))) STORED;

CREATE INDEX persons_search ON public.persons USING gin (search_text gin_trgm_ops);

ALTER TABLE public.accounts DROP COLUMN search_text;

ALTER TABLE public.accounts ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, '') || ' ' || coalesce(custodian, '') || ' ' || coalesce(number_last4, ''))) STORED;

CREATE INDEX accounts_search ON public.accounts USING gin (search_text gin_trgm_ops);

ALTER TABLE public.entities DROP COLUMN search_text;

ALTER TABLE public.entities ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, ''))) STORED;

CREATE INDEX entities_search ON public.entities USING gin (search_text gin_trgm_ops);

ALTER TABLE public.meetings DROP COLUMN search_text;

ALTER TABLE public.meetings ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, ''))) STORED;

CREATE INDEX meetings_search ON public.meetings USING gin (search_text gin_trgm_ops);

ALTER TABLE public.tasks DROP COLUMN search_text;

ALTER TABLE public.tasks ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, ''))) STORED;

CREATE INDEX tasks_search ON public.tasks USING gin (search_text gin_trgm_ops);

ALTER TABLE public.documents DROP COLUMN search_text;

ALTER TABLE public.documents ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, ''))) STORED;

CREATE INDEX documents_search ON public.documents USING gin (search_text gin_trgm_ops);

ALTER TABLE public.communications DROP COLUMN search_text;

ALTER TABLE public.communications ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, ''))) STORED;

CREATE INDEX communications_search ON public.communications USING gin (search_text gin_trgm_ops);

ALTER TABLE public.meeting_notes DROP COLUMN search_text;

ALTER TABLE public.meeting_notes ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(body, ''))) STORED;

CREATE INDEX meeting_notes_search ON public.meeting_notes USING gin (search_text gin_trgm_ops);

CREATE INDEX households_of_an_adviser ON public.households (advisor_id) INCLUDE (id);

CREATE TABLE app.search_vocabulary (word text COLLATE "C" NOT NULL);

CREATE INDEX search_vocabulary_word ON app.search_vocabulary (word);

CREATE INDEX search_vocabulary_trigrams ON app.search_vocabulary USING gin (word gin_trgm_ops);

ALTER TABLE app.search_vocabulary ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.search_vocabulary FORCE ROW LEVEL SECURITY;

CREATE POLICY firm_reads ON app.search_vocabulary FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY keeper_writes ON app.search_vocabulary TO firm_keeper USING (true) WITH CHECK (true);

GRANT SELECT ON app.search_vocabulary TO firm_member;

GRANT SELECT, INSERT, DELETE ON app.search_vocabulary TO firm_keeper;

CREATE FUNCTION app.words_to_learn(words text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM unnest(string_to_array(words, ' ')) AS word
  WHERE length(word) BETWEEN 2 AND 64 AND word !~ '[0-9]'
$$;

CREATE FUNCTION app.learn_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.search_text IS DISTINCT FROM OLD.search_text THEN
    INSERT INTO app.search_vocabulary (word)
    SELECT word FROM app.words_to_learn(NEW.search_text) AS learned (word)
    WHERE NOT EXISTS (SELECT FROM app.search_vocabulary AS known WHERE known.word = learned.word);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION app.rebuild_vocabulary() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  words bigint;
BEGIN
  DELETE FROM app.search_vocabulary;
  INSERT INTO app.search_vocabulary (word)
  SELECT DISTINCT word FROM (SELECT search_text FROM public.households UNION ALL SELECT search_text FROM public.persons UNION ALL SELECT search_text FROM public.accounts UNION ALL SELECT search_text FROM public.entities) AS rows
  CROSS JOIN LATERAL app.words_to_learn(search_text) AS word;
  GET DIAGNOSTICS words = ROW_COUNT;
  RETURN words;
END
$$;

REVOKE ALL ON FUNCTION app.rebuild_vocabulary() FROM PUBLIC;

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.households
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.persons
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.entities
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

SELECT app.act_for_keeper(true);

GRANT EXECUTE ON FUNCTION app.rebuild_vocabulary() TO CURRENT_USER;

ALTER FUNCTION app.learn_words() OWNER TO firm_keeper;

ALTER FUNCTION app.rebuild_vocabulary() OWNER TO firm_keeper;

SELECT app.rebuild_vocabulary();

SELECT app.act_for_keeper(false);

CREATE FUNCTION app.mistyped_patterns(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT pattern) FROM generate_series(0, length(word)) AS place
  CROSS JOIN LATERAL (VALUES
    (left(word, place) || '_' || substr(word, place + 1)),
    (left(word, place) || '_' || substr(word, place + 2)),
    (left(word, place) || substr(word, place + 2)),
    (left(word, place) || substr(word, place + 2, 1) || substr(word, place + 1, 1) || substr(word, place + 3))
  ) AS mistake (pattern)
$$;

CREATE FUNCTION app.similar_words(asked text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.3 AS $$
  WITH one_mistake AS (
    SELECT DISTINCT word FROM app.search_vocabulary WHERE word LIKE ANY (app.mistyped_patterns(asked))
  ),
  alike AS (
    SELECT DISTINCT word FROM app.search_vocabulary WHERE word % asked AND NOT EXISTS (SELECT FROM one_mistake)
  )
  SELECT coalesce(array_agg(word), '{}') FROM (
    SELECT word FROM (SELECT word FROM one_mistake UNION SELECT word FROM alike) AS close
    ORDER BY similarity(word, asked) DESC, word LIMIT 5
  ) AS closest
$$;

CREATE FUNCTION app.search_condition(words text[], tier integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  has_vocabulary boolean := tier = 0 AND EXISTS (SELECT FROM app.search_vocabulary);
  one text;
  patterns text[];
  conditions text[];
BEGIN
  FOREACH one IN ARRAY words LOOP
    patterns := CASE
      WHEN tier = 3 THEN ARRAY['% ' || one || ' %']
      WHEN tier = 2 OR length(one) < 3 THEN ARRAY['% ' || one || '%']
      WHEN tier = 1 OR length(one) = 3 THEN ARRAY['%' || one || '%']
      WHEN NOT has_vocabulary
        THEN ARRAY(SELECT '% ' || pattern || '%' FROM unnest(app.mistyped_patterns(one)) AS pattern)
      WHEN cardinality(words) > 1 AND EXISTS (SELECT FROM app.search_vocabulary WHERE word LIKE one || '%')
        THEN ARRAY['% ' || one || '%']
      ELSE ARRAY(SELECT '% ' || word || ' %' FROM unnest(app.similar_words(one)) AS word)
    END;
    conditions := conditions || format('search_text LIKE ANY (%L::text[])', patterns);
  END LOOP;
  RETURN array_to_string(conditions, ' AND ');
END
$$;

CREATE FUNCTION app.may_find(words text[], tier integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT tier < 2 OR NOT EXISTS (SELECT FROM app.search_vocabulary) OR NOT EXISTS (
    SELECT FROM unnest(words) AS asked WHERE length(asked) >= 2 AND asked !~ '[0-9]' AND NOT EXISTS (
      SELECT FROM app.search_vocabulary
      WHERE word >= asked COLLATE "C" AND word <= (asked || CASE WHEN tier = 2 THEN U&'\FFFD' ELSE '' END) COLLATE "C"
    )
  )
$$;

CREATE FUNCTION app.search_statement(tier integer, condition text, found_before text, wanted integer, shortest integer) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT string_agg(format(
    CASE WHEN (SELECT EXISTS (SELECT FROM app.search_vocabulary))
      THEN '(SELECT * FROM (SELECT %1$s AND ctid < ''(%4$s,0)'' UNION ALL SELECT %1$s AND (ctid < ''(%4$s,0)'') IS NOT TRUE) AS %2$I LIMIT %3$s)'
      ELSE '(SELECT %1$s LIMIT %3$s)' END,
    format('%L, %s, id, %I, search_text FROM public.%I WHERE %s%s', name, place,
      CASE name WHEN 'households' THEN 'id' ELSE 'household_id' END, name, condition, ' AND NOT (' || found_before || ')'),
    name, wanted, CASE WHEN shortest < 4 AND place <= 4 THEN 128 ELSE 16 END
  ), ' UNION ALL ' ORDER BY place)
  FROM unnest(ARRAY['households', 'persons', 'accounts', 'entities', 'meetings', 'tasks', 'documents', 'communications', 'meeting_notes']) WITH ORDINALITY AS kind (name, place)
  WHERE tier > 0 OR place <= 4
$$;

CREATE FUNCTION app.search(asked text, at_most integer DEFAULT 50)
RETURNS TABLE (table_name text, row_id uuid, household_id uuid, rank real)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off AS $$
DECLARE
  words text[] := ARRAY(
    SELECT left(word, 64) FROM unnest(string_to_array(btrim(app.search_words(asked)), ' ')) WITH ORDINALITY AS given (word, place)
    WHERE word <> '' ORDER BY place LIMIT 8);
  letters integer := length(array_to_string(words, ' '));
  shortest integer := (SELECT min(length(word)) FROM unnest(words) AS word);
  remaining integer := least(greatest(coalesce(at_most, 50), 0), 200);
  enough integer := least(remaining, 5);
  all_found integer := 0;
  found integer;
  condition text;
  found_before text;
BEGIN
  FOR tier IN REVERSE 3..0 LOOP
    EXIT WHEN letters = 0 OR remaining = 0 OR (tier = 0 AND all_found >= enough);
    CONTINUE WHEN NOT app.may_find(words, tier);
    condition := app.search_condition(words, tier);
    RETURN QUERY EXECUTE format(
      'SELECT name, id, household, (
         CASE WHEN %s THEN 3 WHEN %s THEN 2 ELSE %s END + least(0.99, %s / (length(search_text) - 2)::real)
       )::real AS rank
       FROM (%s) AS candidates (name, place, id, household, search_text) ORDER BY rank DESC, place, id LIMIT %s',
      app.search_condition(words, 3), app.search_condition(words, 2), least(tier, 1), letters,
      app.search_statement(tier, condition, found_before, remaining, shortest), remaining);
    GET DIAGNOSTICS found = ROW_COUNT;
    remaining := remaining - found;
    all_found := all_found + found;
    found_before := condition;
  END LOOP;
END
$$;

COMMENT ON FUNCTION app.search(text, integer) IS
'Rows the caller may see in which every word asked is found: rank 3 and above as words, 2 as beginnings of words, 1 within words, below 1 mistyped. At most 200, best first.';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200006000, 'Search1764200006000');

COMMIT;

START TRANSACTION;

SELECT app.act_for_keeper(true);

CREATE FUNCTION app.my_household_ids() RETURNS uuid[]
   LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
   DECLARE
     person uuid := app.user_id();
   BEGIN
     RETURN ARRAY(SELECT id FROM public.households WHERE advisor_id = person
UNION ALL SELECT household_id FROM public.team_members WHERE user_id = person);
   END
   $$;

ALTER FUNCTION app.my_household_ids() OWNER TO firm_keeper;

CREATE FUNCTION app.advised_household_ids() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  person uuid := app.user_id();
BEGIN
  RETURN ARRAY(SELECT id FROM public.households WHERE advisor_id = person);
END
$$;

ALTER FUNCTION app.advised_household_ids() OWNER TO firm_keeper;

CREATE FUNCTION app.team_household_ids() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  person uuid := app.user_id();
BEGIN
  RETURN ARRAY(SELECT household_id FROM public.team_members WHERE user_id = person);
END
$$;

ALTER FUNCTION app.team_household_ids() OWNER TO firm_keeper;

DO $body$
DECLARE
  policy record;
BEGIN
  FOR policy IN SELECT * FROM pg_policies WHERE qual ~ 'ARRAY\( SELECT app\.(my|advised|team)_households\(\) AS \w+\)' OR with_check ~ 'ARRAY\( SELECT app\.(my|advised|team)_households\(\) AS \w+\)' LOOP
    EXECUTE format('ALTER POLICY %I ON %I.%I', policy.policyname, policy.schemaname, policy.tablename)
      || coalesce(' USING (' || regexp_replace(policy.qual, 'ARRAY\( SELECT app\.(my|advised|team)_households\(\) AS \w+\)', '(SELECT app.\1_household_ids())::uuid[]', 'g') || ')', '')
      || coalesce(' WITH CHECK (' || regexp_replace(policy.with_check, 'ARRAY\( SELECT app\.(my|advised|team)_households\(\) AS \w+\)', '(SELECT app.\1_household_ids())::uuid[]', 'g') || ')', '');
  END LOOP;
END
$body$;

CREATE FUNCTION app.forget_disposed_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM app.rebuild_vocabulary();
  RETURN NULL;
END
$$;

CREATE TRIGGER e_forget_words AFTER UPDATE ON public.disposals
FOR EACH ROW WHEN (NEW.status = 'executed') EXECUTE FUNCTION app.forget_disposed_words();

ALTER FUNCTION app.forget_disposed_words() OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200007000, 'HouseholdIds1764200007000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION sync.log_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id) VALUES (TG_TABLE_NAME, OLD.id, OLD.household_id);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_households_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_team_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.team_members FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_persons_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.persons FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_household_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.household_members FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_entities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.entities FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_accounts_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.accounts FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_account_owners_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.account_owners FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_beneficiaries_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.beneficiaries FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_meetings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.meetings FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_tasks_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.tasks FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_meeting_notes_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.meeting_notes FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_positions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.positions FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_communications_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.communications FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_documents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.documents FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_document_versions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.document_versions FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_relationships_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.relationships FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_disclosures_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.disclosures FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_document_contents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.document_contents FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_transactions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.transactions FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

CREATE OR REPLACE FUNCTION sync.log_users_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_securities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_prices_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_firm_settings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sync.log_retention_policies_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200008000, 'MovedRows1764200008000');

COMMIT;

START TRANSACTION;

ALTER TABLE sync.epoch ADD COLUMN pruned_before xid8 NOT NULL DEFAULT '0';

CREATE FUNCTION sync.present_epoch() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT epoch || '/' || (SELECT system_identifier FROM pg_control_system()) || '/' || CASE
    WHEN pg_is_in_recovery() THEN lpad(to_hex((SELECT timeline_id FROM pg_control_checkpoint())), 8, '0')
    ELSE lower(left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)) END
  FROM sync.epoch
$$;

CREATE FUNCTION sync.begin_epoch(why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF coalesce(btrim(why), '') = '' THEN
    RAISE EXCEPTION 'Say why laptops shall compare their books, such as the backup that was restored.' USING ERRCODE = 'AW006';
  END IF;
  UPDATE sync.epoch SET epoch = gen_random_uuid(), began_at = now();
  PERFORM audit.record_event('integrity', 'restore', NULL, NULL, NULL, NULL, why);
END
$$;

REVOKE ALL ON FUNCTION sync.begin_epoch(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION sync.begin_epoch(text) TO firm_administrator;

CREATE POLICY by_its_owner ON sync.change_log TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY by_its_owner ON sync.access_log TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE FUNCTION sync.prune_change_log(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  removed bigint;
  newest xid8;
  other bigint;
  other_newest xid8;
BEGIN
  IF keep < interval '7 days' THEN
    RAISE EXCEPTION 'Keep at least 7 days of the change log: laptops that were away longer compare their whole book.'
      USING ERRCODE = 'AW006';
  END IF;
  PERFORM FROM sync.epoch FOR UPDATE;
  WITH gone AS (DELETE FROM sync.change_log WHERE logged_at < now() - keep RETURNING xid)
  SELECT count(*), max(xid) INTO removed, newest FROM gone;
  WITH gone AS (DELETE FROM sync.access_log WHERE logged_at < now() - keep RETURNING xid)
  SELECT count(*), max(xid) INTO other, other_newest FROM gone;
  newest := greatest(newest, other_newest);
  IF newest IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE sync.epoch SET pruned_before = greatest(pruned_before, ((newest::text::numeric) + 1)::text::xid8);
  PERFORM audit.record_event('admin', 'delete', 'change_log', NULL, NULL,
    jsonb_build_object('pointers', jsonb_build_array(removed + other, 0)), 'kept ' || keep);
  RETURN removed + other;
END
$$;

REVOKE ALL ON FUNCTION sync.prune_change_log(interval) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION sync.prune_change_log(interval) TO firm_administrator;

CREATE INDEX ix_change_log_logged_at ON sync.change_log USING brin (logged_at);

CREATE FUNCTION sync.count_hidden(missing jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  mine uuid[] := app.my_household_ids();
  asked record;
  household text;
  found bigint;
  total bigint := 0;
BEGIN
  FOR asked IN SELECT key AS name, ARRAY(SELECT jsonb_array_elements_text(value)::uuid) AS ids FROM jsonb_each(missing) LOOP
    SELECT CASE WHEN asked.name = 'households' THEN 'id' ELSE max(attname) END INTO household FROM pg_attribute
    WHERE attrelid = to_regclass(format('public.%I', asked.name)) AND attname = 'household_id' AND NOT attisdropped;
    EXECUTE format('SELECT count(*) FROM public.%I WHERE id = ANY ($1) AND (%s)', asked.name,
      CASE WHEN household IS NULL THEN 'true' ELSE household || ' = ANY ($2)' END)
    INTO found USING asked.ids, mine;
    total := total + found;
  END LOOP;
  RETURN total;
END
$$;

REVOKE ALL ON FUNCTION sync.count_hidden(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION sync.count_hidden(jsonb) TO firm_member, firm_pooler;

SELECT app.act_for_keeper(true);

ALTER FUNCTION sync.count_hidden(jsonb) OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

CREATE OR REPLACE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'snapshot', pg_current_snapshot()::text,
    'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'epoch', sync.present_epoch(),
    'standby', pg_is_in_recovery(),
    'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
    'schema', CASE
      WHEN expected_migration = (
        SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
      WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
      ELSE 'older' END,
    'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
    'expired', (
      SELECT pruned_before > pg_snapshot_xmax(previous) OR EXISTS (
        SELECT FROM pg_snapshot_xip(previous) AS open
        WHERE open < pruned_before AND pg_visible_in_snapshot(open, pg_current_snapshot()))
      FROM sync.epoch),
    'households', (
      SELECT jsonb_agg(DISTINCT household_id) FROM sync.change_log
      WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
        AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)),
    'changes', (
      SELECT jsonb_object_agg(table_name, ids) FROM (
        SELECT table_name, jsonb_agg(DISTINCT row_id) AS ids FROM (
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
          UNION ALL
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id IS NULL
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
        ) AS pointers GROUP BY table_name
      ) AS by_table),
    'access', (
      SELECT jsonb_object_agg(household_id, household_id = ANY (ARRAY(SELECT app.my_households())))
      FROM (SELECT DISTINCT household_id FROM sync.access_log
            WHERE user_id = (SELECT app.user_id())
              AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)) AS touched)
  )
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300000000, 'SyncIntegrity1764300000000');

COMMIT;

START TRANSACTION;

ALTER TABLE firm_settings
  ADD COLUMN lease_days integer,
  ADD COLUMN wipe_after_days integer,
  ADD CONSTRAINT ck_firm_settings_lease_days CHECK (lease_days >= 1 AND lease_days <= 90),
  ADD CONSTRAINT ck_firm_settings_wipe_after_days CHECK (wipe_after_days >= 1 AND wipe_after_days <= 365);

SELECT audit.watch('public.firm_settings');

ALTER TABLE app.devices
  ADD COLUMN revoked_by uuid REFERENCES public.users (id),
  ADD COLUMN revoked_because text,
  ADD COLUMN wipe_ordered_at timestamptz(3),
  ADD COLUMN wipe_envelope text,
  ADD COLUMN wipe_challenge_hash text CHECK (wipe_challenge_hash ~ '^[0-9a-f]{64}$'),
  ADD COLUMN wiped_at timestamptz(3),
  ADD COLUMN wipe_receipt jsonb,
  ADD CONSTRAINT wiped_by_order CHECK (wiped_at IS NULL OR wipe_ordered_at IS NOT NULL),
  ADD CONSTRAINT ordered_of_a_revoked_device CHECK (wipe_ordered_at IS NULL OR revoked_at IS NOT NULL);

CREATE INDEX ix_devices_revoked_by ON app.devices (revoked_by);

CREATE POLICY by_its_owner ON app.leases TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE POLICY by_its_owner ON app.checkouts TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE FUNCTION app.require_own_device(device uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM app.devices WHERE id = device AND user_id = app.user_id() AND revoked_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this device is not registered to you, or was revoked' USING ERRCODE = '42501';
  END IF;
END
$$;

CREATE FUNCTION app.check_out(device uuid, households uuid[] DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  opened bigint;
BEGIN
  PERFORM app.require_own_device(device);
  INSERT INTO app.checkouts (id, device_id, household_id)
  SELECT gen_random_uuid(), device, mine FROM (SELECT DISTINCT unnest(app.my_household_ids()) AS mine) AS book
  WHERE households IS NULL OR mine = ANY (households)
  ON CONFLICT (device_id, household_id) WHERE ended_at IS NULL DO NOTHING;
  GET DIAGNOSTICS opened = ROW_COUNT;
  RETURN opened;
END
$$;

CREATE FUNCTION app.settle_checkouts(device uuid, held uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  ended bigint;
BEGIN
  PERFORM app.require_own_device(device);
  -- The laptop's trail up to this link has its receipts.
  UPDATE app.checkouts SET ended_at = now(), ended_by = 'purged',
    proof = (SELECT 'trail ' || last_sequence || ' ' || last_hash FROM app.devices WHERE id = device)
  WHERE device_id = device AND ended_at IS NULL AND NOT household_id = ANY (held);
  GET DIAGNOSTICS ended = ROW_COUNT;
  INSERT INTO app.checkouts (id, device_id, household_id)
  SELECT gen_random_uuid(), device, household FROM (SELECT DISTINCT unnest(held) AS household) AS said
  ON CONFLICT (device_id, household_id) WHERE ended_at IS NULL DO NOTHING;
  RETURN ended;
END
$$;

CREATE FUNCTION app.renew_lease(device uuid, held_digest text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  days integer := coalesce((SELECT lease_days FROM public.firm_settings), 14);
  wipe_days integer := coalesce((SELECT wipe_after_days FROM public.firm_settings), 76);
  known text;
BEGIN
  PERFORM app.require_own_device(device);
  UPDATE app.devices SET last_seen_at = now() WHERE id = device;
  UPDATE app.leases SET expires_at = now() + make_interval(days => days)
  WHERE device_id = device AND expires_at >= now();
  IF NOT FOUND THEN
    INSERT INTO app.leases (id, device_id, expires_at)
    VALUES (gen_random_uuid(), device, now() + make_interval(days => days));
  END IF;
  SELECT encode(sha256(convert_to(coalesce(string_agg(household_id::text, ',' ORDER BY household_id), ''), 'UTF8')), 'hex')
  INTO known FROM app.checkouts WHERE device_id = device AND ended_at IS NULL;
  RETURN jsonb_build_object(
    'grantedAt', audit.instant_text(now()),
    'expiresAt', audit.instant_text(now() + make_interval(days => days)),
    'wipeAt', audit.instant_text(now() + make_interval(days => days + wipe_days)),
    'settled', known = held_digest);
END
$$;

CREATE FUNCTION app.checkouts_on(wanted text, day date)
RETURNS TABLE (device_id uuid, device_name text, login text, household_id uuid, checked_out_at timestamptz,
  ended_at timestamptz, ended_by text, proof text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
  PERFORM audit.record_event('compliance', 'read', 'checkouts', NULL, NULL, NULL,
    format('Clients on the laptop %s on %s', wanted, day));
  RETURN QUERY
    SELECT devices.id, devices.name, users.login, held.household_id, held.checked_out_at::timestamptz,
      held.ended_at::timestamptz, held.ended_by, held.proof
    FROM app.devices JOIN public.users ON users.id = devices.user_id
    JOIN app.checkouts AS held ON held.device_id = devices.id
    WHERE (devices.id::text = lower(wanted) OR devices.name = wanted)
      AND held.checked_out_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
      AND (held.ended_at IS NULL OR held.ended_at >= day::timestamp AT TIME ZONE 'UTC')
    ORDER BY devices.name, devices.id, held.household_id, held.checked_out_at;
END
$$;

REVOKE ALL ON FUNCTION app.checkouts_on(text, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.checkouts_on(text, date) TO firm_compliance, firm_examiner, firm_administrator;

CREATE FUNCTION app.revoke_device(device uuid, why text, wipe boolean, envelope text, challenge_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM app.require_person();
  IF coalesce(btrim(why), '') = '' THEN
    RAISE EXCEPTION 'Say why the device is revoked; the trail keeps it.' USING ERRCODE = 'AW006';
  END IF;
  UPDATE app.devices SET
    revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, app.user_id()), revoked_because = why,
    wipe_ordered_at = CASE WHEN wipe THEN coalesce(wipe_ordered_at, now()) ELSE wipe_ordered_at END,
    wipe_envelope = CASE WHEN wipe THEN envelope ELSE wipe_envelope END,
    wipe_challenge_hash = CASE WHEN wipe THEN challenge_hash ELSE wipe_challenge_hash END
  WHERE id = device AND wiped_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no such device, or it was wiped before.' USING ERRCODE = 'AW006';
  END IF;
  PERFORM audit.record_event('authorization', 'permission_change', 'devices', device, NULL,
    jsonb_build_object('revoked', jsonb_build_array(NULL, true), 'wipe', jsonb_build_array(NULL, wipe)), why);
END
$$;

CREATE FUNCTION app.acknowledge_wipe(device uuid, receipt jsonb, challenge text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  ordered record;
  proven boolean;
  seal text;
BEGIN
  SELECT * INTO ordered FROM app.devices
  WHERE id = device AND user_id = app.user_id() AND wipe_ordered_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no wipe was ordered of this device' USING ERRCODE = '42501';
  END IF;
  IF ordered.wiped_at IS NOT NULL THEN
    RETURN;
  END IF;
  proven := coalesce(encode(sha256(convert_to(challenge, 'UTF8')), 'hex') = ordered.wipe_challenge_hash, false);
  IF ordered.wipe_challenge_hash IS NOT NULL AND NOT proven THEN
    RAISE EXCEPTION 'the receipt does not come from the device that was to be wiped' USING ERRCODE = '42501';
  END IF;
  seal := encode(sha256(convert_to(coalesce(challenge, '') || receipt::text, 'UTF8')), 'hex');
  UPDATE app.devices SET wiped_at = now(), wipe_receipt = receipt || jsonb_build_object('proven', proven, 'seal', seal)
  WHERE id = device;
  UPDATE app.checkouts SET ended_at = now(), ended_by = 'wiped', proof = seal
  WHERE device_id = device AND ended_at IS NULL;
  PERFORM audit.record_event('sync', 'wipe', 'devices', device, NULL,
    jsonb_build_object('receipt', jsonb_build_array(NULL, receipt), 'proven', jsonb_build_array(NULL, proven)),
    'Wiped by order: ' || ordered.revoked_because);
END
$$;

REVOKE ALL ON FUNCTION app.revoke_device(uuid, text, boolean, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION app.revoke_device(uuid, text, boolean, text, text) TO firm_administrator, firm_compliance;

DO $body$
BEGIN
  EXECUTE replace(pg_get_functiondef('audit.append_laptop_events(uuid, jsonb)'::regprocedure), 'revoked_at IS NULL FOR UPDATE', '(revoked_at IS NULL OR wipe_ordered_at IS NOT NULL AND wiped_at IS NULL) FOR UPDATE');
END
$body$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300001000, 'DeviceLedger1764300001000');

COMMIT;

START TRANSACTION;

CREATE TABLE sync.applied_units (
  unit_id uuid NOT NULL PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  sequence bigint NOT NULL CHECK (sequence > 0),
  user_id uuid NOT NULL REFERENCES public.users (id),
  applied_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT one_unit_at_a_place UNIQUE (device_id, sequence)
);

CREATE INDEX ix_applied_units_user_id ON sync.applied_units (user_id);

ALTER TABLE sync.applied_mutations
  ADD COLUMN unit_id uuid REFERENCES sync.applied_units (unit_id),
  ADD COLUMN version_before integer,
  ADD COLUMN version_after integer;

CREATE INDEX ix_applied_mutations_unit_id ON sync.applied_mutations (unit_id);

ALTER TABLE sync.applied_mutations NO FORCE ROW LEVEL SECURITY;

INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id, applied_at)
SELECT mutation_id, device_id, row_number() OVER (PARTITION BY device_id ORDER BY applied_at, mutation_id),
  user_id, applied_at
FROM sync.applied_mutations;

UPDATE sync.applied_mutations SET unit_id = mutation_id;

ALTER TABLE sync.applied_mutations FORCE ROW LEVEL SECURITY;

ALTER TABLE sync.applied_units ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.applied_units FORCE ROW LEVEL SECURITY;

CREATE POLICY own_units ON sync.applied_units
USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()));

CREATE POLICY keeper_reads ON sync.applied_units FOR SELECT TO firm_keeper USING (true);

GRANT SELECT, INSERT ON sync.applied_units TO firm_member;

GRANT SELECT ON sync.applied_units TO firm_keeper;

CREATE FUNCTION sync.begin_unit(device uuid, place bigint, unit uuid) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  last bigint;
  known sync.applied_units;
BEGIN
  PERFORM set_config('app.device_id', device::text, true), set_config('lock_timeout', '2s', true);
  SELECT * INTO known FROM sync.applied_units WHERE unit_id = unit;
  IF NOT FOUND THEN
    SELECT coalesce(max(sequence), 0) INTO last FROM sync.applied_units WHERE device_id = device;
    IF place > last + 1 THEN
      RETURN jsonb_build_object('state', 'ahead', 'last', last);
    END IF;
    INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id)
    VALUES (unit, device, place, app.user_id()) ON CONFLICT DO NOTHING;
    IF FOUND THEN
      RETURN jsonb_build_object('state', 'new');
    END IF;
    SELECT * INTO known FROM sync.applied_units WHERE unit_id = unit;
  END IF;
  IF known.unit_id IS NULL THEN
    RETURN jsonb_build_object('state', 'taken', 'by', (
      SELECT unit_id FROM sync.applied_units WHERE device_id = device AND sequence = place));
  END IF;
  RETURN jsonb_build_object('state', 'known', 'device', known.device_id, 'sequence', known.sequence, 'results', (
    SELECT jsonb_object_agg(mutation_id, jsonb_build_array(version_before, version_after))
    FROM sync.applied_mutations WHERE unit_id = unit));
END
$$;

CREATE FUNCTION sync.finish_unit(device uuid, unit uuid, results jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.applied_mutations (mutation_id, unit_id, device_id, user_id, version_before, version_after)
  SELECT key::uuid, unit, device, app.user_id(), (value ->> 0)::integer, (value ->> 1)::integer
  FROM jsonb_each(results) ON CONFLICT (mutation_id) DO NOTHING;
  SET CONSTRAINTS ALL IMMEDIATE;
END
$$;

CREATE FUNCTION sync.place_of(device uuid, sent bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'last', (SELECT coalesce(max(sequence), 0) FROM sync.applied_units WHERE device_id = device),
    'beyond', (
      SELECT coalesce(jsonb_agg(unit_id), '[]') FROM (
        SELECT unit_id FROM sync.applied_units WHERE device_id = device AND sequence > sent
        ORDER BY sequence LIMIT 2) AS units),
    'trail', (SELECT jsonb_build_array(last_sequence, last_hash) FROM app.devices WHERE id = device))
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300020000, 'UnitsOfWork1764300020000');

COMMIT;

START TRANSACTION;

DROP TRIGGER c_sync_moved ON public.document_contents;

DROP TRIGGER c_sync_insert ON public.document_contents;

DROP FUNCTION sync.log_document_contents_insert();

DROP TRIGGER c_sync_update ON public.document_contents;

DROP FUNCTION sync.log_document_contents_update();

DROP TRIGGER c_sync_delete ON public.document_contents;

DROP FUNCTION sync.log_document_contents_delete();

CREATE TABLE sync.arriving_pieces (
  id uuid NOT NULL,
  version_id uuid NOT NULL,
  chunk_number integer NOT NULL CHECK (chunk_number >= 0),
  content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 1048576),
  user_id uuid NOT NULL DEFAULT app.user_id() REFERENCES public.users (id),
  arrived_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (version_id, chunk_number)
);

CREATE INDEX ix_arriving_pieces_user_id ON sync.arriving_pieces (user_id);

ALTER TABLE sync.arriving_pieces ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.arriving_pieces FORCE ROW LEVEL SECURITY;

CREATE POLICY own_pieces ON sync.arriving_pieces
USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()));

GRANT SELECT, INSERT, DELETE ON sync.arriving_pieces TO firm_member;

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
$$;

CREATE TRIGGER e_file_pieces AFTER INSERT ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION app.file_arrived_pieces();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300040000, 'ArrivingDocuments1764300040000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

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
);

CREATE INDEX ix_document_pages_household_id ON public.document_pages (household_id);

CREATE INDEX document_pages_search ON public.document_pages USING gin (search_text gin_trgm_ops);

SELECT app.force_policies(true);

ALTER TABLE public.document_pages ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.document_pages FORCE ROW LEVEL SECURITY;

CREATE POLICY own_book ON public.document_pages USING (household_id = ANY ((SELECT app.my_household_ids())::uuid[])) WITH CHECK (household_id = ANY ((SELECT app.my_household_ids())::uuid[]));

CREATE POLICY firm_reads ON public.document_pages FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.document_pages FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY keeper_reads ON public.document_pages FOR SELECT TO firm_keeper USING (true);

CREATE POLICY keeper_disposes ON public.document_pages FOR DELETE TO firm_keeper USING (true);

GRANT SELECT ON public.document_pages TO firm_member;

GRANT INSERT ON public.document_pages TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT SELECT, DELETE ON public.document_pages TO firm_keeper;

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_pages
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_pages
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another');

SELECT audit.watch('public.document_pages');

CREATE FUNCTION sync.log_document_pages_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_pages', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.document_pages REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_pages_insert();

CREATE FUNCTION sync.log_document_pages_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_pages', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.document_pages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_pages_update();

CREATE FUNCTION sync.log_document_pages_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_pages', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.document_pages REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_pages_delete();

CREATE TRIGGER c_sync_moved AFTER UPDATE ON public.document_pages FOR EACH ROW
WHEN (OLD.household_id <> NEW.household_id) EXECUTE FUNCTION sync.log_moved();

ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY;

UPDATE app.record_classes SET place = -place - 1
WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'document_contents');

UPDATE app.record_classes SET place = -place WHERE place < 0;

INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
SELECT 'document_pages', 'client', 'household', 'created_at', place + 1
FROM app.record_classes WHERE table_name = 'document_contents';

ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY;

CREATE TRIGGER b_keep BEFORE DELETE ON public.document_pages
FOR EACH ROW EXECUTE FUNCTION app.refuse_deletion();

CREATE TRIGGER b_keep_all BEFORE TRUNCATE ON public.document_pages
FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_truncation();

SELECT app.act_for_keeper(true);

DO $body$
DECLARE
  former text := $text$IN ('document_versions', 'document_contents')$text$;
  present text := $text$IN ('document_versions', 'document_contents', 'document_pages')$text$;
  definition text := pg_get_functiondef('app.retention_sql(text, text, boolean)'::regprocedure);
BEGIN
  IF array_length(string_to_array(definition, former), 1) <> 2 THEN
    RAISE EXCEPTION 'app.retention_sql(text, text, boolean) does not say once: %', former;
  END IF;
  EXECUTE replace(definition, former, present);
END
$body$;

DO $body$
DECLARE
  former text := $text$WHEN 'document_contents' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id$text$;
  present text := $text$WHEN 'document_pages' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id JOIN public.documents AS d ON d.id = v.document_id ' WHEN 'document_contents' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id$text$;
  definition text := pg_get_functiondef('app.retention_sql(text, text, boolean)'::regprocedure);
BEGIN
  IF array_length(string_to_array(definition, former), 1) <> 2 THEN
    RAISE EXCEPTION 'app.retention_sql(text, text, boolean) does not say once: %', former;
  END IF;
  EXECUTE replace(definition, former, present);
END
$body$;

DO $body$
DECLARE
  former text := $text$(VALUES ('document_contents', 'document_versions', 'version_id')$text$;
  present text := $text$(VALUES ('document_pages', 'document_versions', 'version_id'), ('document_contents', 'document_versions', 'version_id')$text$;
  definition text := pg_get_functiondef('app.unmark_needed()'::regprocedure);
BEGIN
  IF array_length(string_to_array(definition, former), 1) <> 2 THEN
    RAISE EXCEPTION 'app.unmark_needed() does not say once: %', former;
  END IF;
  EXECUTE replace(definition, former, present);
END
$body$;

DO $body$
DECLARE
  former text := $text$'communications', 'meeting_notes']$text$;
  present text := $text$'communications', 'meeting_notes', 'document_pages']$text$;
  definition text := pg_get_functiondef('app.search_statement(integer, text, text, integer, integer)'::regprocedure);
BEGIN
  IF array_length(string_to_array(definition, former), 1) <> 2 THEN
    RAISE EXCEPTION 'app.search_statement(integer, text, text, integer, integer) does not say once: %', former;
  END IF;
  EXECUTE replace(definition, former, present);
END
$body$;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300060000, 'DocumentPages1764300060000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

ALTER TABLE persons DROP COLUMN search_text;

ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(first_name, '') || ' ' || coalesce(middle_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) STORED;

CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops);

ALTER TABLE meetings DROP COLUMN search_text;

ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, '') || ' ' || coalesce(agenda, ''))) STORED;

CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops);

ALTER TABLE tasks DROP COLUMN search_text;

ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, '') || ' ' || coalesce(details, ''))) STORED;

CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops);

ALTER TABLE communications DROP COLUMN search_text;

ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, '') || ' ' || coalesce(body, ''))) STORED;

CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops);

SELECT app.force_policies(true);

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

SELECT app.act_for_keeper(true);

SELECT app.rebuild_vocabulary();

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300061000, 'SearchMoreFields1764300061000');

COMMIT;

START TRANSACTION;

SELECT app.act_for_keeper(true);

CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
    RETURN nullif(current_setting('app.current_user_id', true), '')::uuid;
  END IF;
  RETURN (SELECT id FROM public.users WHERE login = session_user COLLATE "default" AND active);
END
$$;

ALTER FUNCTION app.my_household_ids() SET plan_cache_mode = force_generic_plan;

ALTER FUNCTION app.advised_household_ids() SET plan_cache_mode = force_generic_plan;

ALTER FUNCTION app.team_household_ids() SET plan_cache_mode = force_generic_plan;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300080000, 'IdentityLookup1764300080000');

COMMIT;

START TRANSACTION;

CREATE OR REPLACE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'snapshot', pg_current_snapshot()::text,
    'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'epoch', sync.present_epoch(),
    'standby', pg_is_in_recovery(),
    'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
    'key_grants', (
      SELECT encode(sha256(convert_to(coalesce(string_agg(
        concat(key_id, chr(31), purpose, chr(31), state, chr(31), envelope, chr(30)), '' ORDER BY place), ''),
        'UTF8')), 'hex')
      FROM app.my_key_grants(device) WITH ORDINALITY AS held (key_id, purpose, state, envelope, place)),
    'schema', CASE
      WHEN expected_migration = (
        SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
      WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
      ELSE 'older' END,
    'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
    'expired', (
      SELECT pruned_before > pg_snapshot_xmax(previous) OR EXISTS (
        SELECT FROM pg_snapshot_xip(previous) AS open
        WHERE open < pruned_before AND pg_visible_in_snapshot(open, pg_current_snapshot()))
      FROM sync.epoch),
    'households', (
      SELECT jsonb_agg(DISTINCT household_id) FROM sync.change_log
      WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
        AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)),
    'changes', (
      SELECT jsonb_object_agg(table_name, ids) FROM (
        SELECT table_name, jsonb_agg(DISTINCT row_id) AS ids FROM (
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
          UNION ALL
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id IS NULL
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
        ) AS pointers GROUP BY table_name
      ) AS by_table),
    'access', (
      SELECT jsonb_object_agg(household_id, household_id = ANY (ARRAY(SELECT app.my_households())))
      FROM (SELECT DISTINCT household_id FROM sync.access_log
            WHERE user_id = (SELECT app.user_id())
              AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)) AS touched)
  )
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300090000, 'GrantedKeys1764300090000');

COMMIT;

START TRANSACTION;

CREATE POLICY by_its_owner ON sync.arriving_pieces TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE FUNCTION sync.prune_arriving_pieces(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  files bigint;
  pieces bigint;
BEGIN
  IF keep < interval '7 days' THEN
    RAISE EXCEPTION 'Keep pieces of files for at least 7 days: a laptop may be offline in the middle of sending.'
      USING ERRCODE = 'AW006';
  END IF;
  WITH abandoned AS (
    SELECT version_id FROM sync.arriving_pieces GROUP BY version_id HAVING max(arrived_at) < now() - keep
  ), gone AS (
    DELETE FROM sync.arriving_pieces USING abandoned
    WHERE arriving_pieces.version_id = abandoned.version_id RETURNING arriving_pieces.version_id
  )
  SELECT count(DISTINCT version_id), count(*) INTO files, pieces FROM gone;
  IF files > 0 THEN
    PERFORM audit.record_event('admin', 'delete', 'arriving_pieces', NULL, NULL,
      jsonb_build_object('files', jsonb_build_array(files, 0), 'pieces', jsonb_build_array(pieces, 0)),
      'kept ' || keep);
  END IF;
  RETURN files;
END
$$;

REVOKE ALL ON FUNCTION sync.prune_arriving_pieces(interval) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION sync.prune_arriving_pieces(interval) TO firm_administrator;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764300095000, 'AbandonedPieces1764300095000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

ALTER TABLE tasks ADD repeat_every integer;

ALTER TABLE tasks ADD repeat_unit text;

ALTER TABLE tasks ADD repeat_from text;

ALTER TABLE tasks ADD repeat_anchor_on date;

ALTER TABLE tasks ADD previous_id uuid;

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_every CHECK (repeat_every >= 1 AND repeat_every <= 365);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_unit CHECK (repeat_unit IN ('days', 'weeks', 'months', 'years'));

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from CHECK (repeat_from IN ('schedule', 'completion'));

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_unit CHECK (repeat_from <> 'schedule' OR repeat_unit IS NOT NULL);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_every CHECK (repeat_from <> 'schedule' OR repeat_every IS NOT NULL);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_schedule_repeat_anchor_on CHECK (repeat_from <> 'schedule' OR repeat_anchor_on IS NOT NULL);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_completion_repeat_unit CHECK (repeat_from <> 'completion' OR repeat_unit IS NOT NULL);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_repeat_from_completion_repeat_every CHECK (repeat_from <> 'completion' OR repeat_every IS NOT NULL);

ALTER TABLE tasks ADD CONSTRAINT uq_tasks_previous_id UNIQUE (previous_id);

SELECT app.force_policies(true);

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764400010000, 'TasksThatRepeat1764400010000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.guard_task_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  is_blind boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT EXISTS (
      SELECT FROM new_rows AS task
      WHERE NOT app.sees_household(task.owner_id, task.household_id)
    ) INTO is_blind;
  ELSE
    SELECT EXISTS (
      SELECT FROM new_rows AS task JOIN old_rows AS former ON former.id = task.id
      WHERE former.owner_id <> task.owner_id AND NOT app.sees_household(task.owner_id, task.household_id)
    ) INTO is_blind;
  END IF;
  IF is_blind THEN
    RAISE EXCEPTION 'the owner of a task must be able to see its household'
      USING ERRCODE = '23514', SCHEMA = 'public', TABLE = 'tasks', CONSTRAINT = 'task_owner_sees_household';
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION app.sees_household(person uuid, household uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM public.households WHERE id = household AND advisor_id = person)
    OR EXISTS (SELECT FROM public.team_members WHERE user_id = person AND household_id = household)
    OR EXISTS (SELECT FROM public.users WHERE id = person AND role = 'operations')
$$;

REVOKE ALL ON FUNCTION app.guard_task_owner(), app.sees_household(uuid, uuid) FROM PUBLIC;

CREATE TRIGGER b_guard_owner_insert AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION app.guard_task_owner();

CREATE TRIGGER b_guard_owner_update AFTER UPDATE ON public.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION app.guard_task_owner();

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.guard_task_owner() OWNER TO firm_keeper;

ALTER FUNCTION app.sees_household(uuid, uuid) OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764400011000, 'TaskOwners1764400011000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

ALTER TABLE tasks ADD workflow text;

ALTER TABLE tasks ADD workflow_id uuid;

ALTER TABLE tasks ADD workflow_step integer;

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_workflow CHECK (workflow IN ('onboarding', 'account_opening', 'transfer', 'death'));

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_workflow_step CHECK (workflow_step >= 1 AND workflow_step <= 100);

SELECT app.force_policies(true);

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764450030000, 'TaskWorkflows1764450030000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

ALTER TABLE persons ADD merged_into_id uuid;

CREATE INDEX ix_persons_merged_into_id ON persons (merged_into_id);

ALTER TABLE persons ADD CONSTRAINT merged_into_another CHECK (merged_into_id <> id);

SELECT app.force_policies(true);

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
$$;

CREATE TRIGGER b_merge BEFORE INSERT OR UPDATE OF merged_into_id ON public.persons
FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION app.guard_merge();

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764500010000, 'MergedPersons1764500010000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

CREATE TABLE public.models (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  CONSTRAINT pk_models PRIMARY KEY (id),
  CONSTRAINT fk_models_created_by FOREIGN KEY (created_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT fk_models_updated_by FOREIGN KEY (updated_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  name text NOT NULL,
  purpose text,
  ended_on date,
  CONSTRAINT uq_models_name UNIQUE (name),
  CONSTRAINT ck_models_name CHECK (char_length(name) <= 100),
  CONSTRAINT ck_models_purpose CHECK (char_length(purpose) <= 300)
);

CREATE TABLE public.model_weights (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  CONSTRAINT pk_model_weights PRIMARY KEY (id),
  CONSTRAINT fk_model_weights_created_by FOREIGN KEY (created_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT fk_model_weights_updated_by FOREIGN KEY (updated_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  model_id uuid NOT NULL,
  in_force_from date NOT NULL,
  asset_class text NOT NULL,
  target numeric(12,6) NOT NULL,
  tolerance numeric(12,6) NOT NULL,
  CONSTRAINT uq_model_weights_model_id_in_force_from_asset_class UNIQUE (model_id, in_force_from, asset_class),
  CONSTRAINT ck_model_weights_asset_class CHECK (asset_class IN ('us_equity', 'intl_equity', 'em_equity',
    'taxable_fixed', 'municipal_fixed', 'cash', 'real_assets', 'commodities', 'alternatives', 'other')),
  CONSTRAINT ck_model_weights_target CHECK (target >= 0 AND target <= 100),
  CONSTRAINT ck_model_weights_tolerance CHECK (tolerance >= 0 AND tolerance <= 100),
  CONSTRAINT fk_model_weights_model_id FOREIGN KEY (model_id)
    REFERENCES public.models (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
);

INSERT INTO public.models (id, name)
SELECT gen_random_uuid(), model FROM public.accounts WHERE model IS NOT NULL GROUP BY model;

ALTER TABLE public.accounts ADD model_id uuid,
  ADD CONSTRAINT fk_accounts_model_id FOREIGN KEY (model_id)
    REFERENCES public.models (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

CREATE INDEX ix_accounts_model_id ON public.accounts (model_id);

ALTER TABLE public.households ADD model_id uuid,
  ADD CONSTRAINT fk_households_model_id FOREIGN KEY (model_id)
    REFERENCES public.models (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

CREATE INDEX ix_households_model_id ON public.households (model_id);

ALTER TABLE public.accounts DISABLE TRIGGER USER;

UPDATE public.accounts SET model_id = models.id FROM public.models WHERE models.name = accounts.model;

ALTER TABLE public.accounts ENABLE TRIGGER USER;

ALTER TABLE public.accounts DROP COLUMN model;

SELECT app.force_policies(true);

ALTER TABLE public.models ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.models FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.models TO firm_member, firm_keeper;

GRANT INSERT, UPDATE ON public.models TO firm_operations;

CREATE POLICY keeper_reads ON public.models FOR SELECT TO firm_keeper USING (true);

CREATE POLICY firm_reads ON public.models FOR SELECT USING (true);

CREATE POLICY operations_add ON public.models FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.models FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

ALTER TABLE public.model_weights ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.model_weights FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.model_weights TO firm_member, firm_keeper;

GRANT INSERT, UPDATE ON public.model_weights TO firm_operations;

CREATE POLICY keeper_reads ON public.model_weights FOR SELECT TO firm_keeper USING (true);

CREATE POLICY firm_reads ON public.model_weights FOR SELECT USING (true);

CREATE POLICY operations_add ON public.model_weights FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.model_weights FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.models
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

SELECT audit.watch('public.models');

CREATE FUNCTION sync.log_models_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'models', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.models REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_models_insert();

CREATE FUNCTION sync.log_models_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'models', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.models REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_models_update();

CREATE FUNCTION sync.log_models_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'models', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.models REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_models_delete();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.model_weights
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

SELECT audit.watch('public.model_weights');

CREATE FUNCTION sync.log_model_weights_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'model_weights', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.model_weights REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_model_weights_insert();

CREATE FUNCTION sync.log_model_weights_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'model_weights', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.model_weights REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_model_weights_update();

CREATE FUNCTION sync.log_model_weights_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'model_weights', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.model_weights REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_model_weights_delete();

CREATE FUNCTION app.require_whole_model() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  part record;
  total numeric;
BEGIN
  FOR part IN
    SELECT DISTINCT (image ->> 'model_id')::uuid AS model_id, (image ->> 'in_force_from')::date AS in_force_from
    FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
    WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
  LOOP
    PERFORM FROM public.models WHERE id = part.model_id FOR NO KEY UPDATE;
    SELECT sum(target) INTO total FROM public.model_weights
    WHERE model_id = part.model_id AND in_force_from = part.in_force_from;
    IF total <> 100 THEN
      RAISE EXCEPTION 'the weights of model % in force from % make % and not 100',
        part.model_id, part.in_force_from, trim_scale(total)
        USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER weights_total_100
AFTER INSERT OR DELETE OR UPDATE OF model_id, in_force_from, target ON public.model_weights
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole_model();

ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY;

UPDATE app.record_classes SET place = -place - 2
WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'users');

UPDATE app.record_classes SET place = -place WHERE place < 0;

INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
SELECT added.name, 'reference', 'firm', added.dated_by, class.place + added.number
FROM (VALUES ('models', 'created_at', 1), ('model_weights', 'in_force_from', 2)) AS added (name, dated_by, number),
  app.record_classes AS class WHERE class.table_name = 'users';

ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY;

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764500020000, 'Models1764500020000');

COMMIT;

START TRANSACTION;

SELECT app.force_policies(false);

CREATE TABLE public.fee_schedules (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  CONSTRAINT pk_fee_schedules PRIMARY KEY (id),
  CONSTRAINT fk_fee_schedules_created_by FOREIGN KEY (created_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT fk_fee_schedules_updated_by FOREIGN KEY (updated_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  name text NOT NULL,
  method text NOT NULL,
  yearly_minimum numeric(20,4),
  ended_on date,
  CONSTRAINT uq_fee_schedules_name UNIQUE (name),
  CONSTRAINT ck_fee_schedules_name CHECK (char_length(name) <= 100),
  CONSTRAINT ck_fee_schedules_method CHECK (method IN ('marginal', 'whole')),
  CONSTRAINT ck_fee_schedules_yearly_minimum CHECK (yearly_minimum >= 0)
);

CREATE TABLE public.fee_tiers (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  CONSTRAINT pk_fee_tiers PRIMARY KEY (id),
  CONSTRAINT fk_fee_tiers_created_by FOREIGN KEY (created_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT fk_fee_tiers_updated_by FOREIGN KEY (updated_by)
    REFERENCES public.users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  fee_schedule_id uuid NOT NULL,
  in_force_from date NOT NULL,
  from_amount numeric(20,4) NOT NULL,
  rate numeric(12,6) NOT NULL,
  CONSTRAINT uq_fee_tiers_fee_schedule_id_in_force_from_from_amount
    UNIQUE (fee_schedule_id, in_force_from, from_amount),
  CONSTRAINT ck_fee_tiers_from_amount CHECK (from_amount >= 0),
  CONSTRAINT ck_fee_tiers_rate CHECK (rate >= 0 AND rate <= 1000),
  CONSTRAINT fk_fee_tiers_fee_schedule_id FOREIGN KEY (fee_schedule_id)
    REFERENCES public.fee_schedules (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
);

ALTER TABLE public.accounts ADD fee_schedule_id uuid,
  ADD CONSTRAINT fk_accounts_fee_schedule_id FOREIGN KEY (fee_schedule_id)
    REFERENCES public.fee_schedules (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

CREATE INDEX ix_accounts_fee_schedule_id ON public.accounts (fee_schedule_id);

ALTER TABLE public.households ADD fee_schedule_id uuid,
  ADD CONSTRAINT fk_households_fee_schedule_id FOREIGN KEY (fee_schedule_id)
    REFERENCES public.fee_schedules (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

CREATE INDEX ix_households_fee_schedule_id ON public.households (fee_schedule_id);

SELECT app.force_policies(true);

ALTER TABLE public.fee_schedules ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.fee_schedules FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.fee_schedules TO firm_member, firm_keeper;

GRANT INSERT, UPDATE ON public.fee_schedules TO firm_operations;

CREATE POLICY keeper_reads ON public.fee_schedules FOR SELECT TO firm_keeper USING (true);

CREATE POLICY firm_reads ON public.fee_schedules FOR SELECT USING (true);

CREATE POLICY operations_add ON public.fee_schedules FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.fee_schedules FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

ALTER TABLE public.fee_tiers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.fee_tiers FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.fee_tiers TO firm_member, firm_keeper;

GRANT INSERT, UPDATE ON public.fee_tiers TO firm_operations;

CREATE POLICY keeper_reads ON public.fee_tiers FOR SELECT TO firm_keeper USING (true);

CREATE POLICY firm_reads ON public.fee_tiers FOR SELECT USING (true);

CREATE POLICY operations_add ON public.fee_tiers FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.fee_tiers FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.fee_schedules
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

SELECT audit.watch('public.fee_schedules');

CREATE FUNCTION sync.log_fee_schedules_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_schedules', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.fee_schedules REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_schedules_insert();

CREATE FUNCTION sync.log_fee_schedules_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_schedules', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.fee_schedules REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_schedules_update();

CREATE FUNCTION sync.log_fee_schedules_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_schedules', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.fee_schedules REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_schedules_delete();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.fee_tiers
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

SELECT audit.watch('public.fee_tiers');

CREATE FUNCTION sync.log_fee_tiers_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_tiers', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.fee_tiers REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_tiers_insert();

CREATE FUNCTION sync.log_fee_tiers_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_tiers', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.fee_tiers REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_tiers_update();

CREATE FUNCTION sync.log_fee_tiers_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'fee_tiers', id, NULL::uuid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.fee_tiers REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_fee_tiers_delete();

CREATE FUNCTION app.require_first_tier() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  part record;
  beginning numeric;
BEGIN
  FOR part IN
    SELECT DISTINCT (image ->> 'fee_schedule_id')::uuid AS schedule_id, (image ->> 'in_force_from')::date AS in_force_from
    FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
    WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
  LOOP
    PERFORM FROM public.fee_schedules WHERE id = part.schedule_id FOR NO KEY UPDATE;
    SELECT min(from_amount) INTO beginning FROM public.fee_tiers
    WHERE fee_schedule_id = part.schedule_id AND in_force_from = part.in_force_from;
    IF beginning <> 0 THEN
      RAISE EXCEPTION 'the tiers of fee schedule % in force from % begin at % and not at nothing',
        part.schedule_id, part.in_force_from, trim_scale(beginning)
        USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER tiers_begin_at_nothing
AFTER INSERT OR DELETE OR UPDATE OF fee_schedule_id, in_force_from, from_amount ON public.fee_tiers
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_first_tier();

ALTER TABLE app.record_classes NO FORCE ROW LEVEL SECURITY;

UPDATE app.record_classes SET place = -place - 2
WHERE place > (SELECT place FROM app.record_classes WHERE table_name = 'model_weights');

UPDATE app.record_classes SET place = -place WHERE place < 0;

INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place)
SELECT added.name, 'reference', 'firm', added.dated_by, class.place + added.number
FROM (VALUES ('fee_schedules', 'created_at', 1), ('fee_tiers', 'in_force_from', 2)) AS added (name, dated_by, number),
  app.record_classes AS class WHERE class.table_name = 'model_weights';

ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY;

SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764500020100, 'FeeSchedules1764500020100');

COMMIT;

START TRANSACTION;

CREATE INDEX households_in_order ON public.households (search_text COLLATE "C", id);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764500030000, 'PagesOfHouseholds1764500030000');

COMMIT;

START TRANSACTION;

CREATE UNIQUE INDEX reversed_once ON public.transactions (reverses_id) WHERE reverses_id IS NOT NULL;

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
$$;

CREATE CONSTRAINT TRIGGER reversal_added AFTER INSERT ON public.transactions
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.reverses_id IS NOT NULL OR NEW.status = 'reversed') EXECUTE FUNCTION app.require_reversal();

CREATE CONSTRAINT TRIGGER reversal_changed AFTER UPDATE ON public.transactions
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.reverses_id IS NOT NULL OR OLD.reverses_id IS NOT NULL OR NEW.status = 'reversed' OR OLD.status = 'reversed')
EXECUTE FUNCTION app.require_reversal();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764500030100, 'Reversals1764500030100');

COMMIT;
