"""What can go wrong with the FAQ's own files."""


class ContentError(Exception):
    """A content file cannot be used. The text names the file and says what is wrong."""

    def __init__(self, file: str, wrong: str) -> None:
        super().__init__(f"{file}: {wrong}")
        self.file = file
        self.wrong = wrong
