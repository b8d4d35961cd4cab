"""The statements of the twenty councils; `bench_u(n, k)` is the k-th number drawn for n."""

PREPARE = (
    """
    CREATE OR REPLACE FUNCTION bench_u(n bigint, k integer) RETURNS float8
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (hashint8extended(n, k) & 2147483647) / 2147483648.0::float8 $$
    """,
    """
    CREATE OR REPLACE FUNCTION bench_person(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT md5('person ' || n)::uuid $$
    """,
    # As the product's own: the first 48 bits are the time.
    """
    CREATE OR REPLACE FUNCTION bench_id(at timestamptz, n text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
                  || substr(md5(n), 1, 20))::uuid $$
    """,
    "CREATE TABLE bench_first (place integer PRIMARY KEY, name text)",
    "CREATE TABLE bench_last (place integer PRIMARY KEY, name text)",
    """
    CREATE TABLE bench_place (number integer, place integer, uprn bigint, house text, street text,
                              town text, postcode text, PRIMARY KEY (number, place))
    """,
    """
    CREATE TABLE bench_service (number integer, place integer, id uuid, team_id uuid, kind text,
                                PRIMARY KEY (number, place))
    """,
)

COUNCIL = """
    INSERT INTO councils_council (
        slug, name, name_cy, short_name, gss_code, custodian_code, nation, languages, time_zone,
        working_week, reference_prefix, primary_colour, accent_colour, logo_svg, email, phone,
        address, opening_hours, opening_hours_cy, created_at
    )
    SELECT %(slug)s, initcap(replace(%(slug)s, '-', ' ')) || ' Council', '',
           initcap(replace(%(slug)s, '-', ' ')), 'E0800' || lpad(%(number)s::text, 4, '0'),
           %(custodian)s, nation, languages, time_zone, working_week, %(prefix)s, primary_colour,
           accent_colour, logo_svg, email, phone, address, opening_hours, opening_hours_cy,
           created_at
    FROM councils_council WHERE slug = 'aldermoor'
    RETURNING id
"""

#: What every council has, whether it is filled or not.
SET_UP = (
    """
    SELECT set_config('moothall.council_ids', id || ',%(council)s', false)
    FROM councils_council WHERE slug = 'aldermoor'
    """,
    """
    INSERT INTO councils_hostname (host, council_id, is_main)
    VALUES (%(slug)s || '.localhost', %(council)s, true)
    """,
    """
    INSERT INTO councils_featureswitch (id, council_id, key, is_on)
    VALUES (md5('switch ' || %(slug)s)::uuid, %(council)s, 'staff-second-factor-required', false)
    """,
    """
    INSERT INTO councils_team (id, council_id, slug, name, email)
    SELECT md5('team ' || slug || %(slug)s)::uuid, %(council)s, slug, name, email
    FROM councils_team
    WHERE council_id = (SELECT id FROM councils_council WHERE slug = 'aldermoor')
    """,
    """
    INSERT INTO councils_servicetype (
        id, council_id, slug, name, name_cy, summary, summary_cy, lgsl, lgil, case_kind, team_id,
        response_hours, resolution_hours, synonyms, is_active
    )
    SELECT md5('service ' || s.slug || %(slug)s)::uuid, %(council)s, s.slug, s.name, s.name_cy,
           s.summary, s.summary_cy, lgsl, lgil, case_kind,
           md5('team ' || t.slug || %(slug)s)::uuid,
           response_hours, resolution_hours, synonyms, is_active
    FROM councils_servicetype s JOIN councils_team t ON t.id = s.team_id
    WHERE s.council_id = (SELECT id FROM councils_council WHERE slug = 'aldermoor')
    """,
    """
    INSERT INTO bench_service
    SELECT %(number)s, row_number() OVER (ORDER BY slug) - 1, id, team_id, case_kind
    FROM councils_servicetype WHERE council_id = %(council)s
    """,
    """
    INSERT INTO places_address (
        uprn, parent_uprn, usrn, custodian_code, classification_code, logical_status, is_offered,
        line, line_cy, organisation, unit, building, number, street, street_cy, locality, town,
        postcode, postcode_key, house_number, number_key, unit_key, search_key, words, easting,
        northing, latitude, longitude
    )
    SELECT uprn + %(moved)s, parent_uprn + %(moved)s, usrn + %(moved)s, %(custodian)s,
           classification_code, logical_status, is_offered, replace(line, 'QX', %(area)s), line_cy,
           organisation, unit, building, number, street, street_cy, locality, town,
           replace(postcode, 'QX', %(area)s), replace(postcode_key, 'QX', %(area)s), house_number,
           number_key, unit_key, search_key,
           replace(words, 'qx', lower(%(area)s)), easting, northing, latitude, longitude
    FROM places_address WHERE custodian_code = 9901
    """,
    """
    INSERT INTO places_streetname (custodian_code, search_key, usrns)
    SELECT %(custodian)s, search_key, (SELECT array_agg(one + %(moved)s) FROM unnest(usrns) one)
    FROM places_streetname WHERE custodian_code = 9901
    """,
    # The streets in order of a hash: those that come first have most of what happens.
    """
    INSERT INTO bench_place
    SELECT %(number)s, row_number() OVER (ORDER BY hashint8extended(usrn, 3), uprn) - 1, uprn,
           coalesce(nullif(unit, '') || ', ', '') || number, street, coalesce(locality, town),
           postcode
    FROM places_address
    WHERE custodian_code = %(custodian)s AND is_offered AND number <> '' AND street <> ''
    """,
)

