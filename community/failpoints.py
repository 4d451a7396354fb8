"""Named places where a test may kill the process, to prove that nothing is lost there.

Points: before_commit, after_commit, after_claim, before_send, during_data, after_accept, before_mark, after_mark.
"""

import os
import signal

_armed = ""


def arm(name: str) -> None:
    """`name` or `name:N` for the Nth time the point is passed; only settings of the test environment reach this."""
    global _armed
    _armed = name


def failpoint(name: str) -> None:
    """Die here, at once and without cleaning up, when this point is armed and its turn has come."""
    global _armed
    point, _, turns = _armed.partition(":")
    if point != name:
        return
    left = int(turns or 1) - 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    _armed = f"{point}:{left}"
