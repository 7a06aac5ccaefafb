"""When Python looks for garbage: not among what a worker keeps for as long as it lives."""

import gc
from itertools import count

# By then the templates, the forms and the queries of the pages that are read most are loaded.
WARM_AFTER = 100


def freeze_when_warm(application):
    """Return the WSGI `application`, which leaves alone what it has loaded once it has given WARM_AFTER answers.

    Otherwise one request in some hundreds waits for a tenth of a second while all of it is looked through.
    """
    answers = count()

    def answer(environ, start_response):
        if next(answers) == WARM_AFTER:
            gc.collect()
            gc.freeze()
        return application(environ, start_response)

    return answer
