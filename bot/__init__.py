"""Talk to people, keep the schedule, and join `alerts` and `faq`."""
