"""References are read down a telephone and found again."""

from moothall.payments.reference import meant_reference, new_reference


def test_a_reference_is_found_as_people_write_it():
    reference = new_reference("NOR")

    assert reference.startswith("NOR-P")
    assert len(reference) == 15
    for written in (reference, reference.lower(), reference.replace("-", " "), reference[4:]):
        assert meant_reference(written, prefix="NOR") == reference


def test_a_misheard_character_finds_nothing():
    reference = new_reference("NOR")
    wrong = reference[:-1] + ("2" if reference[-1] != "2" else "3")

    assert meant_reference(wrong, prefix="NOR") == ""
