"""Talk to people, keep the schedule, and join `alerts` and `faq`."""

import os

# python-telegram-bot is on its way to give waits as timedelta; this takes the new way now, and its
# warning about the old one away. It is read at each use, so it must stand before the first.
os.environ.setdefault("PTB_TIMEDELTA", "1")
