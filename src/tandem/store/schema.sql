-- What the migrations make, printed for readers; nothing runs it. Print it anew with:
-- WRITE_SCHEMA=1 .venv/bin/pytest tests/integration/store/test_migrate.py

CREATE FUNCTION public.bare_words(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(regexp_replace(regexp_replace(replace(replace(regexp_replace(NORMALIZE($1, NFKD), '[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u3099\u309a]+'::text, ''::text, 'g'::text), 'ß'::text, 'ss'::text), 'ẞ'::text, 'SS'::text), '[!-/:-@[-`{-¿×÷\u2000-\u206f\u3000-\u303f]+'::text, ' '::text, 'g'::text), '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])'::text, ' \1 '::text, 'g'::text), '\m([vV])(?=\d)'::text, '\1 '::text, 'g'::text);

CREATE FUNCTION public.mark_fact_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into fact_due (conversation_id, seq)
    select conversation_id, max(seq) from written group by conversation_id
    on conflict (conversation_id) do update set seq = excluded.seq;
    return null;
end
$$;

    RETURN job_ids;
END;
$$;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

 RETURN found_jobs;
END;
$$;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.search_words(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT (public.bare_words($1) || COALESCE(( SELECT string_agg((((((' '::text || number.digits) || ' '::text) || "right"(number.digits, 10)) || ' '::text) || "right"(number.digits, 9)), ''::text) AS string_agg
            FROM regexp_matches($1, '\+?\d[\d ()./-]{5,18}\d'::text, 'g'::text) found(run),
             LATERAL regexp_replace(found.run[1], '\D'::text, ''::text, 'g'::text) number(digits)
           WHERE (length(number.digits) > 6)), ''::text));
END;

CREATE FUNCTION public.term_score(rank real, length integer, mean_length double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(((2.2)::double precision / ((1)::double precision + (((1.2)::double precision * ((0.25)::double precision + (((0.75)::double precision * (length)::double precision) / mean_length))) / NULLIF(round((((1)::double precision / ((1.64493406685)::double precision * ((1.0000001)::double precision - rank))) - (0.5)::double precision)), (0)::double precision)))), (0)::double precision);

CREATE TABLE public.agent (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text,
    availability text DEFAULT 'away'::text NOT NULL,
    capacity integer DEFAULT 8 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    seen_at timestamp with time zone,
    away_since timestamp with time zone,
    has_left boolean DEFAULT false NOT NULL,
    CONSTRAINT agent_availability_check CHECK ((availability = ANY (ARRAY['online'::text, 'away'::text]))),
    CONSTRAINT agent_capacity_check CHECK (((capacity >= 0) AND (capacity <= 1000))),
    CONSTRAINT agent_email_check CHECK ((email = lower(email))),
    CONSTRAINT agent_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'lead'::text, 'agent'::text, 'viewer'::text])))
);

CREATE TABLE public.api_token (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    agent_id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);

CREATE TABLE public.article (
    id bigint NOT NULL,
    key text NOT NULL,
    source_id bigint NOT NULL,
    origin text NOT NULL,
    place text DEFAULT ''::text NOT NULL,
    edited_at timestamp with time zone,
    edited_from text,
    seen_hash text
);

ALTER TABLE public.article ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.article_version (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    url text NOT NULL,
    product text NOT NULL,
    locale text NOT NULL,
    audience text NOT NULL,
    content_hash text NOT NULL,
    learnt_at timestamp with time zone NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    valid_until date,
    review_by date,
    CONSTRAINT article_version_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'agent'::text]))),
    CONSTRAINT article_version_check CHECK ((valid_to > valid_from))
);