#: One council's people, their ways to be reached, where they live, and what they asked for.
FILL = (
    """
    INSERT INTO people_person (
        id, council_id, name, normalised_name, name_by_surname, language, created_at, born_on,
        is_protected, hides_phone, hides_email
    )
    SELECT bench_person(n), %(council)s, first.name || ' ' || last.name,
           lower(first.name || ' ' || last.name), lower(last.name || ' ' || first.name),
           CASE WHEN bench_u(n, 1) < 0.03 THEN 'cy' ELSE 'en' END,
           now() - bench_u(n, 2) * interval '10 years',
           CASE WHEN bench_u(n, 3) < 0.6
                THEN date '1935-01-01' + (bench_u(n, 4) * 26000)::integer END,
           bench_u(n, 5) < 0.002, bench_u(n, 5) < 0.001, bench_u(n, 5) < 0.001
    FROM generate_series(%(number)s::bigint * %(people)s,
                         (%(number)s + 1)::bigint * %(people)s - 1) n
    JOIN bench_first first
      ON first.place = floor((SELECT count(*) FROM bench_first) * bench_u(n, 6) ^ 2)
    JOIN bench_last last
      ON last.place = floor((SELECT count(*) FROM bench_last) * bench_u(n, 7) ^ 3)
    """,
    """
    INSERT INTO people_contactpoint (
        id, council_id, person_id, kind, value, normalised, found_by_name, given_by, created_at
    )
    SELECT md5(point.kind || n)::uuid, %(council)s, person.id, point.kind, point.value,
           point.normalised, person.normalised_name, 'resident', person.created_at
    FROM generate_series(%(number)s::bigint * %(people)s,
                         (%(number)s + 1)::bigint * %(people)s - 1) n
    JOIN people_person person ON person.council_id = %(council)s AND person.id = bench_person(n)
    CROSS JOIN LATERAL (
        SELECT 'email', replace(person.normalised_name, ' ', '.') || n || '@'
                   || (ARRAY['mail', 'post', 'letters', 'home'])[1 + n %% 4] || '.example',
               replace(person.normalised_name, ' ', '.') || n || '@'
                   || (ARRAY['mail', 'post', 'letters', 'home'])[1 + n %% 4] || '.example'
        WHERE bench_u(n, 10) < 0.7
        UNION ALL
        SELECT 'phone', '07' || lpad((n * 487 %% 999999937)::text, 9, '0'),
               '+447' || lpad((n * 487 %% 999999937)::text, 9, '0')
        WHERE bench_u(n, 11) < 0.85
    ) point (kind, value, normalised)
    """,
    """
    INSERT INTO people_residence (id, council_id, person_id, uprn, given_by, created_at)
    SELECT md5('home ' || n)::uuid, %(council)s, bench_person(n), home.uprn, 'resident', now()
    FROM generate_series(%(number)s::bigint * %(people)s,
                         (%(number)s + 1)::bigint * %(people)s - 1) n
    JOIN bench_place home ON home.number = %(number)s
     AND home.place = floor((SELECT count(*) FROM bench_place WHERE number = %(number)s)
                            * bench_u(n, 12))
    WHERE bench_u(n, 13) < 0.6
    """,
    """
    INSERT INTO cases_case (
        id, council_id, reference_prefix, submission_key, kind, service_type_id, team_id, status,
        channel, language, person_id, opened_by_kind, opened_by_identifier, opened_by_name,
        created_at, updated_at, summary, details, outcome, place, uprn, postcode,
        comparable_place, response_due_at, resolution_due_at, next_due_at, first_response_at,
        closed_at, paused_for, resident_acted_at
    )
    SELECT bench_id(created_at, 'case ' || n), %(council)s, %(prefix)s, 'desk-' || n, service.kind,
           service.id, service.team_id, told.status,
           (ARRAY['web','web','web','phone','phone','phone','email','visit','letter'])
               [1 + floor(9 * bench_u(n, 20))::integer],
           'en', person, 'resident', '', '', created_at, created_at,
           (ARRAY['The bin was not emptied', 'A light is out', 'There is a deep hole in the road',
                  'Rubbish was left on the verge', 'A question about the bill'])
               [1 + floor(5 * bench_u(n, 21))::integer] || ', the ' || (1 + n %% 28) || '.',
           '[]', CASE WHEN told.is_closed THEN 'It was done.' ELSE '' END,
           coalesce(home.house || ' ' || home.street || ', ' || home.town || ', '
                    || home.postcode, ''),
           home.uprn, coalesce(replace(home.postcode, ' ', ''), ''),
           coalesce(lower(regexp_replace(
               home.street || ' ' || home.town || ' ' || home.postcode, '[^A-Za-z0-9]+', ' ', 'g'
           )), ''),
           created_at + interval '1 day', created_at + interval '5 days',
           CASE WHEN told.status IN ('received', 'in_progress', 'scheduled')
                THEN created_at + interval '5 days' END,
           created_at + interval '1 day',
           CASE WHEN told.is_closed THEN created_at + interval '3 days' END, interval '0',
           CASE WHEN bench_u(n, 22) < 0.0005 THEN created_at + interval '2 days' END
    FROM (
        SELECT n, now() - bench_u(n, 23) * interval '5 years' AS created_at, chance,
               CASE WHEN bench_u(n, 25) < 0.85
                    THEN bench_person(%(number)s::bigint * %(people)s
                                      + floor(%(people)s * bench_u(n, 26) ^ 2)::bigint)
                    END AS person,
               CASE WHEN chance < 0.006 THEN 'received' WHEN chance < 0.016 THEN 'in_progress'
                    WHEN chance < 0.02 THEN 'scheduled' WHEN chance < 0.022 THEN 'awaiting_resident'
                    WHEN chance < 0.86 THEN 'resolved' WHEN chance < 0.94 THEN 'closed_no_action'
                    WHEN chance < 0.98 THEN 'duplicate' ELSE 'cancelled' END AS status,
               chance >= 0.022 AS is_closed
        FROM generate_series(%(number)s::bigint * %(cases)s,
                             (%(number)s + 1)::bigint * %(cases)s - 1) n
        CROSS JOIN LATERAL (SELECT bench_u(n, 24) AS chance) drawn
    ) told
    JOIN bench_service service ON service.number = %(number)s
     AND service.place = floor((SELECT count(*) FROM bench_service WHERE number = %(number)s)
                               * bench_u(n, 27) ^ 2)
    LEFT JOIN bench_place home ON home.number = %(number)s AND bench_u(n, 28) < 0.7
     AND home.place = floor((SELECT count(*) FROM bench_place WHERE number = %(number)s)
                            * bench_u(n, 29) ^ 1.5)
    ORDER BY created_at
    """,
    """
    INSERT INTO cases_interaction (
        id, council_id, channel, direction, person_id, case_id, summary, happened_at,
        logged_by_kind, logged_by_identifier, logged_by_name
    )
    SELECT bench_id(c.created_at + turn * interval '4 days', 'touch ' || turn || c.submission_key),
           c.council_id, CASE turn WHEN 0 THEN c.channel ELSE 'phone' END, 'inbound', c.person_id,
           c.id, CASE turn WHEN 0 THEN c.summary ELSE 'Asked how it stands.' END,
           c.created_at + turn * interval '4 days', 'resident', '', ''
    FROM cases_case c
    CROSS JOIN LATERAL generate_series(
        0, CASE WHEN bench_u(hashtext(c.submission_key), 30) < 0.2 THEN 1 ELSE 0 END
    ) turn
    WHERE c.council_id = %(council)s
    """,
    """
    INSERT INTO cases_timelineentry (
        id, council_id, case_id, kind, is_public, status_from, status_to, text, happened_at,
        source, source_key, actor_kind, actor_identifier, actor_name
    )
    SELECT bench_id(c.created_at + turn * interval '1 day', 'told ' || turn || c.submission_key),
           c.council_id, c.id, CASE turn WHEN 0 THEN 'opened' ELSE 'status' END, true,
           CASE turn WHEN 0 THEN '' ELSE 'received' END,
           CASE turn WHEN 0 THEN 'received' ELSE c.status END, '',
           c.created_at + turn * interval '1 day',
           CASE turn WHEN 0 THEN 'resident' ELSE 'staff' END,
           '', CASE turn WHEN 0 THEN 'resident' ELSE 'staff' END, '', ''
    FROM cases_case c
    CROSS JOIN LATERAL generate_series(0, CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END) turn
    WHERE c.council_id = %(council)s
    """,
)

TIDY = (
    "DROP TABLE bench_first, bench_last, bench_place, bench_service",
    "DROP FUNCTION bench_person(bigint), bench_id(timestamptz, text), bench_u(bigint, integer)",
)
