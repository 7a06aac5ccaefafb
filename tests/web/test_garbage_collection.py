from unittest import mock

from hscp.web.garbage_collection import WARM_AFTER, freeze_when_warm


def test_a_worker_freezes_what_it_has_loaded_once_and_not_before_it_is_warm():
    application = freeze_when_warm(lambda environ, start_response: [environ["answer"]])

    with mock.patch("hscp.web.garbage_collection.gc") as gc:
        frozen = []
        for number in range(3 * WARM_AFTER):
            assert application({"answer": number}, None) == [number]
            frozen.append(gc.freeze.call_count)

    assert frozen == [0] * WARM_AFTER + [1] * 2 * WARM_AFTER
    assert gc.collect.call_count == 1