ALTER TABLE public.article_version ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.article_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.attachment (
    id uuid NOT NULL,
    contact_id uuid,
    agent_id uuid,
    message_id uuid,
    name text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT attachment_check CHECK ((num_nonnulls(contact_id, agent_id) = 1))
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    agent_id uuid,
    action text NOT NULL,
    subject text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calibration (
    id bigint NOT NULL,
    scope text NOT NULL,
    hash text NOT NULL,
    body text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT calibration_scope_check CHECK (((scope = ANY (ARRAY['corpus'::text, 'judged'::text])) OR (scope ~~ 'model:_%'::text)))
);

ALTER TABLE public.calibration ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.calibration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.category_head (
    embedder text NOT NULL,
    hash text NOT NULL,
    body text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.contact (
    id uuid NOT NULL,
    external_id text,
    external_realm uuid,
    name text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    left_email text DEFAULT ''::text NOT NULL,
    is_verified boolean DEFAULT false NOT NULL,
    is_internal boolean DEFAULT false NOT NULL,
    is_high_value boolean DEFAULT false NOT NULL,
    people_first boolean DEFAULT false NOT NULL,
    is_blocked boolean DEFAULT false NOT NULL,
    product text DEFAULT ''::text NOT NULL,
    plan text DEFAULT ''::text NOT NULL,
    locale text DEFAULT ''::text NOT NULL,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    time_zone text DEFAULT ''::text NOT NULL,
    CONSTRAINT contact_check CHECK (((external_realm IS NULL) = (external_id IS NULL))),
    CONSTRAINT contact_email_check CHECK ((email = lower(email))),
    CONSTRAINT contact_left_email_check CHECK ((left_email = lower(left_email)))
);

CREATE TABLE public.conversation (
    id uuid NOT NULL,
    number bigint NOT NULL,
    inbox_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    linked_from uuid,
    subject text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    owner text NOT NULL,
    priority text DEFAULT 'normal'::text NOT NULL,
    team_id uuid,
    assignee_id uuid,
    category text DEFAULT ''::text NOT NULL,
    product text DEFAULT ''::text NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    resolution text,
    last_decision text,
    handoff_reason text,
    handoff_rule text,
    handed_off_at timestamp with time zone,
    human_replied_at timestamp with time zone,
    waiting_since timestamp with time zone,
    last_message_at timestamp with time zone NOT NULL,
    assistant_spoke_at timestamp with time zone,
    snoozed_until timestamp with time zone,
    resolved_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    public_seq bigint DEFAULT 0 NOT NULL,
    turn_wanted_seq bigint DEFAULT 0 NOT NULL,
    turn_wanted_at timestamp with time zone,
    turn_done_seq bigint DEFAULT 0 NOT NULL,
    turn_number integer DEFAULT 0 NOT NULL,
    turn_lease_until timestamp with time zone,
    turn_attempts integer DEFAULT 0 NOT NULL,
    turn_reruns integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    warn_at timestamp with time zone,
    lead_at timestamp with time zone,
    alarm text,
    language text DEFAULT ''::text NOT NULL,
    assigned_why text,
    assigned_at timestamp with time zone,
    declined uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT conversation_alarm_check CHECK ((alarm = ANY (ARRAY['warned'::text, 'late'::text, 'lead'::text]))),
    CONSTRAINT conversation_check CHECK (((status <> 'pending'::text) OR (owner = 'assistant'::text))),
    CONSTRAINT conversation_check1 CHECK (((status <> ALL (ARRAY['open'::text, 'snoozed'::text])) OR (owner = 'human'::text))),
    CONSTRAINT conversation_check2 CHECK (((status = 'snoozed'::text) = (snoozed_until IS NOT NULL))),
    CONSTRAINT conversation_check3 CHECK (((status = 'resolved'::text) = (resolved_at IS NOT NULL))),
    CONSTRAINT conversation_check4 CHECK (((status = 'resolved'::text) = (resolution IS NOT NULL))),
    CONSTRAINT conversation_owner_check CHECK ((owner = ANY (ARRAY['assistant'::text, 'human'::text]))),
    CONSTRAINT conversation_priority_check CHECK ((priority = ANY (ARRAY['normal'::text, 'high'::text, 'urgent'::text]))),
    CONSTRAINT conversation_resolution_check CHECK ((resolution = ANY (ARRAY['assumed'::text, 'abandoned'::text, 'confirmed'::text, 'agent'::text]))),
    CONSTRAINT conversation_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'open'::text, 'snoozed'::text, 'resolved'::text])))
);

CREATE TABLE public.conversation_fact (
    conversation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    inbox_id uuid NOT NULL,
    team_id uuid,
    seq bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    first_reply_at timestamp with time zone,
    human_replied_at timestamp with time zone,
    handed_off_at timestamp with time zone,
    first_resolved_at timestamp with time zone,
    reopened_at timestamp with time zone,
    returned_at timestamp with time zone,
    closed_at timestamp with time zone,
    open_s double precision,
    cost double precision NOT NULL,
    reopenings smallint NOT NULL,
    human_replies smallint NOT NULL,
    asked_again smallint NOT NULL,
    stars smallint,
    is_internal boolean NOT NULL,
    is_identified boolean NOT NULL,
    is_involved boolean NOT NULL,
    is_refused boolean NOT NULL,
    path text NOT NULL,
    state text,
    resolution text,
    reason text,
    mode text NOT NULL,
    arm text NOT NULL,
    product text NOT NULL,
    category text NOT NULL,
    language text NOT NULL,
    segment text NOT NULL,
    channel text NOT NULL,
    shape text GENERATED ALWAYS AS (((((((((((((arm || '|'::text) || path) || '|'::text) || COALESCE(state, ''::text)) || '|'::text) || COALESCE(resolution, ''::text)) || '|'::text) || COALESCE(reason, ''::text)) || '|'::text) || COALESCE((stars)::text, ''::text)) || '|'::text) || ((((((((is_identified)::integer + (2 * (is_refused)::integer)) + (4 * ((first_reply_at IS NOT NULL))::integer)) + (8 * ((human_replied_at IS NOT NULL))::integer)) + (16 * ((closed_at IS NOT NULL))::integer)) + (32 * ((asked_again > 0))::integer)) + (64 * ((returned_at IS NOT NULL))::integer)))::text)) STORED NOT NULL COLLATE pg_catalog."C",
    is_answered boolean GENERATED ALWAYS AS ((first_reply_at IS NOT NULL)) STORED NOT NULL,
    resolution_bucket smallint GENERATED ALWAYS AS (
CASE
    WHEN (closed_at IS NOT NULL) THEN floor((ln(((1)::double precision + GREATEST((EXTRACT(epoch FROM (closed_at - started_at)))::double precision, (0)::double precision))) * (25)::double precision))
    ELSE NULL::double precision
END) STORED,
    hours_bucket smallint GENERATED ALWAYS AS (
CASE
    WHEN (open_s IS NOT NULL) THEN floor((ln(((1)::double precision + GREATEST(open_s, (0)::double precision))) * (25)::double precision))
    ELSE NULL::double precision
END) STORED,
    reply_bucket smallint GENERATED ALWAYS AS (
CASE
    WHEN (COALESCE(first_reply_at, closed_at) IS NOT NULL) THEN floor((ln(((1)::double precision + GREATEST((EXTRACT(epoch FROM (COALESCE(first_reply_at, closed_at) - started_at)))::double precision, (0)::double precision))) * (25)::double precision))
    ELSE NULL::double precision
END) STORED,
    side text GENERATED ALWAYS AS (((arm || '|'::text) || path)) STORED NOT NULL COLLATE pg_catalog."C",
    waits text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    suggested text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT conversation_fact_check CHECK ((is_involved = (state IS NOT NULL))),
    CONSTRAINT conversation_fact_check1 CHECK (((path = 'people'::text) = (NOT is_involved))),
    CONSTRAINT conversation_fact_check2 CHECK (((path = 'escalated'::text) = (NOT (state IS DISTINCT FROM 'escalated'::text)))),
    CONSTRAINT conversation_fact_path_check CHECK ((path = ANY (ARRAY['assistant'::text, 'escalated'::text, 'people'::text]))),
    CONSTRAINT conversation_fact_state_check CHECK ((state = ANY (ARRAY['escalated'::text, 'ongoing'::text, 'abandoned'::text, 'contained'::text])))
);

