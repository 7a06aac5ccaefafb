"""What two databases are compared by."""

from hscp.backups.tables import differences

WAS = {"tables": {"a": [2, "11"], "b": [0, "0"]}, "sequences": {"a_id_seq": 7}, "objects": {"indexes": 3}}


def test_the_same_is_the_same_also_where_a_sequence_has_moved_on():
    assert differences(WAS, WAS | {"sequences": {"a_id_seq": 9}}) == []


def test_numbers_that_would_be_given_out_again_and_missing_indexes_are_told():
    now = WAS | {"sequences": {"a_id_seq": 6}, "objects": {"indexes": 2}}

    assert differences(WAS, now) == [
        "The numbers of a_id_seq would be given out again.",
        "There are 2 indexes, and there were 3.",
    ]
