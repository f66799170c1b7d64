"""User ids for jobs."""

from autograder.sandbox.slots import FIRST_UID, SLOTS, Slot


def test_two_slots_never_share_a_uid() -> None:
    """A uid in use is passed over, and free again once it is given back."""
    with Slot() as first:
        with Slot() as second:
            assert first.uid != second.uid
            assert {first.uid, second.uid} <= set(range(FIRST_UID, FIRST_UID + SLOTS))
        with Slot() as third:
            assert third.uid == second.uid
