-- What the migrations make, printed for readers; nothing runs it. Print it anew with:
-- WRITE_SCHEMA=1 .venv/bin/pytest tests/integration/store/test_migrate.py

CREATE FUNCTION public.term_score(rank real, length integer, mean_length double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(((2.2)::double precision / ((1)::double precision + (((1.2)::double precision * ((0.25)::double precision + (((0.75 * (length)::numeric))::double precision / mean_length))) / NULLIF(round((((1)::double precision / ((1.64493406685)::double precision * ((1.0000001)::double precision - rank))) - (0.5)::double precision)), (0)::double precision)))), (0)::double precision);

CREATE TABLE public.article (
    id bigint NOT NULL,
    key text NOT NULL,
    source_id bigint NOT NULL
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

CREATE TABLE public.calibration (
    id bigint NOT NULL,
    scope text NOT NULL,
    hash text NOT NULL,
    body text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT calibration_scope_check CHECK ((scope = ANY (ARRAY['corpus'::text, 'judged'::text])))
);

ALTER TABLE public.calibration ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.calibration_id_seq
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

CREATE TABLE public.passage (
    id bigint NOT NULL,
    version_id bigint,
    ticket_id bigint,
    ordinal integer NOT NULL,
    heading_path text[] NOT NULL,
    text text NOT NULL,
    searched_text text NOT NULL,
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
    CONSTRAINT passage_vector_check CHECK ((valid_to > valid_from)),
    CONSTRAINT passage_vector_corpus_check CHECK ((corpus = ANY (ARRAY['article'::text, 'ticket'::text])))
);
ALTER TABLE ONLY public.passage_vector ALTER COLUMN embedding SET STORAGE PLAIN;

CREATE TABLE public.record (
    hash text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    CONSTRAINT record_kind_check CHECK ((kind = ANY (ARRAY['evidence'::text, 'policy'::text])))
);

CREATE TABLE public.source (
    id bigint NOT NULL,
    location text NOT NULL
);

ALTER TABLE public.source ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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
    steps jsonb NOT NULL
);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_key_key UNIQUE (key);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_article_id_number_key UNIQUE (article_id, number);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calibration
    ADD CONSTRAINT calibration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.corpus_size
    ADD CONSTRAINT corpus_size_pkey PRIMARY KEY (corpus, snapshot);

ALTER TABLE ONLY public.embedding_model
    ADD CONSTRAINT embedding_model_name_key UNIQUE (name);

ALTER TABLE ONLY public.embedding_model
    ADD CONSTRAINT embedding_model_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.knowledge
    ADD CONSTRAINT knowledge_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.lexeme_frequency
    ADD CONSTRAINT lexeme_frequency_pkey PRIMARY KEY (corpus, lexeme);

ALTER TABLE ONLY public.passage_keyword
    ADD CONSTRAINT passage_keyword_pkey PRIMARY KEY (passage_id);

ALTER TABLE ONLY public.passage
    ADD CONSTRAINT passage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passage_vector
    ADD CONSTRAINT passage_vector_pkey PRIMARY KEY (passage_id, model_id);

ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_location_key UNIQUE (location);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_key_key UNIQUE (key);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (id);

CREATE INDEX article_source ON public.article USING btree (source_id);

CREATE UNIQUE INDEX article_version_current ON public.article_version USING btree (article_id) WHERE (valid_to IS NULL);

CREATE INDEX article_version_product ON public.article_version USING btree (product) WHERE (valid_to IS NULL);

CREATE INDEX calibration_newest ON public.calibration USING btree (scope, id DESC);

CREATE INDEX passage_keyword_document ON public.passage_keyword USING btree (corpus, document_id);

CREATE INDEX passage_keyword_lexemes ON public.passage_keyword USING gin (lexemes) WITH (fastupdate=off);

CREATE INDEX passage_ticket ON public.passage USING btree (ticket_id);

CREATE INDEX passage_vector_document ON public.passage_vector USING btree (corpus, document_id);

CREATE INDEX passage_version ON public.passage USING btree (version_id);

CREATE INDEX turn_taken_at ON public.turn USING btree (taken_at);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.article_version
    ADD CONSTRAINT article_version_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

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

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_evidence_hash_fkey FOREIGN KEY (evidence_hash) REFERENCES public.record(hash);

ALTER TABLE ONLY public.turn
    ADD CONSTRAINT turn_policy_hash_fkey FOREIGN KEY (policy_hash) REFERENCES public.record(hash);
