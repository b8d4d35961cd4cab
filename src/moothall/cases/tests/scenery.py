"""A council's years of work in one breath: many persons and cases by plain SQL, for measuring."""

from django.db import connection, transaction

_PERSONS = """
    INSERT INTO people_person
        (id, council_id, name, normalised_name, name_by_surname, language, created_at)
    SELECT gen_random_uuid(), %(council)s, first || ' ' || last, lower(first || ' ' || last),
           lower(last || ' ' || first), 'en', %(now)s
    FROM (
        SELECT (ARRAY['Ann','Bryn','Carys','Dai','Elin','Fred','Gwen','Huw','Ivy','Jo'])
                   [1 + n %% 10] AS first,
               (ARRAY['Ash','Bowen','Clark','Davies','Evans','Field','Green','Hughes'])
                   [1 + (n / 10) %% 8] || (n / 80)::text AS last
        FROM generate_series(0, %(persons)s - 1) n
    ) names
"""

_CASES = """
    WITH service AS (
        SELECT id, team_id, case_kind, row_number() OVER (ORDER BY slug) - 1 AS place
        FROM councils_servicetype WHERE council_id = %(council)s
    ), person AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
        FROM people_person WHERE council_id = %(council)s
    ), drawn AS (
        SELECT n, (n * 7919) %% 1000 AS chance,
               %(now)s::timestamptz - (n * interval '15 minutes') AS created_at
        FROM generate_series(0, %(cases)s - 1) n
    ), told AS (
        SELECT *, CASE WHEN chance < 12 THEN 'received' WHEN chance < 28 THEN 'in_progress'
                       WHEN chance < 36 THEN 'scheduled' WHEN chance < 40 THEN 'awaiting_resident'
                       WHEN chance < 860 THEN 'resolved' WHEN chance < 940 THEN 'closed_no_action'
                       WHEN chance < 980 THEN 'duplicate' ELSE 'cancelled' END AS status
        FROM drawn
    )
    INSERT INTO cases_case (
        id, council_id, reference_prefix, submission_key, kind, service_type_id, team_id, status,
        channel, language, person_id, opened_by_kind, opened_by_identifier, opened_by_name,
        created_at, updated_at, summary, details, outcome, place, postcode, comparable_place,
        response_due_at, resolution_due_at, next_due_at, first_response_at, closed_at, paused_for
    )
    SELECT gen_random_uuid(), %(council)s, %(prefix)s, 'scenery-' || n, service.case_kind,
           service.id, service.team_id, told.status,
           (ARRAY['web','web','web','phone','phone','email','visit','letter'])[1 + n %% 8], 'en',
           person.id, 'resident', '', '', created_at, created_at, 'Something to be done', '[]', '',
           (n %% 90) || ' Street ' || n %% 400 || ', QX' || n %% 9 || ' ' || n %% 10 || 'AA',
           'QX' || n %% 9 || n %% 10 || 'AA', 'street ' || n %% 400,
           created_at + interval '1 day', created_at + interval '5 days',
           CASE WHEN told.status IN ('received', 'in_progress', 'scheduled')
                THEN created_at + interval '5 days' END,
           created_at + interval '1 day',
           CASE WHEN told.status IN ('resolved', 'closed_no_action', 'duplicate', 'cancelled')
                THEN created_at + interval '3 days' END,
           interval '0'
    FROM told
    JOIN service ON service.place = n %% (SELECT count(*) FROM service)
    JOIN person ON person.place = n %% (SELECT count(*) FROM person)
"""

_TOUCHED = """
    INSERT INTO cases_interaction (
        id, council_id, channel, direction, person_id, case_id, summary, happened_at,
        logged_by_kind, logged_by_identifier, logged_by_name
    )
    SELECT gen_random_uuid(), council_id, channel, 'inbound', person_id, id, summary, created_at,
           'resident', '', ''
    FROM cases_case WHERE council_id = %(council)s AND submission_key LIKE 'scenery-%%'
"""

_TOLD = """
    INSERT INTO cases_timelineentry (
        id, council_id, case_id, kind, is_public, status_from, status_to, text, happened_at,
        source, source_key, actor_kind, actor_identifier, actor_name
    )
    SELECT gen_random_uuid(), council_id, id, 'opened', true, '', 'received', '', created_at,
           'resident', '', 'resident', '', ''
    FROM cases_case WHERE council_id = %(council)s AND submission_key LIKE 'scenery-%%'
"""


def many_cases(council, now, *, cases, persons=1000, with_history=True):
    """
    Fill a council, whose scope is in force, with work.

    Newest first a quarter of an hour apart; four in a hundred are open.
    """
    values = {
        "council": council.id,
        "prefix": council.reference_prefix,
        "now": now,
        "cases": cases,
        "persons": persons,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Nothing here has statistics yet. Left to themselves the plans, those of the foreign
        # keys' checks too, compare each row with each.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_seqscan = off")
        for statement in (_PERSONS, _CASES, *((_TOUCHED, _TOLD) if with_history else ())):
            cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL enable_nestloop = on; SET LOCAL enable_seqscan = on")