ALTER TABLE public.conversation ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.conversation_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.corpus_size (
    corpus text NOT NULL,
    snapshot bigint NOT NULL,
    passages bigint NOT NULL,
    lexemes bigint NOT NULL,
    CONSTRAINT corpus_size_corpus_check CHECK ((corpus = ANY (ARRAY['article'::text, 'ticket'::text])))
);

CREATE TABLE public.desk (
    only_row boolean DEFAULT true NOT NULL,
    secret bytea DEFAULT decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text) NOT NULL,
    paused_at timestamp with time zone,
    CONSTRAINT desk_only_row_check CHECK (only_row)
);

CREATE TABLE public.draft (
    conversation_id uuid NOT NULL,
    turn_id uuid NOT NULL,
    decision text NOT NULL,
    text text NOT NULL,
    sources jsonb NOT NULL,
    confidence double precision,
    seen_seq bigint NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.embedding_model (
    id smallint NOT NULL,
    name text NOT NULL,
    dimension integer NOT NULL,
    CONSTRAINT embedding_model_dimension_check CHECK (((dimension >= 1) AND (dimension <= 4000)))
);

ALTER TABLE public.embedding_model ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.embedding_model_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.entry_link (
    token_hash bytea NOT NULL,
    agent_id uuid NOT NULL,
    purpose text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT entry_link_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'invitation'::text, 'password_reset'::text])))
);

CREATE TABLE public.event (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    public_seq bigint,
    type text NOT NULL,
    data jsonb NOT NULL,
    public_data jsonb,
    at timestamp with time zone NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    CONSTRAINT event_check CHECK (((public_seq IS NULL) = (public_data IS NULL)))
);

CREATE TABLE public.fact_due (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL
);

CREATE TABLE public.gap (
    id uuid NOT NULL,
    label text NOT NULL,
    words text[] NOT NULL,
    centre real[] NOT NULL,
    embedder text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    size_then integer DEFAULT 0 NOT NULL,
    article_id bigint,
    merged_into uuid,
    decided_at timestamp with time zone,
    decided_by uuid,
    found_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT gap_check CHECK (((state = 'merged'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT gap_check1 CHECK (((state <> 'linked'::text) OR (article_id IS NOT NULL))),
    CONSTRAINT gap_state_check CHECK ((state = ANY (ARRAY['open'::text, 'not_ours'::text, 'linked'::text, 'merged'::text])))
);

CREATE TABLE public.gap_question (
    turn_id uuid NOT NULL,
    gap_id uuid,
    conversation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    why text NOT NULL,
    reason text NOT NULL,
    product text NOT NULL,
    language text NOT NULL,
    minutes double precision NOT NULL,
    is_measured boolean NOT NULL,
    article text NOT NULL,
    title text NOT NULL,
    fault text NOT NULL,
    says text NOT NULL,
    typical integer NOT NULL,
    CONSTRAINT gap_question_minutes_check CHECK ((minutes >= (0)::double precision)),
    CONSTRAINT gap_question_why_check CHECK ((why = ANY (ARRAY['rated'::text, 'refused'::text, 'escalated'::text, 'unsure'::text])))
);

CREATE TABLE public.gap_search (
    at timestamp with time zone NOT NULL,
    days integer NOT NULL,
    questions integer NOT NULL,
    is_cut boolean NOT NULL,
    conversations integer NOT NULL,
    unanswered integer NOT NULL,
    CONSTRAINT gap_search_days_check CHECK ((days > 0))
);

CREATE TABLE public.hidden (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    text_hashes bytea[],
    passages bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    says text NOT NULL,
    hidden_at timestamp with time zone NOT NULL,
    hidden_by uuid,
    undone_at timestamp with time zone
);

ALTER TABLE public.hidden ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.hidden_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.idempotency (
    principal text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    body jsonb,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.inbox (
    id uuid NOT NULL,
    name text NOT NULL,
    channel text NOT NULL,
    product text DEFAULT ''::text NOT NULL,
    origins text[] DEFAULT '{}'::text[] NOT NULL,
    is_internal boolean DEFAULT false NOT NULL,
    secret bytea DEFAULT decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text) NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT inbox_channel_check CHECK ((channel = ANY (ARRAY['widget'::text, 'email'::text, 'api'::text])))
);

CREATE TABLE public.incident (
    id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    words text[] NOT NULL,
    categories text[] NOT NULL,
    began_at timestamp with time zone NOT NULL,
    began_by uuid,
    ended_at timestamp with time zone,
    ended_by uuid,
    end_text text,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT incident_check CHECK (((cardinality(words) + cardinality(categories)) > 0)),
    CONSTRAINT incident_check1 CHECK (((ended_at IS NULL) = (end_text IS NULL)))
);

CREATE TABLE public.incident_follower (
    incident_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    followed_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone
);

CREATE TABLE public.incident_informed (
    incident_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    informed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.knowledge (
    only_row boolean DEFAULT true NOT NULL,
    snapshot bigint DEFAULT 0 NOT NULL,
    CONSTRAINT knowledge_only_row_check CHECK (only_row)
);

CREATE TABLE public.lexeme_frequency (
    corpus text NOT NULL,
    lexeme text NOT NULL,
    passages bigint NOT NULL
);

CREATE TABLE public.message (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    public_seq bigint,
    author text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    agent_id uuid,
    turn_id uuid,
    client_key text,
    decision text,
    options jsonb DEFAULT '[]'::jsonb NOT NULL,
    sources jsonb DEFAULT '[]'::jsonb NOT NULL,
    is_automatic boolean DEFAULT false NOT NULL,
    was_helpful boolean,
    delivery text,
    created_at timestamp with time zone NOT NULL,
    chosen text,
    picks text,
    asked_again text[] DEFAULT '{}'::text[] NOT NULL,
    given_at timestamp with time zone,
    CONSTRAINT message_author_check CHECK ((author = ANY (ARRAY['customer'::text, 'assistant'::text, 'agent'::text, 'system'::text]))),
    CONSTRAINT message_check CHECK (((kind <> 'note'::text) OR (public_seq IS NULL))),
    CONSTRAINT message_delivery_check CHECK ((delivery = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text]))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'note'::text, 'activity'::text])))
);

