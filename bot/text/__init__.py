"""Every word we say to people, one module a topic. Functions of values, returning HTML for Telegram.

Plain English at a reading age of 9 to 11. Meaning is in words, never in a sign or a colour alone.
Everything that comes from a publisher or a person passes `written.safe` first.
"""
