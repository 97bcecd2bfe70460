-- A text whose words PostgreSQL's parser finds one by one: left alone, it takes an address, a price
-- or an order's number whole, and no search for a part of it would find it. Letters are as people
-- take them for the same: in any normal form, with or without accents. Each sign of a script that
-- has no blanks is a word of its own, and so is the number of "v2". Ranges of code points, because
-- what a letter is differs from server to server.
create or replace function bare_words(text) returns text language sql immutable parallel safe
    return regexp_replace(regexp_replace(regexp_replace(replace(replace(regexp_replace(
        normalize($1, NFKD),
        '[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u3099\u309a]+', '', 'g'), 'ß', 'ss'), 'ẞ', 'SS'),
        '[!-/:-@[-`{-¿×÷\u2000-\u206f\u3000-\u303f]+', ' ', 'g'),
        '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g'),
        '\m([vV])(?=\d)', '\1 ', 'g');

-- The words that a text is found by: its own, and each long number without its blanks and marks,
-- whole and without the code of its country.
create function search_words(text) returns text language sql immutable parallel safe
begin atomic
    select bare_words($1) || coalesce((
        select string_agg(' ' || digits || ' ' || right(digits, 10) || ' ' || right(digits, 9), '')
        from regexp_matches($1, '\+?\d[\d ()./-]{5,18}\d', 'g') as found (run),
            regexp_replace(run[1], '\D', '', 'g') as number (digits)
        where length(digits) > 6
    ), '');
end;

drop index conversation_words, contact_words, message_words;
create index conversation_words on conversation using gin (to_tsvector('simple', search_words(subject)));
create index contact_words on contact
    using gin (to_tsvector('simple', search_words(name || ' ' || email || ' ' || left_email)));
create index message_words on message using gin (to_tsvector('simple', search_words(text)));