CREATE TABLE public.model_call (
    id bigint NOT NULL,
    turn_id uuid,
    number smallint NOT NULL,
    conversation_id uuid,
    asked_at timestamp with time zone NOT NULL,
    model text NOT NULL,
    purpose text NOT NULL,
    is_hosted boolean NOT NULL,
    tokens_in integer NOT NULL,
    tokens_out integer NOT NULL,
    cost double precision,
    failure text NOT NULL,
    sent text,
    output text,
    deleted_at timestamp with time zone
);

ALTER TABLE public.model_call ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.model_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.passage (
    id bigint NOT NULL,
    version_id bigint,
    ticket_id bigint,
    ordinal integer NOT NULL,
    heading_path text[] NOT NULL,
    text text NOT NULL,
    searched_text text NOT NULL,
    shape text DEFAULT ''::text NOT NULL,
    CONSTRAINT passage_check CHECK ((num_nonnulls(version_id, ticket_id) = 1))
);

ALTER TABLE public.passage ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.passage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.passage_keyword (
    passage_id bigint NOT NULL,
    document_id bigint NOT NULL,
    corpus text NOT NULL,
    product text NOT NULL,
    locale text NOT NULL,
    audience text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    length integer NOT NULL,
    lexemes tsvector NOT NULL,
    usable_until date,
    CONSTRAINT passage_keyword_check CHECK ((valid_to > valid_from)),
    CONSTRAINT passage_keyword_corpus_check CHECK ((corpus = ANY (ARRAY['article'::text, 'ticket'::text])))
);

CREATE TABLE public.passage_vector (
    passage_id bigint NOT NULL,
    model_id smallint NOT NULL,
    document_id bigint NOT NULL,
    corpus text NOT NULL,
    product text NOT NULL,
    locale text NOT NULL,
    audience text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    embedding public.halfvec NOT NULL,
    usable_until date,
    CONSTRAINT passage_vector_check CHECK ((valid_to > valid_from)),
    CONSTRAINT passage_vector_corpus_check CHECK ((corpus = ANY (ARRAY['article'::text, 'ticket'::text])))
);
ALTER TABLE ONLY public.passage_vector ALTER COLUMN embedding SET STORAGE PLAIN;

CREATE TABLE public.policy_change (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    agent_id uuid,
    source text NOT NULL,
    before text NOT NULL,
    after text NOT NULL
);

ALTER TABLE public.policy_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.policy_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE public.presence (
    conversation_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    screen text NOT NULL,
    doing text NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT presence_doing_check CHECK ((doing = ANY (ARRAY['viewing'::text, 'writing'::text])))
);

CREATE TABLE public.promise (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    kind text NOT NULL,
    says text NOT NULL,
    article_id text NOT NULL,
    title text NOT NULL,
    is_conditional boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    outcome text,
    judged_at timestamp with time zone,
    judged_by uuid,
    CONSTRAINT promise_check CHECK (((outcome IS NULL) = (judged_at IS NULL))),
    CONSTRAINT promise_outcome_check CHECK ((outcome = ANY (ARRAY['kept'::text, 'broken'::text, 'void'::text])))
);

CREATE TABLE public.proposal (
    id uuid NOT NULL,
    gap_id uuid,
    article_id bigint,
    based_on integer,
    title text NOT NULL,
    body text NOT NULL,
    product text NOT NULL,
    locale text NOT NULL,
    audience text NOT NULL,
    url text NOT NULL,
    valid_until date,
    review_by date,
    origins jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid,
    decided_at timestamp with time zone,
    decided_by uuid,
    published_version integer,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT proposal_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'agent'::text]))),
    CONSTRAINT proposal_check CHECK (((state = 'open'::text) = (decided_at IS NULL))),
    CONSTRAINT proposal_check1 CHECK (((state <> 'published'::text) OR ((article_id IS NOT NULL) AND (published_version IS NOT NULL)))),
    CONSTRAINT proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'published'::text, 'rejected'::text])))
);

