"""How much may be sent to Teams: its windows in a conversation, and our own budget in a tenant. Pure but for what it keeps."""

from collections import OrderedDict, deque

WINDOWS = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""(requests, seconds) a bot may send to one conversation, and as many conversations' beginnings."""
TENANT = ((25, 1.0),)
"""Half of what Teams allows a whole app in a tenant: other processes of ours send too."""
_KEPT = 10_000


class Pace:
    """Keeps when requests were sent, in seconds of any one clock."""

    def __init__(self) -> None:
        self._conversations: OrderedDict[str, deque[float]] = OrderedDict()
        self._tenants: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, conversation: str, tenant: str, now: float, count: int = 1) -> float:
        """Books `count` requests and gives 0, or books nothing and gives the seconds after which there is room."""
        there, everywhere = _times(self._conversations, conversation), _times(self._tenants, tenant)
        wait = max(_wait(there, WINDOWS, now, count), _wait(everywhere, TENANT, now, count))
        if wait <= 0:
            there.extend([now] * count)
            everywhere.extend([now] * count)
        return wait


def _times(kept: OrderedDict[str, deque[float]], key: str) -> deque[float]:
    times = kept.setdefault(key, deque(maxlen=WINDOWS[-1][0]))
    kept.move_to_end(key)
    if len(kept) > _KEPT:
        kept.popitem(last=False)
    return times


def _wait(times: deque[float], windows: tuple[tuple[int, float], ...], now: float, count: int) -> float:
    """Seconds until `count` more requests stay within every window."""
    wait = 0.0
    for most, seconds in windows:
        over = len(times) + count - most
        # the request that must have left the window before these go
        if over > 0 and (leaves := times[over - 1] + seconds - now) > 0:
            wait = max(wait, leaves)
    return wait
