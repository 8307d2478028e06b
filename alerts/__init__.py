"""Find published opportunities, match them to suppliers, and owe each supplier messages."""