CREATE TABLE public.proposal_effect (
    proposal_id uuid NOT NULL,
    content_hash text NOT NULL,
    snapshot bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    effect jsonb NOT NULL
);

CREATE UNLOGGED TABLE public.rate (
    key text NOT NULL,
    window_start timestamp with time zone NOT NULL,
    count integer NOT NULL
);

CREATE TABLE public.rating (
    conversation_id uuid NOT NULL,
    stars smallint NOT NULL,
    comment text NOT NULL,
    rates text NOT NULL,
    via text NOT NULL,
    rated_at timestamp with time zone NOT NULL,
    CONSTRAINT rating_comment_check CHECK ((char_length(comment) <= 2000)),
    CONSTRAINT rating_rates_check CHECK ((rates = ANY (ARRAY['assistant'::text, 'people'::text, 'both'::text]))),
    CONSTRAINT rating_stars_check CHECK (((stars >= 1) AND (stars <= 5))),
    CONSTRAINT rating_via_check CHECK ((via = ANY (ARRAY['widget'::text, 'mail'::text])))
);

CREATE TABLE public.record (
    hash text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    CONSTRAINT record_kind_check CHECK ((kind = ANY (ARRAY['evidence'::text, 'policy'::text])))
);

CREATE TABLE public.reply_wait (
    id bigint NOT NULL,
    conversation_id uuid NOT NULL,
    is_first boolean NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    priority text NOT NULL,
    team_id uuid,
    agent_id uuid,
    ended_at timestamp with time zone NOT NULL
);

ALTER TABLE public.reply_wait ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.reply_wait_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.review_draw (
    id bigint NOT NULL,
    kind text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    seed text NOT NULL,
    size integer NOT NULL,
    members jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT review_draw_check CHECK ((until > since)),
    CONSTRAINT review_draw_kind_check CHECK ((kind = ANY (ARRAY['firsts'::text, 'sample'::text])))
);

ALTER TABLE public.review_draw ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.review_draw_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.review_item (
    turn_id uuid NOT NULL,
    draw_id bigint NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    strata text[] NOT NULL,
    probability double precision NOT NULL,
    place integer NOT NULL,
    judges smallint DEFAULT 1 NOT NULL,
    CONSTRAINT review_item_judges_check CHECK ((judges = ANY (ARRAY[1, 2]))),
    CONSTRAINT review_item_kind_check CHECK ((kind = ANY (ARRAY['answer'::text, 'suggestion'::text, 'handoff'::text, 'other'::text]))),
    CONSTRAINT review_item_probability_check CHECK (((probability > (0)::double precision) AND (probability <= (1)::double precision))),
    CONSTRAINT review_item_strata_check CHECK ((cardinality(strata) > 0))
);

CREATE TABLE public.review_verdict (
    id bigint NOT NULL,
    turn_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    verdict text,
    should_be_person boolean NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    missing text DEFAULT ''::text NOT NULL,
    category text DEFAULT ''::text NOT NULL,
    is_again boolean DEFAULT false NOT NULL,
    judged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT review_verdict_verdict_check CHECK ((verdict = ANY (ARRAY['right'::text, 'partly'::text, 'wrong'::text])))
);

ALTER TABLE public.review_verdict ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.review_verdict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    agent_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.showing (
    turn_id uuid NOT NULL,
    conversation_id uuid,
    decision text NOT NULL,
    rule text NOT NULL,
    effect text,
    category text NOT NULL,
    article_id text NOT NULL,
    passage_id bigint NOT NULL,
    probability double precision NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    yes_at timestamp with time zone,
    no_at timestamp with time zone,
    picked_at timestamp with time zone,
    silent_at timestamp with time zone,
    draft_used_at timestamp with time zone,
    draft_edited_at timestamp with time zone,
    agent_replied_at timestamp with time zone,
    maker text DEFAULT ''::text NOT NULL,
    changed real,
    CONSTRAINT showing_changed_check CHECK (((changed >= (0)::double precision) AND (changed <= (1)::double precision)))
);

CREATE TABLE public.site_page (
    source_id bigint NOT NULL,
    url text NOT NULL,
    address text NOT NULL,
    etag text NOT NULL,
    last_modified text NOT NULL,
    links text[] NOT NULL
);

CREATE TABLE public.source (
    id bigint NOT NULL,
    location text NOT NULL,
    options jsonb,
    learnt_at timestamp with time zone,
    tried_at timestamp with time zone,
    failure text
);

ALTER TABLE public.source ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.survey (
    conversation_id uuid NOT NULL,
    resolved_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);

CREATE TABLE public.team (
    id uuid NOT NULL,
    name text NOT NULL,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    languages text[] DEFAULT '{}'::text[] NOT NULL
);

CREATE TABLE public.team_member (
    team_id uuid NOT NULL,
    agent_id uuid NOT NULL
);

CREATE TABLE public.ticket (
    id bigint NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    category text NOT NULL,
    product text NOT NULL,
    locale text NOT NULL,
    messages jsonb NOT NULL,
    outcome text NOT NULL,
    csat smallint,
    tags text[] NOT NULL,
    is_resolved boolean NOT NULL,
    content_hash text NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    CONSTRAINT ticket_csat_check CHECK (((csat >= 1) AND (csat <= 5)))
);

