"""Answer suppliers' questions from approved text, each answer with its source and its date."""