ALTER TABLE public.ticket ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.turn (
    id uuid NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    evidence_hash text NOT NULL,
    policy_hash text NOT NULL,
    decision text NOT NULL,
    rule text NOT NULL,
    decision_body text NOT NULL,
    steps jsonb NOT NULL,
    conversation_id uuid,
    seen_seq bigint,
    effect text,
    mode text DEFAULT ''::text NOT NULL,
    arm text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.widget_session (
    token_hash bytea NOT NULL,
    contact_id uuid NOT NULL,
    inbox_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT agent_email_key UNIQUE (email);

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_key_key UNIQUE (key);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_article_id_number_key UNIQUE (article_id, number);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calibration
    ADD CONSTRAINT calibration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.category_head
    ADD CONSTRAINT category_head_pkey PRIMARY KEY (embedder);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_external_realm_external_id_key UNIQUE (external_realm, external_id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversation_fact
    ADD CONSTRAINT conversation_fact_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_number_key UNIQUE (number);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.corpus_size
    ADD CONSTRAINT corpus_size_pkey PRIMARY KEY (corpus, snapshot);

ALTER TABLE ONLY public.desk
    ADD CONSTRAINT desk_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.embedding_model
    ADD CONSTRAINT embedding_model_name_key UNIQUE (name);

ALTER TABLE ONLY public.embedding_model
    ADD CONSTRAINT embedding_model_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.entry_link
    ADD CONSTRAINT entry_link_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.fact_due
    ADD CONSTRAINT fact_due_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.gap
    ADD CONSTRAINT gap_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gap_question
    ADD CONSTRAINT gap_question_pkey PRIMARY KEY (turn_id);

ALTER TABLE ONLY public.gap_search
    ADD CONSTRAINT gap_search_pkey PRIMARY KEY (at);

ALTER TABLE ONLY public.hidden
    ADD CONSTRAINT hidden_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (principal, key);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_name_key UNIQUE (name);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incident_follower
    ADD CONSTRAINT incident_follower_pkey PRIMARY KEY (incident_id, conversation_id);

ALTER TABLE ONLY public.incident_informed
    ADD CONSTRAINT incident_informed_pkey PRIMARY KEY (incident_id, conversation_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.knowledge
    ADD CONSTRAINT knowledge_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.lexeme_frequency
    ADD CONSTRAINT lexeme_frequency_pkey PRIMARY KEY (corpus, lexeme);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_conversation_id_client_key_key UNIQUE (conversation_id, client_key);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_conversation_id_seq_key UNIQUE (conversation_id, seq);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.model_call
    ADD CONSTRAINT model_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.model_call
    ADD CONSTRAINT model_call_turn_id_number_key UNIQUE (turn_id, number);

ALTER TABLE ONLY public.passage_keyword
    ADD CONSTRAINT passage_keyword_pkey PRIMARY KEY (passage_id);

ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passage_vector
    ADD CONSTRAINT passage_vector_pkey PRIMARY KEY (passage_id, model_id);

ALTER TABLE ONLY public.policy_change
    ADD CONSTRAINT policy_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (conversation_id, agent_id, screen);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proposal_effect
    ADD CONSTRAINT proposal_effect_pkey PRIMARY KEY (proposal_id);

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rate
    ADD CONSTRAINT rate_pkey PRIMARY KEY (key, window_start);

ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.reply_wait
    ADD CONSTRAINT reply_wait_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.review_draw
    ADD CONSTRAINT review_draw_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.review_item
    ADD CONSTRAINT review_item_pkey PRIMARY KEY (turn_id);

ALTER TABLE ONLY public.review_verdict
    ADD CONSTRAINT review_verdict_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.showing
    ADD CONSTRAINT showing_pkey PRIMARY KEY (turn_id);

ALTER TABLE ONLY public.site_page
    ADD CONSTRAINT site_page_pkey PRIMARY KEY (source_id, url);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_location_key UNIQUE (location);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.survey
    ADD CONSTRAINT survey_pkey PRIMARY KEY (conversation_id, resolved_at);

ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_pkey PRIMARY KEY (team_id, agent_id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_name_key UNIQUE (name);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_key_key UNIQUE (key);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.widget_session
    ADD CONSTRAINT widget_session_pkey PRIMARY KEY (token_hash);

CREATE UNIQUE INDEX article_origin ON public.article USING btree (source_id, origin);

CREATE INDEX article_source ON public.article USING btree (source_id);

CREATE INDEX article_version_content ON public.article_version USING btree (content_hash) WHERE (valid_to IS NULL);

CREATE UNIQUE INDEX article_version_current ON public.article_version USING btree (article_id) WHERE (valid_to IS NULL);

CREATE INDEX article_version_product ON public.article_version USING btree (product) WHERE (valid_to IS NULL);

CREATE INDEX attachment_contact ON public.attachment USING btree (contact_id);

CREATE INDEX attachment_message ON public.attachment USING btree (message_id);

CREATE INDEX calibration_newest ON public.calibration USING btree (scope, id DESC);

CREATE INDEX contact_email ON public.contact USING btree (email) WHERE (email <> ''::text);

CREATE INDEX contact_words ON public.contact USING gin (to_tsvector('simple'::regconfig, public.search_words(((((name || ' '::text) || email) || ' '::text) || left_email))));

CREATE INDEX conversation_assignee ON public.conversation USING btree (assignee_id, status);

CREATE INDEX conversation_contact ON public.conversation USING btree (contact_id, last_message_at DESC);

CREATE INDEX conversation_due ON public.conversation USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX conversation_fact_begun ON public.conversation_fact USING btree (started_at) WHERE (is_involved AND (NOT is_internal));

CREATE INDEX conversation_fact_cells ON public.conversation_fact USING btree (started_at) INCLUDE (shape, category, first_resolved_at, cost, path) WHERE (NOT is_internal);

CREATE INDEX conversation_fact_contact ON public.conversation_fact USING btree (contact_id, first_resolved_at);

CREATE INDEX conversation_fact_internal ON public.conversation_fact USING btree (started_at) WHERE is_internal;

CREATE INDEX conversation_fact_started ON public.conversation_fact USING btree (started_at);

CREATE INDEX conversation_fact_suggested ON public.conversation_fact USING btree (started_at) INCLUDE (suggested) WHERE ((NOT is_internal) AND (suggested <> ''::text));

CREATE INDEX conversation_fact_times ON public.conversation_fact USING btree (started_at) INCLUDE (side, is_answered, resolution_bucket, hours_bucket, reply_bucket, path) WHERE (NOT is_internal);

CREATE INDEX conversation_fact_waits ON public.conversation_fact USING btree (started_at) INCLUDE (waits) WHERE ((NOT is_internal) AND (waits <> ''::text));

CREATE INDEX conversation_queue ON public.conversation USING btree (status, waiting_since);

CREATE INDEX conversation_recent ON public.conversation USING btree (last_message_at DESC, id);

CREATE INDEX conversation_resolved ON public.conversation USING btree (resolved_at) WHERE (status = 'resolved'::text);

CREATE INDEX conversation_snoozed ON public.conversation USING btree (snoozed_until) WHERE (status = 'snoozed'::text);

CREATE INDEX conversation_turn_due ON public.conversation USING btree (turn_wanted_at) WHERE (turn_wanted_seq > turn_done_seq);

CREATE INDEX conversation_words ON public.conversation USING gin (to_tsvector('simple'::regconfig, public.search_words(subject)));

CREATE UNIQUE INDEX event_public ON public.event USING btree (conversation_id, public_seq) WHERE (public_seq IS NOT NULL);

CREATE INDEX gap_merged ON public.gap USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX gap_question_asked ON public.gap_question USING btree (asked_at);

CREATE INDEX gap_question_gap ON public.gap_question USING btree (gap_id, asked_at);

CREATE INDEX hidden_article ON public.hidden USING btree (article_id) WHERE (undone_at IS NULL);

CREATE INDEX idempotency_created ON public.idempotency USING btree (created_at);

CREATE INDEX incident_follower_conversation ON public.incident_follower USING btree (conversation_id);

CREATE INDEX incident_follower_untold ON public.incident_follower USING btree (incident_id) WHERE (told_at IS NULL);

CREATE INDEX incident_informed_conversation ON public.incident_informed USING btree (conversation_id);

CREATE INDEX incident_running ON public.incident USING btree (began_at) WHERE (ended_at IS NULL);

CREATE INDEX message_of_agent ON public.message USING btree (agent_id, created_at DESC) WHERE ((author = 'agent'::text) AND (kind = 'reply'::text));

CREATE INDEX message_words ON public.message USING gin (to_tsvector('simple'::regconfig, public.search_words(text)));

CREATE INDEX model_call_asked ON public.model_call USING btree (asked_at);

CREATE INDEX model_call_conversation ON public.model_call USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX model_call_kept ON public.model_call USING btree (asked_at) WHERE ((sent IS NOT NULL) OR (output IS NOT NULL));

CREATE INDEX passage_keyword_document ON public.passage_keyword USING btree (corpus, document_id);

CREATE INDEX passage_keyword_lexemes ON public.passage_keyword USING gin (lexemes) WITH (fastupdate=off);

CREATE INDEX passage_ticket ON public.passage USING btree (ticket_id);

CREATE INDEX passage_vector_document ON public.passage_vector USING btree (corpus, document_id);

CREATE INDEX passage_version ON public.passage USING btree (version_id);

CREATE INDEX promise_due ON public.promise USING btree (due_at) WHERE (outcome IS NULL);

CREATE INDEX promise_made ON public.promise USING btree (made_at DESC, id DESC);

CREATE UNIQUE INDEX promise_told ON public.promise USING btree (conversation_id, md5(says));

CREATE INDEX proposal_article ON public.proposal USING btree (article_id) WHERE (article_id IS NOT NULL);

CREATE INDEX proposal_gap ON public.proposal USING btree (gap_id) WHERE (gap_id IS NOT NULL);

CREATE INDEX proposal_state ON public.proposal USING btree (state, made_at);

CREATE INDEX reply_wait_conversation ON public.reply_wait USING btree (conversation_id);

CREATE INDEX reply_wait_ended ON public.reply_wait USING btree (ended_at);

CREATE INDEX reply_wait_first ON public.reply_wait USING btree (team_id, asked_at) WHERE (is_first AND (agent_id IS NOT NULL));

CREATE UNIQUE INDEX review_draw_firsts ON public.review_draw USING btree (kind) WHERE (kind = 'firsts'::text);

CREATE INDEX review_draw_newest ON public.review_draw USING btree (kind, until DESC);

CREATE INDEX review_item_draw ON public.review_item USING btree (draw_id);

CREATE INDEX review_item_firsts ON public.review_item USING btree (category) WHERE ('first'::text = ANY (strata));

CREATE UNIQUE INDEX review_verdict_standing ON public.review_verdict USING btree (turn_id, agent_id) WHERE (undone_at IS NULL);

CREATE INDEX session_agent ON public.session USING btree (agent_id);

CREATE INDEX showing_conversation ON public.showing USING btree (conversation_id, shown_at);

CREATE UNIQUE INDEX survey_sent ON public.survey USING btree (conversation_id) WHERE (sent_at IS NOT NULL);

CREATE INDEX team_member_agent ON public.team_member USING btree (agent_id);

CREATE INDEX turn_conversation ON public.turn USING btree (conversation_id, taken_at);

CREATE INDEX turn_hidden ON public.turn USING btree (taken_at DESC, id DESC) WHERE ((mode = 'shadow'::text) AND (effect = 'recorded'::text));

CREATE INDEX turn_taken_at ON public.turn USING btree (taken_at);

CREATE INDEX widget_session_contact ON public.widget_session USING btree (contact_id);

CREATE TRIGGER event_written AFTER INSERT ON public.event REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.mark_fact_due();

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_external_realm_fkey FOREIGN KEY (external_realm) REFERENCES public.inbox(id);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.agent(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

ALTER TABLE ONLY public.conversation_fact
    ADD CONSTRAINT conversation_fact_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inbox(id);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_linked_from_fkey FOREIGN KEY (linked_from) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.entry_link
    ADD CONSTRAINT entry_link_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.fact_due
    ADD CONSTRAINT fact_due_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.gap
    ADD CONSTRAINT gap_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.gap
    ADD CONSTRAINT gap_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.gap
    ADD CONSTRAINT gap_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.gap(id);

ALTER TABLE ONLY public.gap_question
    ADD CONSTRAINT gap_question_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

ALTER TABLE ONLY public.gap_question
    ADD CONSTRAINT gap_question_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.gap_question
    ADD CONSTRAINT gap_question_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES public.gap(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.gap_question
    ADD CONSTRAINT gap_question_turn_id_fkey FOREIGN KEY (turn_id) REFERENCES public.turn(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.hidden
    ADD CONSTRAINT hidden_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.hidden
    ADD CONSTRAINT hidden_hidden_by_fkey FOREIGN KEY (hidden_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_began_by_fkey FOREIGN KEY (began_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.incident_follower
    ADD CONSTRAINT incident_follower_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_follower
    ADD CONSTRAINT incident_follower_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incident(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_informed
    ADD CONSTRAINT incident_informed_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_informed
    ADD CONSTRAINT incident_informed_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incident(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.model_call
    ADD CONSTRAINT model_call_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.model_call
    ADD CONSTRAINT model_call_turn_id_fkey FOREIGN KEY (turn_id) REFERENCES public.turn(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.passage_keyword
    ADD CONSTRAINT passage_keyword_passage_id_fkey FOREIGN KEY (passage_id) REFERENCES public.passage(id);

ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);

ALTER TABLE ONLY public.passage_vector
    ADD CONSTRAINT passage_vector_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.embedding_model(id);

ALTER TABLE ONLY public.passage_vector
    ADD CONSTRAINT passage_vector_passage_id_fkey FOREIGN KEY (passage_id) REFERENCES public.passage(id);

ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.article_version(id);

ALTER TABLE ONLY public.policy_change
    ADD CONSTRAINT policy_change_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.presence
    ADD CONSTRAINT presence_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.presence
    ADD CONSTRAINT presence_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_judged_by_fkey FOREIGN KEY (judged_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.proposal_effect
    ADD CONSTRAINT proposal_effect_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.proposal_effect
    ADD CONSTRAINT proposal_effect_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposal(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES public.gap(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.proposal
    ADD CONSTRAINT proposal_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.agent(id);

ALTER TABLE ONLY public.rating
    ADD CONSTRAINT rating_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reply_wait
    ADD CONSTRAINT reply_wait_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.reply_wait
    ADD CONSTRAINT reply_wait_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.reply_wait
    ADD CONSTRAINT reply_wait_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.review_item
    ADD CONSTRAINT review_item_draw_id_fkey FOREIGN KEY (draw_id) REFERENCES public.review_draw(id);

ALTER TABLE ONLY public.review_item
    ADD CONSTRAINT review_item_turn_id_fkey FOREIGN KEY (turn_id) REFERENCES public.turn(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.review_verdict
    ADD CONSTRAINT review_verdict_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);

ALTER TABLE ONLY public.review_verdict
    ADD CONSTRAINT review_verdict_turn_id_fkey FOREIGN KEY (turn_id) REFERENCES public.review_item(turn_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.showing
    ADD CONSTRAINT showing_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.showing
    ADD CONSTRAINT showing_turn_id_fkey FOREIGN KEY (turn_id) REFERENCES public.turn(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.site_page
    ADD CONSTRAINT site_page_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.survey
    ADD CONSTRAINT survey_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversation(id);

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_evidence_hash_fkey FOREIGN KEY (evidence_hash) REFERENCES public.record(hash);

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_policy_hash_fkey FOREIGN KEY (policy_hash) REFERENCES public.record(hash);

ALTER TABLE ONLY public.widget_session
    ADD CONSTRAINT widget_session_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.widget_session
    ADD CONSTRAINT widget_session_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inbox(id) ON DELETE CASCADE;
